use super::*;

#[test]
fn an_account_without_holdings_and_without_a_balance_is_emptied() {
    let plan = next(sold_out);
    assert_eq!(plan.holdings[&AccountId::from("a")], []);
    assert_eq!(plan.summary.holdings_changed, 1);
    assert_eq!(usd(&plan.summary.value_after), None);
    assert_eq!(plan.accounts[0].doubted_since, None);
}

/// Nothing is listed any more, as if nothing had ever been there.
fn emptied(fetched: &mut Fetched) {
    fetched.holdings.clear();
    fetched.transactions.clear();
}

#[test]
fn an_empty_account_whose_balance_stays_is_doubted() {
    let doubted = next(emptied);
    assert!(doubted.holdings.is_empty(), "no snapshot of nothing");
    assert_eq!(doubted.removed, [], "nor is anything else gone");
    assert_eq!(doubted.accounts[0].doubted_since, Some(today()));
    assert_eq!(usd(&doubted.summary.value_after), Some(dec!(500.25)));
    let [issue] = &doubted.summary.row_issues[..] else {
        panic!("said aloud: {:?}", doubted.summary.row_issues);
    };
    let doubt = RowProblem::Doubted {
        lists_none: true,
        balance: Some(dec!(1234.50)),
        currency: None,
    };
    let row = RowName::named(RowKind::Account, "Brokerage ••0001");
    assert_eq!(*issue, RowIssue::kept(row, doubt));

    let stored = applied(&stored(), &doubted);
    let still = plan_on(&stored, today() + chrono::Days::new(29), emptied);
    assert!(still.holdings.is_empty());
    assert_eq!(still.accounts, [], "doubted since the first day");
    let believed = plan_on(&stored, today() + chrono::Days::new(30), emptied);
    assert_eq!(believed.holdings[&AccountId::from("a")], []);
    assert_eq!(believed.accounts[0].doubted_since, None);

    let good = next_from(&stored, |_| {});
    assert_eq!(good.accounts, [account("a")], "no doubt is left");
    assert_eq!(good.holdings.len(), 1);
    assert_eq!(good.summary.holdings_changed, 0);
    assert_eq!(good.summary.row_issues, []);
}

#[test]
fn a_balance_that_is_not_known_speaks_for_nothing() {
    let doubted = next(|it| {
        emptied(it);
        it.accounts[0].balances.current = None;
    });
    assert_eq!(doubted.accounts[0].doubted_since, Some(today()));
    assert!(doubted.holdings.is_empty());
}

#[test]
fn what_was_sold_is_gone_although_its_cash_is_listed_nowhere() {
    let plan = next(|it| {
        it.holdings.clear();
        it.transactions.push(Transaction {
            transaction_type: "sell".into(),
            quantity: Some(dec!(-10)),
            ..transaction("sold", day(6, 29), dec!(-500))
        });
    });
    assert_eq!(plan.accounts, []);
    assert_eq!(plan.holdings[&AccountId::from("a")], []);
}

/// What [`answer`] leaves on disk, with `other` beside `s`.
fn stored_with(other: Holding) -> Stored {
    let mut fetched = answer();
    fetched.holdings.push(other);
    let plan = plan(&Stored::default(), fetched, today());
    applied(&Stored::default(), &plan)
}

#[test]
fn fewer_holdings_beside_a_balance_that_stays_are_doubted() {
    let stored = stored_with(holding("a", "big", 0, dec!(700)));
    let doubted = next_from(&stored, |_| {});
    assert_eq!(doubted.accounts[0].doubted_since, Some(today()));
    assert!(doubted.holdings.is_empty());
    assert_eq!(usd(&doubted.summary.value_after), Some(dec!(1200.25)));

    let gone = next_from(&stored, |it| {
        it.accounts[0].balances.current = Some(dec!(534.50));
    });
    assert_eq!(gone.accounts[0].doubted_since, None);
    assert_eq!(gone.holdings[&AccountId::from("a")].len(), 1);

    let exchanged = next_from(&stored, |it| {
        it.holdings.push(holding("a", "successor", 0, dec!(690)));
    });
    assert_eq!(exchanged.accounts, [], "its value is in another one now");
}

#[test]
fn cash_that_is_listed_no_more_is_no_reason_to_doubt() {
    let cash = Security {
        asset_class: Some("cash".into()),
        ..Security::unknown("usd".into())
    };
    let mut stored = stored_with(holding("a", "usd", 0, dec!(700)));
    stored.securities.insert("usd".into(), cash);
    let plan = next_from(&stored, |_| {});
    assert_eq!(plan.accounts, []);
    assert_eq!(plan.holdings[&AccountId::from("a")].len(), 1);
}

/// Says of so many transactions that they are all there are.
fn with_transactions(count: u32, pending: u32) -> Fetched {
    let rows = (1..=count).map(|at| {
        let subtype = if at <= pending {
            "pending credit"
        } else {
            "buy"
        };
        Transaction {
            subtype: Some(subtype.into()),
            ..transaction(&format!("t{at}"), day(5, at), dec!(1))
        }
    });
    Fetched {
        transactions: rows.collect(),
        ..answer()
    }
}

#[test]
fn all_transactions_of_an_account_do_not_vanish_at_once() {
    let check = |fetched: Fetched, expected: usize| {
        let first = plan(&Stored::default(), fetched, today());
        let stored = applied(&Stored::default(), &first);
        let emptied = next_from(&stored, |it| it.transactions.clear());
        assert_eq!(emptied.removed.len(), expected);
        let said = emptied.summary.row_issues;
        assert_eq!(said.len(), usize::from(expected == 0), "{said:?}");
        for issue in said {
            assert!(
                matches!(issue.problem, RowProblem::NoTransactions { .. }),
                "{issue:?}"
            );
        }
        let fewer = next_from(&stored, |it| it.transactions.truncate(1));
        assert_eq!(fewer.summary.row_issues, []);
    };
    check(with_transactions(3, 0), 0);
    check(with_transactions(12, 1), 0);
    check(with_transactions(2, 0), 2);
    check(with_transactions(4, 2), 4);
}
