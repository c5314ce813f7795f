//! What a portfolio file remembers, through the public interface and in real
//! files. `tests/storage_file.rs` is about the file itself.

use std::{str::FromStr as _, sync::Arc};

use crate::common::stored::{
    File, account, fetched, first_day, holding, noon, security, sold_out, transaction, window,
};
use chrono::{Days, NaiveDate};
use holdfast::{
    connect::{Fetched, Misfit, RowIssue, RowKind, RowName, RowProblem, SyncOutcome},
    domain::{
        Account, AccountChoice, AccountGap, Balances, Currency, FixedIncome, Holding,
        OptionContract, PositionType, Security, SecurityId, TaxLot, Transaction, YieldRate,
    },
    portfolio::Portfolio,
    storage::{Database, StorageError},
};
use rust_decimal::{Decimal, dec};

/// The answer about `item` with these purchases in its first account.
fn with_purchases(item: &str, ids: &[&str]) -> Fetched {
    let buy = |id: &&str| transaction(id, &format!("{item}-first"), dec!(100.10));
    Fetched {
        transactions: ids.iter().map(buy).collect(),
        ..fetched(item)
    }
}

fn next_day() -> NaiveDate {
    first_day() + Days::new(1)
}

fn ids(portfolio: &Portfolio) -> Vec<&str> {
    let rows = portfolio.transactions.iter();
    rows.map(|it| it.id.as_str()).collect()
}

#[test]
fn the_same_answer_twice_leaves_the_same_rows() {
    let file = File::with(&[with_purchases("item", &["one", "two"])]);
    let before = file.portfolio();
    let again = file.sync(with_purchases("item", &["one", "two"]), first_day());
    assert!(again.added.is_empty() && again.changed.is_empty() && again.removed.is_empty());
    assert_eq!(again.summary.holdings_changed, 0);
    let after = file.portfolio();
    assert_eq!(after.accounts, before.accounts);
    assert_eq!(after.securities, before.securities);
    assert_eq!(after.holdings, before.holdings);
    assert_eq!(after.transactions, before.transactions);
    assert_eq!(file.rows("account_snapshots"), 4, "two a sync");
    assert_eq!(file.rows("holding_versions"), 1, "nothing is stored again");
}

#[test]
fn a_changed_plan_applied_twice_leaves_the_same_rows() {
    let file = File::with(&[with_purchases("item", &["one", "two"])]);
    let mut answer = with_purchases("item", &["two"]);
    answer.transactions[0].fees = Some(dec!(1.5));
    let plan = file.plan(answer, next_day());
    file.apply(&plan).expect("it is written");
    let once = file.portfolio();
    file.apply(&plan).expect("it is written");
    assert_eq!(file.portfolio().transactions, once.transactions);
    assert_eq!(file.portfolio().holdings, once.holdings);
}

#[test]
fn decimals_keep_every_digit_and_the_scale() {
    for text in [
        "100.10",
        "0.00000001",
        "-0.10",
        "0",
        "0.00",
        "7922816251426433759354395.0335",
        "79228162514264337593543950335",
        "-79228162514264337593543950335",
        "0.0000000000000000000000000001",
        "1.234567890123456789012345678",
    ] {
        let number = Decimal::from_str(text).expect("a number");
        let mut answer = with_purchases("item", &["one"]);
        answer.transactions[0].amount = Some(number);
        answer.transactions[0].quantity = Some(number);
        answer.transactions[0].price = Some(number);
        answer.transactions[0].fees = Some(number);
        answer.holdings[0].quantity = Some(number);
        answer.holdings[0].institution_value = Some(number);
        answer.accounts[0].balances.current = Some(number);
        let file = File::with(&[answer]);
        let portfolio = file.portfolio();
        let row = &portfolio.transactions[0];
        let kept = [
            row.amount,
            row.quantity,
            row.price,
            row.fees,
            portfolio.holdings[0].quantity,
            portfolio.holdings[0].institution_value,
            portfolio.accounts[0].balances.current,
        ];
        assert_eq!(kept.map(|it| it.expect("a number").to_string()), [text; 7]);
        let stored: String = file
            .raw()
            .query_row("SELECT amount FROM investment_transactions", [], |row| {
                row.get(0)
            })
            .expect("a text");
        assert_eq!(stored, text);
    }
}

