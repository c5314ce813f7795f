//! Accounts that begin and end between two syncs, and holdings that become others.

use rust_decimal::{Decimal, dec};

use super::book::{Book, day};
use crate::{
    analytics::performance::{Bridge, Units},
    domain::TransactionId,
    portfolio::sample,
};

const HUNDRED: Decimal = Decimal::ONE_HUNDRED;

fn bridge(book: &Book) -> Bridge {
    book.performance().bridge.value.expect("a bridge")
}

/// A row of another security than VTI.
fn row_of(
    book: &mut Book,
    security: &str,
    at: u64,
    words: (&str, &str),
    moved: (Decimal, Decimal),
) -> TransactionId {
    book.row("a", at, words, moved, dec!(0));
    let row = book.portfolio.transactions.last_mut().expect("just added");
    row.security_id = Some(security.into());
    row.id.clone()
}

/// Two accounts, of which the first one is gone on the tenth day.
fn closed() -> Book {
    let mut book = Book::with(&["a", "b"]);
    book.sync_vti("a", 0, dec!(500), (dec!(10), HUNDRED));
    book.sync_vti("b", 0, dec!(500), (dec!(10), HUNDRED));
    book.sync_vti("b", 10, dec!(500), (dec!(10), HUNDRED));
    book.account("a").missing_since = Some(day(10));
    book
}

#[test]
fn an_account_that_its_rows_emptied_goes_with_what_they_brought() {
    let mut book = closed();
    book.row(
        "a",
        5,
        ("sell", "sell"),
        (dec!(-10), dec!(103)),
        dec!(-1030),
    );
    book.pay("a", 6, dec!(-1530));
    let found = bridge(&book);
    assert_eq!((found.outflow, found.gain()), (dec!(-1530), dec!(30)));
    // Where they leave something, its last value goes.
    book.portfolio.transactions[1].amount = Some(dec!(1000));
    let found = bridge(&book);
    assert_eq!((found.outflow, found.gain()), (dec!(-1500), dec!(0)));
}

#[test]
fn an_account_that_moved_to_another_one_and_was_closed_goes_on_there() {
    let mut book = Book::with(&["a", "b"]);
    book.sync("a", 0, &[("VTI", HUNDRED, dec!(10000))]);
    book.sync("b", 19, &[("VTI", HUNDRED, dec!(10200))]);
    book.account("a").missing_since = Some(day(19));
    let words = ("transfer", "transfer");
    book.row("a", 9, words, (dec!(-100), dec!(0)), dec!(0));
    book.row("b", 10, words, (dec!(100), dec!(0)), dec!(0));
    let found = bridge(&book);
    assert_eq!((found.net_flow(), found.gain()), (dec!(0), dec!(200)));
    assert_eq!(found.end, dec!(10200));
}

#[test]
fn units_for_units_of_another_security_cross_no_border() {
    let check = |sold: (&str, &str), bought: (&str, &str), price: Decimal| {
        let mut book = Book::with(&["a"]);
        book.sync_vti("a", 0, dec!(1000), (dec!(100), dec!(50)));
        book.row("a", 9, sold, (dec!(-100), dec!(50)), dec!(0));
        row_of(&mut book, "BND", 9, bought, (dec!(80), price));
        let rows = [
            ("BND", dec!(80), dec!(5080)),
            ("cash", dec!(1000), dec!(1000)),
        ];
        book.sync("a", 19, &rows);
        let found = book.performance();
        let sum = found.holdings.iter().filter_map(|it| it.contribution);
        assert_eq!(
            sum.sum::<Decimal>().round_dp(20),
            found.time_weighted.known().expect("a rate").round_dp(20)
        );
        let bridge = found.bridge.value.clone().expect("a bridge");
        (bridge.inflow, bridge.outflow, bridge.gain())
    };
    let within = (dec!(0), dec!(0), dec!(80));
    let trade = ("transfer", "trade");
    assert_eq!(check(trade, trade, dec!(62)), within);
    let transfer = ("transfer", "transfer");
    assert_eq!(check(transfer, transfer, dec!(62.5)), within);
    // Two transfers of different value are two.
    let apart = (dec!(4960), dec!(-5000), dec!(120));
    assert_eq!(check(transfer, transfer, dec!(62)), apart);
}

#[test]
fn a_right_that_is_exercised_is_no_flow() {
    let mut book = Book::with(&["a"]);
    let right = sample::security("RGT", "equity");
    book.portfolio.securities.insert("RGT".into(), right);
    let rows = [
        ("VTI", dec!(100), dec!(10000)),
        ("RGT", dec!(10), dec!(10)),
        ("cash", dec!(1000), dec!(1000)),
    ];
    book.sync("a", 0, &rows);
    row_of(
        &mut book,
        "RGT",
        9,
        ("sell", "exercise"),
        (dec!(-10), dec!(0)),
    );
    book.row("a", 9, ("buy", "exercise"), (dec!(10), dec!(1)), dec!(10));
    book.sync_vti("a", 19, dec!(990), (dec!(110), dec!(92)));
    let found = bridge(&book);
    assert_eq!((found.net_flow(), found.gain()), (dec!(0), dec!(100)));
}

#[test]
fn what_rounding_leaves_of_units_is_no_difference() {
    let check = |before: Decimal, moved: Decimal, after: Decimal| {
        let mut book = Book::with(&["a"]);
        book.sync("a", 0, &[("VTI", before, dec!(10000))]);
        let words = ("buy", "contribution");
        book.row("a", 9, words, (moved, dec!(100)), dec!(600));
        book.sync("a", 19, &[("VTI", after, dec!(10600))]);
        let ledger = book.measured().ledgers.remove(0);
        ledger.units.last().expect("units").outcome
    };
    let agree = Units::Agree;
    assert_eq!(check(dec!(100.123), dec!(5.9994), dec!(106.122)), agree);
    assert_eq!(check(dec!(100.123), dec!(5.9994), dec!(106.123)), agree);
    let left = Units::Unexplained(dec!(0.0026));
    assert_eq!(check(dec!(100.123), dec!(5.9994), dec!(106.125)), left);
    // Whole units are exact.
    let one = Units::Unexplained(dec!(0.001));
    assert_eq!(check(dec!(100), dec!(5.999), dec!(106)), one);
    assert_eq!(check(dec!(100), dec!(6), dec!(106)), agree);
}
