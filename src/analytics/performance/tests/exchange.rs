//! One security in another guise, and one reinvestment in two rows: figures are
//! those of the plain form.

use rust_decimal::{Decimal, dec};

use super::book::{Book, day};
use crate::{
    analytics::performance::{Grade, Performance, Units},
    domain::{Security, SecurityId},
    portfolio::sample,
};

fn holding(of: &Book, security: &str) -> Performance {
    let measured = of.measured().by_security();
    measured[&SecurityId::from(security)].performance(None, None)
}

fn last_is_of(book: &mut Book, security: &str) {
    let row = book.portfolio.transactions.last_mut().expect("a row");
    row.security_id = Some(security.into());
}

#[test]
fn a_reinvestment_in_two_rows_is_like_one_in_one_row() {
    let book = |rows: &[(&str, &str, Decimal, Decimal)], lists_cash: bool| {
        let mut book = Book::with(&["a"]);
        let sync = |book: &mut Book, at: u64, units: Decimal, price: Decimal| {
            if lists_cash {
                book.sync_vti("a", at, dec!(500), (units, price));
            } else {
                book.sync("a", at, &[("VTI", units, units * price)]);
            }
        };
        sync(&mut book, 0, dec!(100), dec!(100));
        for (at, (kind, subtype, units, amount)) in (9_u64..).zip(rows) {
            book.row("a", at, (kind, subtype), (*units, dec!(100)), *amount);
            last_is_of(&mut book, "VTI");
        }
        sync(&mut book, 19, dec!(101), dec!(101));
        book
    };
    for lists_cash in [true, false] {
        let one = [("buy", "dividend reinvestment", dec!(1), dec!(100))];
        let two = [
            ("cash", "dividend", dec!(0), dec!(-100)),
            ("buy", "dividend reinvestment", dec!(1), dec!(100)),
        ];
        let (one, two) = (book(&one, lists_cash), book(&two, lists_cash));
        for (one, two) in [
            (one.performance(), two.performance()),
            (holding(&one, "VTI"), holding(&two, "VTI")),
        ] {
            assert_eq!(one.bridge.known(), two.bridge.known(), "{lists_cash}");
            assert_eq!(one.time_weighted.known(), two.time_weighted.known());
            assert_eq!(one.money_weighted.known(), two.money_weighted.known());
            let bridge = two.bridge.known().expect("a bridge");
            assert_eq!((bridge.income, bridge.net_flow()), (dec!(100), dec!(0)));
        }
        assert_eq!(
            holding(&two, "VTI").time_weighted.known(),
            Some(&dec!(0.0201))
        );
    }
}

#[test]
fn income_that_is_kept_is_paid_out_of_the_holding() {
    let mut book = Book::with(&["a"]);
    book.sync_vti("a", 0, dec!(500), (dec!(100), dec!(100)));
    book.row("a", 9, ("cash", "dividend"), (dec!(0), dec!(0)), dec!(-100));
    last_is_of(&mut book, "VTI");
    book.row("a", 10, ("buy", "buy"), (dec!(2), dec!(100)), dec!(200));
    book.sync_vti("a", 19, dec!(400), (dec!(102), dec!(100)));
    let bridge = *holding(&book, "VTI").bridge.known().expect("a bridge");
    assert_eq!((bridge.inflow, bridge.outflow), (dec!(200), dec!(-100)));
}

/// 100 of VTI at 100, and as many of another security at 102 later.
fn renamed(change: impl Fn(&mut Security)) -> Book {
    let mut book = Book::with(&["a"]);
    let old = book.portfolio.securities.get_mut("VTI").expect("known");
    old.cusip = Some("922908769".into());
    let mut new = Security {
        cusip: Some("922908769".into()),
        ..sample::security("new", "etf")
    };
    change(&mut new);
    book.portfolio.securities.insert(new.id.clone(), new);
    let cash = ("cash", dec!(1000), dec!(1000));
    book.sync("a", 0, &[cash, ("VTI", dec!(100), dec!(10000))]);
    book.sync("a", 19, &[cash, ("new", dec!(100), dec!(10200))]);
    book
}