#[test]
fn an_amount_that_is_not_known_yet_is_kept_as_unknown() {
    let mut answer = with_purchases("item", &["merger", "bought"]);
    answer.transactions[0].amount = None;
    let portfolio = File::with(&[answer]).portfolio();
    let amount = |id: &str| {
        let mut rows = portfolio.transactions.iter();
        rows.find(|it| it.id.as_str() == id).map(|it| it.amount)
    };
    assert_eq!(amount("merger"), Some(None));
    assert!(amount("bought").flatten().is_some());
}

#[test]
fn an_exponent_is_written_out() {
    let mut answer = with_purchases("item", &["one"]);
    let small = Decimal::from_scientific("1e-8").expect("a number");
    answer.transactions[0].amount = Some(small);
    let portfolio = File::with(&[answer]).portfolio();
    let amount = portfolio.transactions[0].amount.map(|it| it.to_string());
    assert_eq!(amount.as_deref(), Some("0.00000001"));
}

#[test]
fn identical_fills_are_kept() {
    let file = File::with(&[with_purchases("item", &["one", "two", "three"])]);
    assert_eq!(ids(&file.portfolio()), ["one", "three", "two"]);
}

#[test]
fn rows_that_share_account_and_security_are_kept() {
    let mut answer = fetched("item");
    let id = answer.accounts[0].id.clone();
    answer.holdings = (0..3).map(|ordinal| holding(&id, "VTI", ordinal)).collect();
    let file = File::with(&[answer.clone()]);
    assert_eq!(file.portfolio().holdings, answer.holdings);
    assert_eq!(file.rows("holding_versions"), 3);
}

#[test]
fn a_removed_row_stays_and_says_since_when() {
    let file = File::with(&[with_purchases("item", &["one", "two"])]);
    file.sync(with_purchases("item", &["two"]), next_day());
    let portfolio = file.portfolio();
    assert_eq!(ids(&portfolio), ["one", "two"]);
    assert_eq!(portfolio.transactions[0].removed_on, Some(next_day()));
    assert!(!portfolio.transactions[0].counts());
    assert_eq!(portfolio.transactions[1].removed_on, None);

    // The day on which it went is not the day of a later sync.
    file.sync(with_purchases("item", &["two"]), next_day() + Days::new(5));
    assert_eq!(file.portfolio().transactions, portfolio.transactions);
}

#[test]
fn a_removed_row_that_comes_back_counts_again() {
    let file = File::with(&[with_purchases("item", &["one"])]);
    let before = file.portfolio();
    file.sync(with_purchases("item", &[]), next_day());
    file.sync(with_purchases("item", &["one"]), next_day() + Days::new(1));
    assert_eq!(file.portfolio().transactions, before.transactions);
}

#[test]
fn snapshots_and_their_dates_never_change() {
    let file = File::with(&[fetched("item")]);
    for (statement, refusal) in [
        (
            "UPDATE holding_versions SET quantity = '1'",
            "a snapshot never changes",
        ),
        (
            "UPDATE holding_keys SET security_id = 'other'",
            "a snapshot never changes",
        ),
        (
            "UPDATE account_snapshots SET balance_current = '1'",
            "a snapshot never changes",
        ),
        (
            "REPLACE INTO holding_versions SELECT * FROM holding_versions",
            "a snapshot never changes",
        ),
        (
            "REPLACE INTO account_snapshots SELECT * FROM account_snapshots",
            "a snapshot never changes",
        ),
        (
            "UPDATE sync_runs SET finished_at = '1999-12-31T00:00:00Z'",
            "the record of a sync never changes",
        ),
        (
            "REPLACE INTO sync_runs SELECT * FROM sync_runs",
            "the record of a sync never changes",
        ),
        (
            "DELETE FROM holding_versions",
            "a snapshot is deleted only with its connection",
        ),
        (
            "DELETE FROM account_snapshots",
            "a snapshot is deleted only with its connection",
        ),
        (
            "DELETE FROM sync_runs",
            "the record of a sync is deleted only with its connection",
        ),
    ] {
        let error = file.raw().execute(statement, []).expect_err(statement);
        assert_eq!(error.to_string(), refusal, "{statement}");
    }
    assert_eq!(file.rows("holding_versions"), 1);
    assert_eq!(file.rows("account_snapshots"), 2);
}

