//! What no row explains, what is said of it, and what is said of accounts as
//! they come.

use rust_decimal::{Decimal, dec};

use super::{
    book::{Book, day},
    transfers::{WITHIN, flows, flows_of_accounts},
};
use crate::{
    analytics::{
        attention::{Attention, Item, Resolved},
        performance::{Bridge, Cause},
        reconciliation::{UnitsCheck, Verdict},
    },
    domain::{Answer, Entry, EntryKind},
    portfolio::sample,
};

/// An account with cash of 100 and 10 units at 10; a day later 14 units at 11,
/// of which no row tells.
fn four_more() -> Book {
    let mut book = Book::with(&["a"]);
    book.sync_vti("a", 0, dec!(100), (dec!(10), dec!(10)));
    book.sync_vti("a", 1, dec!(100), (dec!(14), dec!(11)));
    book
}

fn bridge(book: &Book) -> Bridge {
    *book.performance().bridge.known().expect("a bridge")
}

fn units(book: &Book, account: &str) -> Option<UnitsCheck> {
    let ledgers = book.reconciled().ledgers;
    let found = ledgers
        .into_iter()
        .find(|it| it.account.as_str() == account);
    found.expect("the account").units
}

/// The differences that the person is asked about.
fn asked(book: &Book) -> Vec<Item> {
    let items = book.reviewed().items.into_iter();
    items.filter(|it| it.difference().is_some()).collect()
}

#[test]
fn units_that_appear_are_an_item_with_what_it_may_have_been() {
    let book = four_more();
    let found = asked(&book);
    let [item] = &found[..] else {
        panic!("{found:?}");
    };
    let difference = item.difference().expect("a difference");
    assert_eq!((difference.from, difference.day), (day(0), day(1)));
    assert_eq!(
        (difference.size, difference.value),
        (dec!(4), Some(dec!(44)))
    );
    assert_eq!(
        item.answers,
        [
            Answer::Transfer,
            Answer::Income,
            Answer::Split,
            Answer::Leave
        ]
    );
    let check = units(&book, "a").expect("two syncs");
    assert_eq!(check.unexplained, [("VTI".into(), dec!(4))]);
}

/// What an answer makes of the four units that appeared.
fn check(answer: Answer, expected: Bridge) {
    let mut book = four_more();
    let before = book.all();
    let difference = book.differences().remove(0);
    book.tell(&difference, answer);
    let expected = Bridge {
        begin: dec!(200),
        end: dec!(254),
        ..expected
    };
    assert_eq!(bridge(&book), expected, "{answer:?}");
    assert_eq!(asked(&book), [], "{answer:?}");
    assert_eq!(book.reviewed().resolved.len(), 1);
    book.portfolio.resolutions.clear();
    assert_eq!(book.all(), before, "taken back it is as before");
}

#[test]
fn an_answer_decides_what_the_units_count_as() {
    let none = Bridge::default();
    check(
        Answer::Transfer,
        Bridge {
            inflow: dec!(44),
            price: dec!(10),
            ..none
        },
    );
    check(
        Answer::Income,
        Bridge {
            income: dec!(44),
            price: dec!(10),
            ..none
        },
    );
    check(
        Answer::Split,
        Bridge {
            price: dec!(54),
            ..none
        },
    );
    check(
        Answer::Leave,
        Bridge {
            unexplained: dec!(44),
            price: dec!(10),
            ..none
        },
    );
}

#[test]
fn a_transaction_that_is_entered_explains_the_units_and_is_marked() {
    let mut book = four_more();
    let before = book.all();
    let entry = Entry {
        account: "a".into(),
        security: Some("VTI".into()),
        kind: EntryKind::Reinvestment,
        date: day(1),
        units: Some(dec!(4)),
        price: None,
        amount: Some(dec!(44)),
        fees: None,
        currency: Some(crate::domain::Currency::iso("USD")),
    };
    let row = entry
        .transaction("entered-1".into(), day(3))
        .expect("a row");
    book.portfolio.transactions.push(row);
    assert_eq!(book.differences(), []);
    let found = bridge(&book);
    assert_eq!((found.income, found.unexplained), (dec!(44), dec!(0)));
    let listed = book.portfolio.clone().prepared();
    assert!(listed.transactions[0].context.is_entered);
    assert_eq!(
        book.reviewed().resolved,
        [Resolved::Entered("entered-1".into())]
    );
    book.portfolio.transactions.clear();
    assert_eq!(book.all(), before);
}

