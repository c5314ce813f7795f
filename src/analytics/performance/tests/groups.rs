//! Accounts and holdings that are taken together.

use rust_decimal::{Decimal, dec};

use super::book::Book;
use crate::{
    analytics::performance::{Bridge, Measured, Performance},
    domain::Grouping,
    portfolio::sample,
};

/// Two accounts of one type and one of another; 70 go from the first to the
/// second, 30 from there to the third, and 50 come from outside.
fn three() -> Book {
    let mut book = Book::with(&["a", "b", "c"]);
    for (account, subtype) in [("a", "brokerage"), ("b", "brokerage"), ("c", "ira")] {
        book.account(account).subtype = Some(subtype.into());
    }
    book.account("a").choice.groups = vec!["House".into(), "Taxable".into()];
    book.account("b").choice.groups = vec!["Taxable".into()];
    let (cash, prices) = ([(100, 100), (100, 140), (100, 180)], [dec!(10), dec!(11)]);
    for (at, price) in (0..).zip(prices) {
        for (account, cash) in ["a", "b", "c"].into_iter().zip(cash) {
            let cash = if at == 0 { cash.0 } else { cash.1 };
            book.sync_vti(account, at, Decimal::from(cash), (dec!(10), price));
        }
    }
    book.pay("a", 1, dec!(-70));
    book.pay("a", 1, dec!(70));
    book.pay("b", 1, dec!(70));
    book.pay("b", 1, dec!(-30));
    book.pay("c", 1, dec!(30));
    book.pay("c", 1, dec!(50));
    book
}

fn group(book: &Book, by: Grouping, key: &str) -> Performance {
    let portfolio = book.portfolio.clone().prepared();
    let found = book.measured().grouping(&portfolio, by, key);
    found.expect("a group").performance(None, None)
}

fn bridge(of: &Performance) -> Bridge {
    *of.bridge.known().expect("a bridge")
}

#[test]
fn what_moves_within_a_group_is_no_flow_of_it() {
    let book = three();
    let brokerages = bridge(&group(&book, Grouping::AccountType, "brokerage"));
    assert_eq!(
        (
            brokerages.begin,
            brokerages.inflow,
            brokerages.outflow,
            brokerages.end
        ),
        (dec!(400), dec!(70), dec!(-30), dec!(460))
    );
    assert_eq!(brokerages.gain(), dec!(20));
    let ira = bridge(&group(&book, Grouping::AccountType, "ira"));
    assert_eq!(
        (ira.inflow, ira.outflow, ira.gain()),
        (dec!(80), dec!(0), dec!(10))
    );
    let whole = bridge(&group(&book, Grouping::Institution, "item"));
    assert_eq!(whole, bridge(&book.performance()));
    assert_eq!((whole.inflow, whole.outflow), (dec!(120), dec!(0)));
}

#[test]
fn an_account_counts_in_each_of_its_groups() {
    let book = three();
    let begin = |key| bridge(&group(&book, Grouping::Group, key)).begin;
    assert_eq!((begin("House"), begin("Taxable")), (dec!(200), dec!(400)));
    assert_eq!(begin("unknown"), dec!(200), "that in no group");
    let portfolio = book.portfolio.clone().prepared();
    let none = book
        .measured()
        .grouping(&portfolio, Grouping::Group, "Nobody's");
    assert_eq!(none, None);
}

#[test]
fn a_class_is_measured_on_its_holdings_alone() {
    let mut book = three();
    let mut bond = sample::security("BND", "fixed income");
    bond.sector = Some("Government".into());
    book.portfolio.securities.insert("BND".into(), bond);
    let etf = group(&book, Grouping::AssetClass, "etf");
    let known = bridge(&etf);
    assert_eq!(
        (known.begin, known.end, known.gain()),
        (dec!(300), dec!(330), dec!(30))
    );
    assert_eq!(
        etf.time_weighted.known(),
        Some(&dec!(0.1)),
        "no cash dilutes it"
    );
    let notes = &etf.time_weighted.notes;
    assert_eq!(
        notes[..],
        [],
        "of accounts that list cash nothing else is said"
    );
    let all: Vec<String> = {
        let portfolio = book.portfolio.clone().prepared();
        let mut keys = vec![];
        let take = |key: &str, _: Measured| keys.push(key.to_owned());
        book.measured()
            .each_grouping(&portfolio, Grouping::AssetClass, None, take);
        keys
    };
    assert_eq!(all, ["etf"], "what was never held has none");
}