#[test]
fn a_connection_is_deleted_whole_and_alone() {
    let rich = |item: &str| {
        let mut answer = with_purchases(item, &[&format!("{item}-one")]);
        answer.holdings[0].tax_lots = vec![lot()];
        let own = format!("only-{item}");
        answer.transactions[0].security_id = Some(own.as_str().into());
        answer.securities.push(security(&own));
        answer.row_issues = vec![RowIssue::left_out(
            RowName::unnamed(RowKind::Transaction),
            Misfit::NotAnObject,
        )];
        answer
    };
    let file = File::with(&[rich("kept"), rich("gone")]);
    let alone = File::with(&[rich("kept")]);
    let mut database = file.database();
    database
        .delete_connection(&"gone".into())
        .expect("it is deleted");
    assert_eq!(file.portfolio(), alone.portfolio());
    assert_eq!(
        database.sync_runs().expect("syncs"),
        alone.database().sync_runs().expect("syncs")
    );
    let tables: Vec<String> = file
        .raw()
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
        .expect("it prepares")
        .query_map([], |row| row.get(0))
        .expect("it runs")
        .collect::<Result<_, _>>()
        .expect("names");
    assert!(tables.len() > 10);
    for table in tables {
        assert_eq!(file.rows(&table), alone.rows(&table), "{table}");
    }
}

#[test]
fn a_removed_connection_keeps_its_history_and_leaves_the_holdings() {
    let file = File::with(&[
        with_purchases("kept", &["kept-one"]),
        with_purchases("left", &["left-one"]),
    ]);
    let before = file.portfolio();
    let when = noon(next_day());
    file.database()
        .disconnect(&"left".into(), None, when)
        .expect("it is marked");
    let after = file.portfolio();
    assert_eq!(after.transactions, before.transactions);
    assert_eq!(after.accounts, before.accounts);
    assert_eq!(after.account_values, before.account_values);
    let connection = after.connection(&"left".into()).expect("a connection");
    assert_eq!(connection.disconnected_at, Some(when));
    let accounts: Vec<_> = after.holdings.iter().map(|it| &it.account_id).collect();
    assert_eq!(accounts, [&"kept-first".into()]);
    assert_eq!(file.rows("holdings"), 2, "still on disk");
    assert_eq!(file.rows("holding_versions"), 2);
}

#[test]
fn a_write_that_fails_changes_nothing() {
    let file = File::with(&[with_purchases("item", &["one"])]);
    let before = file.portfolio();
    let mut answer = with_purchases("item", &["two"]);
    answer.holdings[0].quantity = Some(dec!(99));
    let mut plan = file.plan(answer, next_day());
    plan.added.push(transaction("three", "nobody's", dec!(1)));
    let error = file.apply(&plan).expect_err("there is no such account");
    assert!(matches!(error, StorageError::Sqlite(_)), "{error:?}");
    assert_eq!(file.portfolio(), before);
    assert_eq!(file.rows("sync_runs"), 1);
    assert_eq!(file.rows("holding_versions"), 1);
}

#[test]
fn a_security_may_be_missing() {
    let mut answer = with_purchases("item", &["one"]);
    answer.securities.clear();
    let portfolio = File::with(&[answer]).portfolio();
    assert_eq!(portfolio.holdings[0].security_id, "VTI".into());
    assert_eq!(portfolio.security(&"VTI".into()), None);
}