#[test]
fn a_security_under_another_id_is_the_same_one() {
    let book = renamed(|_| {});
    let found = book.performance();
    let bridge = found.bridge.known().expect("a bridge");
    assert_eq!(
        (bridge.unexplained, bridge.net_flow(), bridge.gain()),
        (dec!(0), dec!(0), dec!(200))
    );
    assert_eq!(found.bridge.grade, Grade::Derived);
    assert_eq!(book.differences(), []);
    let gains: Decimal = found.holdings.iter().map(|it| it.bridge.gain()).sum();
    assert_eq!(gains, dec!(200));
    let old = holding(&book, "VTI");
    assert_eq!(old.time_weighted.known(), Some(&dec!(0.02)));
    let outcomes = book.measured().ledgers[0].units.clone();
    assert!(
        outcomes
            .iter()
            .all(|it| it.outcome == Units::CorporateAction),
        "{outcomes:?}"
    );
    // Measured together they are one.
    let class = book.measured().of_securities(|_| true).expect("held");
    let class = class.performance(None, None);
    assert_eq!(class.time_weighted.known(), Some(&dec!(0.02)));
    assert_eq!(class.flows, []);
}

#[test]
fn another_code_is_another_security() {
    let book = renamed(|it| it.cusip = Some("037833100".into()));
    assert_eq!(book.differences().len(), 2);
    let book = renamed(|it| it.cusip = None);
    assert_eq!(
        book.differences().len(),
        2,
        "another ticker, and no code tells"
    );
}

#[test]
fn a_merger_moves_value_from_the_one_holding_into_the_other() {
    let mut book = Book::with(&["a"]);
    let cash = |it: Decimal| ("cash", it, it);
    book.sync("a", 0, &[cash(dec!(1000)), ("VTI", dec!(100), dec!(10000))]);
    for (security, units) in [("VTI", dec!(-100)), ("BND", dec!(50))] {
        book.row("a", 9, ("transfer", "merger"), (units, dec!(0)), dec!(0));
        last_is_of(&mut book, security);
    }
    book.row("a", 10, ("cash", "merger"), (dec!(0), dec!(0)), dec!(-12));
    last_is_of(&mut book, "BND");
    book.sync("a", 19, &[cash(dec!(1012)), ("BND", dec!(50), dec!(10100))]);
    let found = book.performance();
    let bridge = found.bridge.known().expect("a bridge");
    assert_eq!((bridge.net_flow(), bridge.gain()), (dec!(0), dec!(112)));
    let gain = |security: &str| {
        let mut holdings = found.holdings.iter();
        let found = holdings.find(|it| it.security == Some(security.into()));
        found.expect("a holding").bridge.gain()
    };
    assert_eq!((gain("VTI"), gain("BND")), (dec!(100), dec!(12)));
    assert_eq!(
        holding(&book, "VTI").time_weighted.known(),
        Some(&dec!(0.01))
    );
    let flows = holding(&book, "VTI").flows;
    let flows: Vec<_> = flows
        .iter()
        .map(|it| (it.day, it.amount, it.is_estimated))
        .collect();
    assert_eq!(flows, [(day(19), dec!(-10100), true)]);
}

#[test]
fn what_is_spun_off_comes_out_of_the_holding_that_fell_by_it() {
    let check = |bonds: Decimal, price: Decimal| {
        let mut book = Book::with(&["a"]);
        let child = sample::security("CHD", "equity");
        book.portfolio.securities.insert("CHD".into(), child);
        let rows = [("VTI", dec!(100), dec!(10000)), ("BND", dec!(100), bonds)];
        book.sync("a", 0, &rows);
        book.row(
            "a",
            9,
            ("transfer", "spin off"),
            (dec!(25), dec!(0)),
            dec!(0),
        );
        last_is_of(&mut book, "CHD");
        let rows = [
            ("VTI", dec!(100), price * dec!(100)),
            ("BND", dec!(100), dec!(5000)),
            ("CHD", dec!(25), dec!(2000)),
        ];
        book.sync("a", 19, &rows);
        let whole = book.performance();
        assert_eq!(whole.flows, []);
        let gain = |security: &str| {
            let mut parts = whole.holdings.iter();
            let part = parts.find(|it| it.security == Some(security.into()));
            part.map(|it| it.bridge.gain()).expect("a part")
        };
        (gain("VTI"), gain("CHD"))
    };
    // It fell by 1,900 and gave away 2,000: 100 are its own.
    assert_eq!(check(dec!(5000), dec!(81)), (dec!(100), dec!(0)));
    // Several fell by as much, or none did: nobody knows.
    assert_eq!(check(dec!(7000), dec!(80)), (dec!(-2000), dec!(2000)));
    assert_eq!(check(dec!(5000), dec!(95)), (dec!(-500), dec!(2000)));
}
