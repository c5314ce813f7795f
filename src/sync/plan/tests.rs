use rust_decimal::{Decimal, dec};

use super::*;
use crate::connect::{DateRange, ItemReport};
use crate::domain::{AccountType, Balances, Currency};

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).expect("a date")
}

fn today() -> NaiveDate {
    day(6, 30)
}

fn account(id: &str) -> Account {
    Account {
        id: id.into(),
        item_id: "item".into(),
        name: "Brokerage".into(),
        official_name: None,
        mask: Some("0001".into()),
        account_type: AccountType::Investment,
        subtype: Some("ira".into()),
        balances: Balances {
            current: Some(dec!(1234.50)),
            ..Balances::default()
        },
        holder_category: None,
        missing_since: None,
        doubted_since: None,
        choice: crate::domain::AccountChoice::default(),
    }
}

fn holding(account: &str, security: &str, ordinal: u32, value: Decimal) -> Holding {
    Holding {
        id: format!("{account}/{security}/{ordinal}").into(),
        account_id: account.into(),
        security_id: security.into(),
        quantity: Some(dec!(10)),
        institution_price: Some(value / dec!(10)),
        institution_price_as_of: Some(day(6, 29)),
        institution_price_datetime: None,
        institution_value: Some(value),
        cost_basis: None,
        currency: Some(Currency::iso("USD")),
        vested_quantity: None,
        vested_value: None,
        tax_lots: vec![],
        as_of: day(6, 29),
    }
}

fn transaction(id: &str, date: NaiveDate, amount: Decimal) -> Transaction {
    Transaction {
        id: id.into(),
        account_id: "a".into(),
        security_id: Some("s".into()),
        date,
        datetime: None,
        name: "BUY".into(),
        quantity: Some(dec!(0.00000001)),
        amount: Some(amount),
        price: Some(dec!(0.177494362)),
        fees: None,
        transaction_type: "buy".into(),
        subtype: Some("buy".into()),
        currency: Some(Currency::iso("USD")),
        removed_on: None,
        context: crate::domain::Context::default(),
    }
}

/// An answer with one account that holds `s`, and two transactions.
fn answer() -> Fetched {
    Fetched {
        item: ItemReport {
            item_id: "item".into(),
            institution_id: None,
            institution_name: None,
            consent_expires_at: None,
            data_as_of: None,
            is_manual: false,
            failure: None,
        },
        institution: None,
        accounts: vec![account("a")],
        other_accounts: vec![],
        securities: vec![Security::unknown("s".into())],
        holdings: vec![holding("a", "s", 0, dec!(500.25))],
        transactions: vec![
            transaction("t1", day(5, 1), dec!(12.50)),
            transaction("t2", day(5, 2), dec!(-3)),
        ],
        window: DateRange {
            start: day(4, 1),
            end: today(),
        },
        transactions_left_out: vec![],
        transactions_complete: true,
        transactions_contradict: false,
        row_issues: vec![],
    }
}

/// What a plan leaves on disk, as the store would.
fn applied(stored: &Stored, plan: &SyncPlan) -> Stored {
    let mut stored = stored.clone();
    for it in &plan.accounts {
        stored.accounts.insert(it.id.clone(), it.clone());
    }
    for it in &plan.securities {
        stored.securities.insert(it.id.clone(), it.clone());
    }
    for (account, rows) in &plan.holdings {
        stored.holdings.insert(account.clone(), rows.clone());
    }
    for it in plan.added.iter().chain(&plan.changed) {
        stored.transactions.insert(it.id.clone(), it.clone());
    }
    for id in &plan.removed {
        let row = stored.transactions.get_mut(id).expect("a stored row");
        row.removed_on = Some(plan.today);
    }
    stored
}

/// What [`answer`] leaves on disk.
fn stored() -> Stored {
    applied(
        &Stored::default(),
        &plan(&Stored::default(), answer(), today()),
    )
}

/// Plans `answer` changed by `change` over the stored [`answer`], and holds
/// that planning it again changes nothing more.
fn next(change: impl FnOnce(&mut Fetched)) -> SyncPlan {
    next_from(&stored(), change)
}

fn next_from(stored: &Stored, change: impl FnOnce(&mut Fetched)) -> SyncPlan {
    let mut fetched = answer();
    change(&mut fetched);
    let plan = plan(stored, fetched.clone(), today());
    assert_unchanged(&super::plan(&applied(stored, &plan), fetched, today()));
    plan
}