#[test]
fn any_name_is_kept_as_it_is() {
    for name in [
        "👩‍👩‍👧‍👦 🏦",
        "ｅＭＡＸＩＳ Slim 全世界株式（オール・カントリー）",
        "שלום \u{202e}עולם\u{202c} مرحبا",
        "a\0b\u{1}\u{7f}\u{feff}\r\n\t\u{85}'\";--",
        " ",
        "e\u{301} differs from \u{e9}",
        &"株".repeat(350_000),
    ] {
        let text: Arc<str> = name.into();
        let mut answer = with_purchases("item", &["one"]);
        answer.accounts[0].name = Arc::clone(&text);
        answer.securities[0].name = Some(Arc::clone(&text));
        answer.transactions[0].name = Arc::clone(&text);
        let institution = answer.institution.as_mut().expect("an institution");
        institution.name = Arc::clone(&text);
        let portfolio = File::with(&[answer]).portfolio();
        let account = portfolio.account(&"item-first".into());
        assert_eq!(account.map(|it| &it.name), Some(&text));
        assert_eq!(portfolio.securities["VTI"].name, Some(text.clone()));
        assert_eq!(portfolio.transactions[0].name, text);
        assert_eq!(portfolio.connections[0].name, text);
    }
}

#[test]
fn a_damaged_value_says_where_it_is() {
    let check = |statement: &str, place: &str| {
        let mut answer = with_purchases("item", &["one"]);
        answer.holdings[0].tax_lots = vec![lot()];
        let file = File::with(&[answer]);
        file.raw().execute(statement, []).expect("it is spoiled");
        let error = holdfast::sync::load(&file.database()).expect_err("it is damaged");
        assert!(matches!(error, StorageError::Damaged { .. }), "{error:?}");
        assert_eq!(
            error.to_string(),
            format!("the portfolio file is damaged: {place} cannot be read")
        );
    };
    check(
        "UPDATE investment_transactions SET amount = '12,5'",
        "amount of investment_transactions one",
    );
    check(
        "UPDATE investment_transactions SET fees = ''",
        "fees of investment_transactions one",
    );
    check(
        "UPDATE investment_transactions SET price = '1e400'",
        "price of investment_transactions one",
    );
    check(
        "UPDATE investment_transactions SET date = 'today'",
        "date of investment_transactions one",
    );
    check(
        "UPDATE holdings SET quantity = 'ten'",
        "quantity of holdings item-first/VTI/0",
    );
    check(
        "UPDATE tax_lots SET cost_basis = '-'",
        "cost_basis of tax_lots item-first/VTI/0",
    );
    check(
        "UPDATE securities SET close_price = 'NaN'",
        "close_price of securities VTI",
    );
    check(
        "UPDATE accounts SET name = CAST(x'ff' AS TEXT) WHERE account_id = 'item-first'",
        "name of accounts item-first",
    );
    check(
        "UPDATE connections SET created_at = 'then'",
        "created_at of connections item",
    );
    check(
        "UPDATE sync_run_values SET market_value = 'a lot' WHERE moment = 'after'",
        "market_value of sync_run_values 1",
    );
}

#[test]
fn a_new_name_of_an_account_is_taken_over() {
    let file = File::with(&[fetched("item")]);
    let choice = AccountChoice {
        name: Some("Mine".into()),
        ..AccountChoice::default()
    };
    let mut database = Database::open(&file.folder).expect("a file");
    database
        .change_account_choice(&"item-first".into(), |_| choice.clone())
        .expect("it is written");
    let mut answer = fetched("item");
    answer.accounts[0].name = "Renamed".into();
    file.sync(answer, next_day());
    let portfolio = file.portfolio();
    let account = portfolio
        .account(&"item-first".into())
        .expect("it is there");
    assert_eq!(&*account.name, "Renamed");
    assert_eq!(&**account.short_name(), "Mine");
    assert_eq!(portfolio.holdings, fetched("item").holdings);
    assert_eq!(
        portfolio.transactions.len(),
        fetched("item").transactions.len()
    );
}

#[test]
fn an_account_that_is_missing_leaves_the_holdings() {
    let file = File::with(&[fetched("item")]);
    let mut answer = fetched("item");
    answer.accounts.remove(0);
    answer.holdings.clear();
    file.sync(answer, next_day());
    let portfolio = file.portfolio();
    let missing = portfolio.account(&"item-first".into());
    assert_eq!(missing.and_then(|it| it.missing_since), Some(next_day()));
    assert_eq!(portfolio.holdings, []);
    assert_eq!(file.rows("holdings"), 1, "still on disk");

    file.sync(fetched("item"), next_day() + Days::new(1));
    assert_eq!(file.portfolio().holdings, fetched("item").holdings);
}