#[test]
fn an_answer_to_another_difference_has_no_effect_and_says_so() {
    let mut book = four_more();
    let difference = book.differences().remove(0);
    book.tell(&difference, Answer::Income);
    // The institution lists a purchase of two later on.
    let bought = (dec!(2), dec!(11));
    book.row("a", 1, ("transfer", "transfer"), bought, dec!(0));
    let left = book.differences();
    assert_eq!(left.len(), 1);
    assert_eq!((left[0].size, &left[0].told), (dec!(2), &None));
    assert_eq!(bridge(&book).income, dec!(0));
    let resolved = book.reviewed().resolved;
    assert!(
        matches!(&resolved[..], [Resolved::Answer { about: None, .. }]),
        "{resolved:?}"
    );
}

#[test]
fn cash_that_appears_can_be_told_too() {
    let mut book = Book::with(&["a"]);
    book.sync_vti("a", 0, dec!(100), (dec!(10), dec!(10)));
    book.sync_vti("a", 1, dec!(107), (dec!(10), dec!(10)));
    let [found] = &book.differences()[..] else {
        panic!("one difference");
    };
    assert_eq!((found.size, &found.security), (dec!(7), &None));
    let answers = found.answers();
    assert_eq!(answers, [Answer::Transfer, Answer::Income, Answer::Leave]);
    let found = found.clone();
    book.tell(&found, Answer::Income);
    assert_eq!(bridge(&book).income, dec!(7));
    book.portfolio.resolutions.clear();
    book.tell(&found, Answer::Transfer);
    let performance = book.performance();
    assert_eq!(performance.flows.len(), 1);
    assert_eq!(performance.flows[0].cause, Cause::ToldTransfer);
    assert_eq!(performance.flows[0].amount, dec!(7));
}

#[test]
fn what_is_gone_is_no_income() {
    let mut book = Book::with(&["a"]);
    book.sync_vti("a", 0, dec!(100), (dec!(10), dec!(10)));
    book.sync_vti("a", 1, dec!(100), (dec!(9), dec!(10)));
    let answers = book.differences()[0].answers();
    assert_eq!(answers, [Answer::Transfer, Answer::Split, Answer::Leave]);
}

#[test]
fn after_a_first_sync_there_is_nothing_to_compare_and_nothing_to_ask() {
    let mut book = Book::with(&["a"]);
    book.sync_vti("a", 0, dec!(100), (dec!(10), dec!(10)));
    assert_eq!(units(&book, "a"), None);
    assert_eq!(book.differences(), []);
    assert_eq!(book.reviewed().accounts.len(), 1);
}

#[test]
fn an_account_that_lists_no_cash_has_no_difference_of_cash() {
    let mut book = Book::with(&["a"]);
    book.sync("a", 0, &[("VTI", dec!(10), dec!(100))]);
    book.sync("a", 1, &[("VTI", dec!(10), dec!(100))]);
    book.pay("a", 1, dec!(50));
    assert_eq!(book.differences(), []);
    assert_eq!(units(&book, "a").map(|it| it.agree), Some(1));
}

#[test]
fn an_account_that_a_transfer_opened_flows_in_and_asks_nothing() {
    let mut book = Book::with(&["a", "b"]);
    book.sync_vti("a", 0, dec!(100), (dec!(10), dec!(10)));
    book.row(
        "b",
        2,
        ("transfer", "transfer"),
        (dec!(5), dec!(10)),
        dec!(50),
    );
    for at in [2, 3] {
        book.sync_vti("a", at, dec!(100), (dec!(10), dec!(10)));
        book.sync_vti("b", at, dec!(0), (dec!(5), dec!(10)));
    }
    assert_eq!(book.differences(), []);
    let found = bridge(&book);
    assert_eq!((found.inflow, found.gain()), (dec!(50), dec!(0)));
}

#[test]
fn units_that_move_between_linked_accounts_without_a_row_are_no_gain_of_the_whole() {
    let mut book = Book::with(&["a", "b"]);
    for (at, here, there) in [(0, dec!(10), dec!(1)), (1, dec!(6), dec!(5))] {
        book.sync_vti("a", at, dec!(100), (here, dec!(10)));
        book.sync_vti("b", at, dec!(100), (there, dec!(10)));
    }
    let found = book.differences();
    assert_eq!(found.len(), 2, "one each");
    let open = bridge(&book);
    assert_eq!((open.unexplained, open.gain()), (dec!(0), dec!(0)));
    for difference in &found {
        book.tell(difference, Answer::Transfer);
    }
    let told = bridge(&book);
    assert_eq!((told.gain(), flows(&book)), (dec!(0), WITHIN));
    assert_eq!(
        flows_of_accounts(&book),
        [(dec!(0), dec!(-40)), (dec!(40), dec!(0))]
    );
    // Of the security as a whole nothing came or went either.
    let of_security = book.measured().by_security()["VTI"].performance(None, None);
    assert_eq!(of_security.flows, []);
    // With a row on both sides there is nothing to ask.
    book.portfolio.resolutions.clear();
    book.row(
        "a",
        1,
        ("transfer", "transfer"),
        (dec!(-4), dec!(10)),
        dec!(0),
    );
    book.row(
        "b",
        1,
        ("transfer", "transfer"),
        (dec!(4), dec!(10)),
        dec!(0),
    );
    assert_eq!(book.differences(), []);
    assert_eq!(bridge(&book).inflow, dec!(0));
}