fn assert_unchanged(plan: &SyncPlan) {
    assert_eq!(plan.accounts, []);
    assert_eq!(plan.securities, []);
    assert_eq!(plan.added, []);
    assert_eq!(plan.changed, []);
    assert_eq!(plan.removed, []);
    assert_eq!(plan.summary.holdings_changed, 0);
    assert_eq!(plan.summary.value_before, plan.summary.value_after);
}

fn ids<'a>(rows: impl IntoIterator<Item = &'a Transaction>) -> Vec<&'a str> {
    rows.into_iter().map(|it| it.id.as_str()).collect()
}

fn usd(totals: &Amounts) -> Option<Decimal> {
    totals.get(Some(&Currency::iso("USD")))
}

#[test]
fn a_first_sync_adds_everything() {
    let plan = plan(&Stored::default(), answer(), today());
    assert_eq!(plan.accounts, [account("a")]);
    assert_eq!(ids(&plan.added), ["t1", "t2"]);
    assert_eq!(plan.holdings[&AccountId::from("a")].len(), 1);
    let summary = plan.summary;
    assert_eq!((summary.added, summary.changed, summary.removed), (2, 0, 0));
    assert_eq!((summary.holdings, summary.holdings_changed), (1, 1));
    assert_eq!(usd(&summary.value_before), None);
    assert_eq!(usd(&summary.value_after), Some(dec!(500.25)));
}

#[test]
fn the_same_answer_again_changes_nothing() {
    assert_unchanged(&next(|_| {}));
}

#[test]
fn identical_fills_are_two_transactions() {
    let plan = next(|it| {
        it.transactions
            .push(transaction("t3", day(5, 1), dec!(12.50)));
    });
    assert_eq!(ids(&plan.added), ["t3"]);
    assert_eq!(plan.removed, []);
}

#[test]
fn one_id_twice_in_an_answer_is_one_transaction() {
    let plan = next(|it| {
        let row = transaction("t3", day(6, 1), dec!(1));
        it.transactions.extend([row.clone(), row]);
    });
    assert_eq!(plan.summary.added, 1);
}

#[test]
fn a_row_that_differs_in_any_field_is_changed() {
    let check = |change: fn(&mut Transaction)| {
        let plan = next(|it| change(&mut it.transactions[0]));
        assert_eq!(ids(&plan.changed), ["t1"]);
        assert_eq!(plan.summary.added, 0);
        assert_eq!(plan.summary.removed, 0);
    };
    check(|it| it.amount = Some(dec!(12.51)));
    check(|it| it.quantity = None);
    check(|it| it.price = Some(dec!(0.177494363)));
    check(|it| it.fees = Some(dec!(0)));
    check(|it| it.name = "BUY 2".into());
    check(|it| it.date = day(5, 3));
    check(|it| it.security_id = None);
    check(|it| it.transaction_type = "cancel".into());
    check(|it| it.subtype = None);
    check(|it| it.currency = None);
    check(|it| it.datetime = Some(chrono::DateTime::UNIX_EPOCH));
}

#[test]
fn a_vanished_row_is_removed_once_and_changed_when_it_returns() {
    let gone = next(|it| {
        it.transactions.remove(0);
    });
    assert_eq!(gone.removed, ["t1".into()]);
    assert_eq!(gone.today, today());

    let returned = next_from(&applied(&stored(), &gone), |_| {});
    assert_eq!(ids(&returned.changed), ["t1"]);
    assert_eq!(returned.changed[0].removed_on, None);
}

#[test]
fn nothing_vanishes_from_an_incomplete_answer() {
    let plan = next(|it| {
        it.transactions.remove(0);
        it.transactions_complete = false;
    });
    assert_eq!(plan.removed, []);
    assert!(plan.summary.incomplete);
}

#[test]
fn a_row_of_a_day_outside_of_the_window_is_taken_all_the_same() {
    let plan = next(|it| {
        it.transactions
            .push(transaction("old", day(3, 31), dec!(1)));
    });
    assert_eq!(ids(&plan.added), ["old"]);
}

#[test]
fn a_row_may_move_across_the_edge_of_the_window() {
    let plan = next(|it| it.transactions[0].date = day(3, 31));
    assert_eq!(ids(&plan.changed), ["t1"]);
    assert_eq!(plan.removed, []);

    let back = next_from(&applied(&stored(), &plan), |_| {});
    assert_eq!(ids(&back.changed), ["t1"]);
    assert_eq!(back.added, []);
}

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
}