/// An answer as if the first account had never held anything.
fn emptied(item: &str) -> Fetched {
    Fetched {
        holdings: vec![],
        ..fetched(item)
    }
}

#[test]
fn an_account_that_is_doubted_keeps_what_it_held_and_has_no_point_of_zero() {
    let file = File::with(&[fetched("item")]);
    let before = file.portfolio();
    file.sync(emptied("item"), next_day());
    let doubted = file.portfolio();
    let account = doubted.account(&"item-first".into()).expect("an account");
    assert_eq!(account.doubted_since, Some(next_day()));
    assert_eq!(doubted.holdings, before.holdings);
    assert_eq!(
        file.raw()
            .query_row("SELECT count(*) FROM account_snapshots", [], |row| row
                .get::<_, i64>(0))
            .expect("a count"),
        3,
        "two of the first sync, and of the second that of the other account"
    );
    let third = next_day() + Days::new(1);
    file.sync(fetched("item"), third);
    let after = file.portfolio();
    assert_eq!(after.accounts, before.accounts);
    assert_eq!(after.holdings, before.holdings);
}

#[test]
fn an_account_that_is_back_keeps_its_gap() {
    let file = File::with(&[fetched("item")]);
    let mut answer = fetched("item");
    answer.accounts.remove(0);
    answer.holdings.clear();
    file.sync(answer, next_day());
    assert_eq!(file.portfolio().account_gaps, []);
    let back = next_day() + Days::new(5);
    file.sync(fetched("item"), back);
    file.sync(fetched("item"), back + Days::new(1));
    let gap = AccountGap {
        account_id: "item-first".into(),
        from: next_day(),
        until: back,
    };
    assert_eq!(file.portfolio().account_gaps, [gap]);
    file.database()
        .delete_connection(&"item".into())
        .expect("it is deleted");
    assert_eq!(file.rows("account_gaps"), 0);
}

/// Two institutions report one security. Both look at what is on disk before
/// either has written.
#[test]
fn of_two_syncs_at_once_the_later_price_stays() {
    let priced = |item: &str, price: Decimal, days_ago: u64| {
        let mut answer = fetched(item);
        let day = first_day() - Days::new(days_ago);
        answer.holdings[0].institution_price = Some(price);
        answer.holdings[0].institution_price_as_of = Some(day);
        answer.holdings[0].as_of = day;
        answer
    };
    for later_first in [true, false] {
        let file = File::with(&[]);
        let later = file.plan(priced("item", dec!(101), 0), first_day());
        let older = file.plan(priced("other", dec!(99), 3), first_day());
        let mut plans = [later, older];
        if !later_first {
            plans.reverse();
        }
        for plan in &plans {
            file.apply(plan).expect("it is written");
        }
        let security = file.portfolio().securities[&SecurityId::from("VTI")].clone();
        assert_eq!(security.institution_price, Some(dec!(101)));
        assert_eq!(security.institution_price_as_of, Some(first_day()));
    }
}

#[test]
fn an_account_that_became_empty_is_worth_nothing() {
    let file = File::with(&[fetched("item")]);
    file.sync(sold_out("item"), next_day());
    let portfolio = file.portfolio();
    assert_eq!(portfolio.holdings, []);
    let values: Vec<_> = portfolio
        .account_values
        .iter()
        .filter(|it| it.account_id == "item-first".into())
        .map(|it| (it.synced_at, it.currency.clone(), it.market_value))
        .collect();
    let usd = Some(Currency::iso("USD"));
    assert_eq!(
        values,
        [
            (noon(first_day()), usd.clone(), Some(dec!(1001.00))),
            (noon(next_day()), usd, Some(dec!(0))),
        ]
    );
}

