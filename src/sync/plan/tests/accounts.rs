use super::*;
use crate::connect::Misfit;

#[test]
fn an_account_that_is_not_listed_keeps_its_rows() {
    let plan = next(|it| {
        it.accounts = vec![account("b")];
        it.holdings = vec![holding("b", "s", 0, dec!(7))];
        it.transactions.clear();
    });
    let missing = Account {
        missing_since: Some(today()),
        ..account("a")
    };
    assert_eq!(plan.accounts, [account("b"), missing]);
    assert_eq!(plan.holdings.keys().collect::<Vec<_>>(), [&"b".into()]);
    assert_eq!(plan.removed, []);
    assert_eq!(usd(&plan.summary.value_before), Some(dec!(500.25)));
    assert_eq!(usd(&plan.summary.value_after), Some(dec!(7)));

    let still = next_from(&applied(&stored(), &plan), |it| {
        it.accounts = vec![account("b")];
        it.holdings = vec![holding("b", "s", 0, dec!(7))];
    });
    assert_eq!(
        still.accounts,
        [],
        "missing since the first day, not the last"
    );

    let back = next_from(&applied(&stored(), &plan), |it| {
        it.accounts.push(account("b"));
        it.holdings.push(holding("b", "s", 0, dec!(7)));
    });
    assert_eq!(back.accounts, [account("a")]);
}

#[test]
fn an_answer_without_accounts_replaces_and_misses_nothing() {
    let plan = next(|it| {
        it.accounts.clear();
        it.holdings.clear();
        it.transactions.clear();
    });
    assert_eq!(plan.accounts, []);
    assert!(plan.holdings.is_empty());
    assert_eq!(plan.removed, []);
    assert_eq!(usd(&plan.summary.value_after), Some(dec!(500.25)));
    let answer = RowName::unnamed(RowKind::Answer);
    let said = RowIssue::kept(answer, RowProblem::NoAccounts { known: 1 });
    assert_eq!(plan.summary.row_issues, [said]);
}

#[test]
fn an_account_that_is_back_leaves_a_gap() {
    let gone = next(|it| {
        it.accounts = vec![account("b")];
        it.holdings.clear();
    });
    let stored = applied(&stored(), &gone);
    let back = plan_on(&stored, today() + chrono::Days::new(9), |_| {});
    let [gap] = &back.gaps[..] else {
        panic!("one gap: {:?}", back.gaps);
    };
    assert_eq!(gap.account_id, "a".into());
    assert_eq!(gap.from, today());
    assert_eq!(gap.until, today() + chrono::Days::new(9));
    assert_eq!(next(|_| {}).gaps, [], "none that was never gone");
}

#[test]
fn an_account_of_any_type_is_kept_when_rows_name_it() {
    let of_type = |id: &str, kind: &str| Account {
        account_type: kind.into(),
        ..account(id)
    };
    let plan = next(|it| {
        it.accounts.extend([
            of_type("holder", "depository"),
            of_type("trader", "depository"),
            of_type("card", "credit"),
            of_type("checking", "depository"),
        ]);
        it.holdings.push(holding("holder", "s", 0, dec!(1)));
        it.transactions.push(Transaction {
            account_id: "trader".into(),
            ..transaction("t3", day(6, 1), dec!(1))
        });
    });
    let ids: Vec<&str> = plan.accounts.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(ids, ["holder", "trader"]);
    assert_eq!(usd(&plan.summary.value_after), Some(dec!(501.25)));

    let sold = next_from(&applied(&stored(), &plan), |it| {
        it.accounts.push(Account {
            balances: Balances::default(),
            ..of_type("holder", "depository")
        });
        it.transactions.push(Transaction {
            account_id: "holder".into(),
            transaction_type: "sell".into(),
            ..transaction("t4", today(), dec!(-1))
        });
    });
    let missing = sold.accounts.iter().filter(|it| it.missing_since.is_some());
    let missing: Vec<&str> = missing.map(|it| it.id.as_str()).collect();
    assert_eq!(missing, ["trader"], "the other one is listed still");
}

#[test]
fn an_answer_without_accounts_is_read_by_what_its_rows_name() {
    let plan = next(|it| {
        it.accounts.clear();
        it.holdings = vec![
            holding("a", "s", 0, dec!(600)),
            holding("new", "s", 0, dec!(7)),
        ];
    });
    assert_eq!(
        plan.holdings.keys().collect::<Vec<_>>(),
        [&"a".into(), &"new".into()]
    );
    let [new] = &plan.accounts[..] else {
        panic!("one account: {:?}", plan.accounts);
    };
    assert_eq!((new.id.as_str(), &*new.name), ("new", "new"));
    assert_eq!(usd(&plan.summary.value_after), Some(dec!(607)));
}

#[test]
fn rows_of_an_account_that_nobody_lists_are_reported() {
    let plan = next(|it| {
        it.transactions.push(Transaction {
            account_id: "x".into(),
            ..transaction("t3", day(5, 5), dec!(1))
        });
    });
    let row = RowName {
        day: Some("2026-05-05".to_owned()),
        ..RowName::named(RowKind::Transaction, "BUY")
    };
    let expected = RowIssue::left_out(row, Misfit::NoAccount);
    assert_eq!(plan.summary.row_issues, [expected]);
    assert_eq!(plan.added, []);
    assert_eq!(usd(&plan.summary.value_after), Some(dec!(500.25)));
}