#[test]
fn an_account_without_holdings_and_without_a_balance_is_emptied() {
    let plan = next(sold_out);
    assert_eq!(plan.holdings[&AccountId::from("a")], []);
    assert_eq!(plan.summary.holdings_changed, 1);
    assert_eq!(usd(&plan.summary.value_after), None);
    assert_eq!(plan.accounts[0].doubted_since, None);
}

/// Nothing is left, and the balance says so too.
fn sold_out(fetched: &mut Fetched) {
    fetched.holdings.clear();
    fetched.accounts[0].balances.current = Some(dec!(0));
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
    assert_eq!(issue.row, "account Brokerage ••0001");
    assert!(issue.problem.contains("1234.50"), "{}", issue.problem);

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

fn plan_on(stored: &Stored, day: NaiveDate, change: fn(&mut Fetched)) -> SyncPlan {
    let mut fetched = answer();
    change(&mut fetched);
    plan(stored, fetched, day)
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
fn the_same_rows_in_another_order_are_no_change() {
    let lot = |ordinal, units: Decimal| Holding {
        quantity: Some(units),
        ..holding("a", "s", ordinal, dec!(100))
    };
    let mut fetched = answer();
    fetched.holdings = vec![lot(0, dec!(1)), lot(1, dec!(2)), lot(2, dec!(3))];
    let first = plan(&Stored::default(), fetched, today());
    let stored = applied(&Stored::default(), &first);
    let turned = next_from(&stored, |it| {
        it.holdings = vec![lot(0, dec!(3)), lot(1, dec!(1)), lot(2, dec!(2))];
    });
    assert_eq!(turned.summary.holdings_changed, 0);
    let one_less = next_from(&stored, |it| {
        it.holdings = vec![lot(0, dec!(3)), lot(1, dec!(2))];
    });
    assert_eq!(one_less.summary.holdings_changed, 1);
    let one_other = next_from(&stored, |it| {
        it.holdings = vec![lot(0, dec!(9)), lot(1, dec!(2)), lot(2, dec!(3))];
    });
    assert_eq!(one_other.summary.holdings_changed, 1);
}

#[test]
fn what_is_listed_and_cannot_be_read_is_not_gone() {
    let plan = next(|it| {
        it.transactions.remove(0);
        it.transactions_left_out = vec!["t1".into()];
    });
    assert_eq!(plan.removed, []);
    assert!(!plan.summary.incomplete);
}

#[test]
fn nothing_vanishes_from_a_list_that_contradicts_itself() {
    let plan = next(|it| {
        it.transactions.remove(0);
        it.transactions_contradict = true;
    });
    assert_eq!(plan.removed, []);
    assert!(plan.summary.contradictory && !plan.summary.incomplete);
}

#[test]
fn a_price_without_a_day_is_that_of_the_sync() {
    let priced = |price: Decimal, day: Option<NaiveDate>| {
        move |it: &mut Fetched| {
            it.holdings[0].institution_price = Some(price);
            it.holdings[0].institution_price_as_of = day;
            it.holdings[0].as_of = day.unwrap_or(today());
        }
    };
    let undated = next(priced(dec!(52), None));
    assert_eq!(undated.securities[0].institution_price_as_of, Some(today()));
    let older = next_from(
        &applied(&stored(), &undated),
        priced(dec!(1), Some(day(6, 29))),
    );
    assert_eq!(older.securities, [], "an older price never wins");

    let mut ahead = stored();
    let id = SecurityId::from("s");
    if let Some(it) = ahead.securities.get_mut(&id) {
        it.institution_price_as_of = NaiveDate::from_ymd_opt(2999, 1, 1);
    }
    let plan = next_from(&ahead, priced(dec!(53), Some(today())));
    assert_eq!(plan.securities[0].institution_price, Some(dec!(53)));
}

#[test]
fn two_rows_of_one_security_stay_two() {
    let plan = next(|it| it.holdings.push(holding("a", "s", 1, dec!(0.75))));
    assert_eq!(plan.summary.holdings, 2);
    assert_eq!(plan.summary.holdings_changed, 1);
    assert_eq!(usd(&plan.summary.value_after), Some(dec!(501.00)));
}

#[test]
fn a_holding_read_on_another_day_is_the_same_holding() {
    let mut before = answer();
    before.holdings[0].institution_price_as_of = None;
    let mut after = before.clone();
    after.holdings[0].as_of = today();
    let first = plan(&Stored::default(), before, day(6, 29));
    let second = plan(&applied(&Stored::default(), &first), after, today());
    assert_eq!(second.summary.holdings_changed, 0);
}

#[test]
fn rows_of_an_account_that_nobody_lists_are_reported() {
    let plan = next(|it| {
        it.transactions.push(Transaction {
            account_id: "x".into(),
            ..transaction("t3", day(5, 5), dec!(1))
        });
    });
    let rows: Vec<&str> = plan
        .summary
        .row_issues
        .iter()
        .map(|it| it.row.as_str())
        .collect();
    assert_eq!(rows, ["transaction BUY of 2026-05-05"]);
    assert_eq!(plan.added, []);
    assert_eq!(usd(&plan.summary.value_after), Some(dec!(500.25)));
}

#[test]
fn values_stay_apart_by_currency_and_unknown_is_not_zero() {
    let plan = next(|it| {
        it.holdings.push(Holding {
            currency: Some(Currency::iso("CAD")),
            ..holding("a", "c", 0, dec!(80))
        });
        it.holdings.push(Holding {
            institution_price: None,
            institution_value: None,
            currency: Some(Currency::iso("JPY")),
            ..holding("a", "j", 0, dec!(1))
        });
    });
    let after = &plan.summary.value_after;
    assert_eq!(usd(after), Some(dec!(500.25)));
    assert_eq!(after.get(Some(&Currency::iso("CAD"))), Some(dec!(80)));
    let yen = after.sum(Some(&Currency::iso("JPY"))).expect("a sum");
    assert_eq!((yen.known(), yen.missing()), (None, 1));
}

#[test]
fn a_security_has_the_price_of_its_latest_holding() {
    let plan = next(|it| {
        it.accounts.push(account("b"));
        it.holdings.push(Holding {
            institution_price: Some(dec!(51.5)),
            institution_price_as_of: Some(day(6, 30)),
            as_of: day(6, 30),
            ..holding("b", "s", 0, dec!(1))
        });
    });
    assert_eq!(plan.securities[0].institution_price, Some(dec!(51.5)));
    assert_eq!(plan.securities[0].institution_price_as_of, Some(day(6, 30)));
}

#[test]
fn an_older_price_does_not_replace_a_newer_one() {
    let plan = next(|it| {
        it.holdings[0].institution_price = Some(dec!(1));
        it.holdings[0].institution_price_as_of = Some(day(6, 1));
        it.holdings[0].as_of = day(6, 1);
    });
    assert_eq!(plan.securities, []);
}

#[test]
fn a_security_keeps_its_price_after_it_is_sold_but_not_its_old_name() {
    let mut named = answer();
    named.securities[0].name = Some("Acme".into());
    named.securities[0].ticker_symbol = Some("ACME".into());
    let before = applied(
        &Stored::default(),
        &plan(&Stored::default(), named, today()),
    );
    let plan = next_from(&before, |it| {
        sold_out(it);
        it.securities[0].name = Some("Acme Holdings".into());
    });
    let [security] = &plan.securities[..] else {
        panic!("one security: {:?}", plan.securities);
    };
    assert_eq!(security.name.as_deref(), Some("Acme Holdings"));
    assert_eq!(security.ticker_symbol, None);
    assert_eq!(security.institution_price, Some(dec!(50.025)));
}

#[test]
fn a_held_security_that_is_no_longer_described_still_gets_its_price() {
    let plan = next(|it| {
        it.securities.clear();
        it.holdings = vec![holding("a", "s", 0, dec!(600))];
    });
    assert_eq!(plan.securities[0].institution_price, Some(dec!(60)));
}

#[test]
fn a_long_chain_of_answers_ends_where_the_last_one_alone_would() {
    let mut state = Stored::default();
    for round in 0..40_u32 {
        let mut fetched = answer();
        fetched.transactions = (0..30)
            .filter(|it| (it * 7 + round) % 5 != 0)
            .map(|it| {
                let amount = Decimal::new(i64::from(it + round / 10), 8);
                transaction(&format!("t{it}"), day(5, it % 28 + 1), amount)
            })
            .collect();
        let expected: Vec<Transaction> = fetched.transactions.clone();
        let decided = plan(&state, fetched.clone(), today());
        state = applied(&state, &decided);
        assert_unchanged(&plan(&state, fetched, today()));
        for row in &expected {
            assert_eq!(state.transactions.get(&row.id), Some(row));
        }
        let live = state
            .transactions
            .values()
            .filter(|it| it.removed_on.is_none())
            .count();
        assert_eq!(live, expected.len());
    }
}