#[test]
fn what_an_account_had_of_one_security_is_told_for_every_sync() {
    let file = File::with(&[fetched("item"), fetched("other")]);
    let held = file.portfolio().holdings;
    let mine = held
        .iter()
        .find(|it| it.account_id == "item-first".into())
        .expect("a holding");
    file.sync(sold_out("item"), next_day());
    let mut unknown = fetched("item");
    for holding in &mut unknown.holdings {
        holding.institution_value = None;
        holding.institution_price = None;
    }
    file.sync(unknown, next_day() + Days::new(1));
    let values = file.database().snapshots_of(&mine.security_id);
    let of_item: Vec<_> = values
        .expect("they are read")
        .into_iter()
        .filter(|it| it.account_id == mine.account_id)
        .map(|it| {
            (
                it.synced_at,
                it.row.map(|row| (row.currency, row.institution_value)),
            )
        })
        .collect();
    let usd = Some(Currency::iso("USD"));
    let day = |days| noon(first_day() + Days::new(days));
    assert_eq!(
        of_item,
        [
            (day(0), Some((usd.clone(), Some(dec!(1001.00))))),
            (day(1), None),
            (day(2), Some((usd, None))),
        ]
    );
    let nothing = file.database().snapshots_of(&"no such security".into());
    assert_eq!(nothing.expect("they are read"), []);
}

#[test]
fn only_the_window_of_one_connection_is_compared() {
    let mut answer = with_purchases("item", &["inside", "before", "after"]);
    answer.transactions[0].date = window().start;
    answer.transactions[1].date = window().start - Days::new(1);
    answer.transactions[2].date = window().end + Days::new(1);
    let file = File::with(&[answer, with_purchases("other", &["elsewhere"])]);
    let stored = file.database().stored(&"item".into(), window());
    let stored = stored.expect("what is stored");
    assert_eq!(stored.transactions.len(), 1);
    assert!(stored.transactions.contains_key("inside"));
    assert_eq!(stored.accounts.len(), 2);
    assert_eq!(stored.holdings.len(), 1);
}

#[test]
fn every_field_is_kept() {
    let answer = Fetched {
        accounts: vec![full_account()],
        securities: vec![full_security()],
        holdings: vec![full_holding()],
        transactions: vec![full_transaction()],
        ..fetched("item")
    };
    let portfolio = File::with(&[answer]).portfolio();
    assert_eq!(portfolio.accounts, [full_account()]);
    assert_eq!(portfolio.holdings, [full_holding()]);
    assert_eq!(portfolio.transactions, [full_transaction()]);
    // A holding without a date for its price leaves none with the security.
    let expected = Security {
        institution_price: Some(dec!(45000.5)),
        institution_price_as_of: full_holding().institution_price_as_of,
        ..full_security()
    };
    assert_eq!(portfolio.securities["BTC"], expected);
}

#[test]
fn a_sync_is_recorded_as_it_went() {
    let mut answer = with_purchases("item", &["one"]);
    answer.transactions_complete = false;
    answer.row_issues = every_row_issue();
    let file = File::new();
    let plan = file.sync(answer, first_day());
    let runs = file.database().sync_runs().expect("syncs");
    assert_eq!(runs.len(), 1);
    assert_eq!(runs[0].outcome, SyncOutcome::Success(plan.summary));
}

/// Of each kind of problem one.
fn every_row_issue() -> Vec<RowIssue> {
    let row = RowName {
        account: Some("Brokerage".into()),
        day: Some("2026-05-05".into()),
        ..RowName::named(RowKind::Transaction, "BUY")
    };
    let doubted = |lists_none, balance| RowProblem::Doubted {
        lists_none,
        balance,
        currency: Some(Currency::Unofficial("BTC".into())),
    };
    let problems = [
        RowProblem::Misfit(Misfit::NotANumber),
        RowProblem::Rounded {
            digits: 31,
            kept: dec!(0.50),
        },
        RowProblem::Shortened { characters: 2000 },
        RowProblem::ImpossibleDay(first_day()),
        RowProblem::NoName("the error".into()),
        doubted(true, Some(dec!(1234.50))),
        doubted(false, None),
        RowProblem::NoAccounts { known: 2 },
        RowProblem::NoTransactions { known: 3 },
        RowProblem::More(7),
    ];
    let unnamed = RowName {
        place: Some(3),
        ..RowName::unnamed(RowKind::Holding)
    };
    let mut issues = vec![
        RowIssue::left_out(unnamed, Misfit::NotAnObject),
        RowIssue::left_out(
            RowName::named(RowKind::InWords, "holding 3"),
            RowProblem::InWords("no quantity".into()),
        ),
    ];
    issues.extend(problems.map(|problem| RowIssue {
        field: Some("tax lot quantity".into()),
        ..RowIssue::kept(row.clone(), problem)
    }));
    issues
}