/// An account of one fund worth 100 and of what else it `lists`, that reports a
/// balance.
fn with_balance(balance: Decimal, lists: &[(&str, &str, Decimal)]) -> Book {
    let mut book = Book::with(&["a"]);
    let mut add = |id: &str, class: &str, value: Decimal| {
        let mut security = sample::security(id, class);
        security.is_cash_equivalent = Some(class != "etf");
        book.portfolio.securities.insert(id.into(), security);
        let holding = sample::holding("a", id, Some(value));
        book.portfolio.holdings.push(holding);
    };
    add("VTI", "etf", dec!(100));
    for (id, class, value) in lists {
        add(id, class, *value);
    }
    let usd = Some(crate::domain::Currency::iso("USD"));
    let account = book.account("a");
    account.balances.current = Some(balance);
    account.balances.currency = usd;
    book
}

fn verdict(book: &Book) -> Verdict {
    book.reconciled().money.remove(0).verdict
}

/// Whether a balance that differs is asked about.
fn asks_about_balance(book: &Book) -> bool {
    let items = book.reviewed().items;
    let mut items = items.iter().map(|it| &it.attention);
    items.any(|it| matches!(it, Attention::BalanceGap { .. }))
}

#[test]
fn a_sweep_that_is_listed_twice_is_found_and_said() {
    let sweep = [
        ("cash", "cash", dec!(40)),
        ("SWEEP", "mutual fund", dec!(40)),
    ];
    let book = with_balance(dec!(140), &sweep);
    assert_eq!(verdict(&book), Verdict::Sweep);
    assert!(asks_about_balance(&book), "it counts twice in the totals");
}

#[test]
fn a_trade_that_is_not_settled_explains_the_balance() {
    let mut book = with_balance(dec!(125), &[]);
    assert_eq!(verdict(&book), Verdict::Unexplained(dec!(25)));
    assert!(asks_about_balance(&book));
    book.row("a", 1, ("sell", "sell"), (dec!(-1), dec!(25)), dec!(-25));
    assert_eq!(verdict(&book), Verdict::Unsettled(vec!["t0".into()]));
    assert!(!asks_about_balance(&book), "it is explained");
}

#[test]
fn a_split_inside_the_window_is_recognised_and_any_other_can_be_told() {
    let mut book = Book::with(&["a"]);
    book.sync_vti("a", 0, dec!(0), (dec!(10), dec!(40)));
    book.sync_vti("a", 1, dec!(0), (dec!(40), dec!(10)));
    assert_eq!(book.differences(), []);
    assert_eq!(units(&book, "a").map(|it| it.corporate_actions), Some(1));
    // Eleven for ten is no ratio that is recognised.
    let mut book = Book::with(&["a"]);
    book.sync_vti("a", 0, dec!(0), (dec!(10), dec!(11)));
    book.sync_vti("a", 1, dec!(0), (dec!(11), dec!(10)));
    let found = book.differences().remove(0);
    assert_eq!(found.split(), Some((dec!(11), 10)));
    book.tell(&found, Answer::Split);
    let told = bridge(&book);
    assert_eq!((told.net_flow(), told.gain()), (dec!(0), dec!(0)));
    assert_eq!(units(&book, "a").map(|it| it.told), Some(1));
}

#[test]
fn one_security_under_two_ids_goes_and_comes_and_is_no_gain() {
    let mut book = Book::with(&["a"]);
    book.sync(
        "a",
        0,
        &[("cash", dec!(1), dec!(1)), ("VTI", dec!(10), dec!(100))],
    );
    book.sync(
        "a",
        1,
        &[("cash", dec!(1), dec!(1)), ("BND", dec!(10), dec!(100))],
    );
    let sizes: Vec<_> = book.differences().iter().map(|it| it.size).collect();
    assert_eq!(sizes, [dec!(10), dec!(-10)]);
    let found = bridge(&book);
    assert_eq!((found.unexplained, found.gain()), (dec!(0), dec!(0)));
}

#[test]
fn an_account_that_is_removed_is_compared_no_more() {
    let mut book = Book::with(&["a"]);
    for at in [0, 1] {
        book.sync_vti("a", at, dec!(100), (dec!(10), dec!(10)));
    }
    book.account("a").missing_since = Some(day(2));
    let found = book.reviewed();
    assert_eq!(found.accounts, []);
    assert_eq!(book.differences(), []);
    let items: Vec<_> = found.items.iter().map(|it| &it.attention).collect();
    assert!(
        matches!(items[..], [Attention::AccountMissing { .. }]),
        "{items:?}"
    );
}