fn lot() -> TaxLot {
    TaxLot {
        institution_lot_id: Some("lot-1".into()),
        original_purchase_datetime: Some(noon(first_day())),
        quantity: Some(dec!(0.50000000)),
        purchase_price: Some(dec!(30000)),
        cost_basis: Some(dec!(15000.00)),
        current_value: Some(dec!(22500.25)),
        position_type: Some(PositionType::Other("BOTH".into())),
    }
}

fn full_account() -> Account {
    Account {
        official_name: Some("The First Account".into()),
        mask: Some("0042".into()),
        balances: Balances {
            current: Some(dec!(1.10)),
            available: Some(dec!(2.20)),
            limit: Some(dec!(3.30)),
            margin_loan_amount: Some(dec!(-4.40)),
            currency: Some(Currency::Unofficial("POINTS".into())),
        },
        holder_category: Some("personal".into()),
        ..account("item-first", "item")
    }
}

fn full_security() -> Security {
    let text = |it: &str| Some(it.into());
    Security {
        id: "BTC".into(),
        name: text("Bitcoin"),
        ticker_symbol: text("BTC"),
        asset_class: Some("something new".into()),
        subtype: text("coin"),
        is_cash_equivalent: Some(false),
        institution_price: None,
        institution_price_as_of: None,
        close_price: Some(dec!(44000.00)),
        close_price_as_of: Some(first_day()),
        update_datetime: Some(noon(first_day())),
        currency: Some(Currency::iso("USD")),
        cusip: text("037833100"),
        isin: text("US0378331005"),
        sedol: text("2046251"),
        institution_security_id: text("own-1"),
        institution_id: Some("ins-item".into()),
        proxy_security_id: Some("IBIT".into()),
        market_identifier_code: text("XNAS"),
        sector: text("Finance"),
        industry: text("Coins"),
        cfi_code: text("ESVUFR"),
        option_contract: Some(OptionContract {
            contract_type: text("call"),
            expiration_date: Some(first_day()),
            strike_price: Some(dec!(600.0)),
            underlying_security_ticker: text("BTC"),
        }),
        fixed_income: Some(FixedIncome {
            yield_rate: Some(YieldRate {
                percentage: Some(dec!(4.50)),
                rate_type: text("coupon"),
            }),
            maturity_date: Some(first_day()),
            issue_date: Some(first_day()),
            face_value: Some(dec!(1000)),
        }),
    }
}

fn full_holding() -> Holding {
    Holding {
        quantity: Some(dec!(-0.50000000)),
        institution_price: Some(dec!(45000.5)),
        institution_price_datetime: Some(noon(first_day()) + chrono::Duration::milliseconds(250)),
        institution_value: Some(dec!(-22500.25)),
        cost_basis: Some(dec!(15000.00)),
        currency: Some(Currency::Unofficial("BTC".into())),
        vested_quantity: Some(dec!(0.1)),
        vested_value: Some(dec!(4500.05)),
        tax_lots: vec![lot(), lot()],
        ..holding(&"item-first".into(), "BTC", 0)
    }
}

fn full_transaction() -> Transaction {
    Transaction {
        datetime: Some(noon(first_day()) + chrono::Duration::nanoseconds(1)),
        fees: Some(dec!(0.00)),
        transaction_type: "something new".into(),
        subtype: Some("buy to cover".into()),
        currency: Some(Currency::Unofficial("BTC".into())),
        ..transaction("one", "item-first", dec!(-1.5))
    }
}
