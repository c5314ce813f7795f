//! Accounts that other programs get wrong: what is not known is named, and what
//! is known is computed.

use rust_decimal::{Decimal, dec};

use super::book::{Book, day};
use crate::{
    analytics::{
        explanation::{Limit, Outcome, explain_worth},
        performance::Reason,
    },
    domain::{AccountGap, Currency, Explained, Holding, Measure, Scope, TransactionId},
    portfolio::sample,
};

/// A row of one security.
fn row(
    book: &mut Book,
    at: u64,
    words: (&str, &str),
    security: &str,
    units: Decimal,
    amount: Decimal,
) -> TransactionId {
    book.row("margin", at, words, (units, Decimal::ZERO), amount);
    let row = book.portfolio.transactions.last_mut().expect("just added");
    row.security_id = Some(security.into());
    row.id.clone()
}

/// A margin account with options, a short position and two splits, one of them
/// without a row; 54 rows, one of which does not say what it cost.
fn margin() -> (Book, TransactionId) {
    let mut book = Book::with(&["margin"]);
    for (id, class) in [
        ("AAPL", "equity"),
        ("NVDA", "equity"),
        ("TSLA", "equity"),
        ("CALL", "derivative"),
    ] {
        let security = sample::security(id, class);
        book.portfolio.securities.insert(id.into(), security);
    }
    book.sync(
        "margin",
        0,
        &[
            ("cash", dec!(-2000), dec!(-2000)),
            ("VTI", dec!(10), dec!(1000)),
            ("AAPL", dec!(30), dec!(6000)),
            ("NVDA", dec!(5), dec!(2500)),
            ("CALL", dec!(100), dec!(400)),
            ("TSLA", dec!(-4), dec!(-800)),
        ],
    );
    for at in 1..=20 {
        row(&mut book, at, ("buy", "buy"), "VTI", dec!(1), dec!(100));
        row(&mut book, at, ("sell", "sell"), "VTI", dec!(-1), dec!(-100));
    }
    let nothing = (Decimal::ZERO, Decimal::ZERO);
    for at in 5..10 {
        book.row("margin", at, ("cash", "dividend"), nothing, dec!(-3));
    }
    for at in 10..13 {
        book.row("margin", at, ("fee", "margin expense"), nothing, dec!(4));
    }
    let short = ("sell", "sell short");
    row(&mut book, 6, short, "TSLA", dec!(-1), dec!(-200));
    let cover = ("buy", "buy to cover");
    row(&mut book, 8, cover, "TSLA", dec!(1), dec!(200));
    let split = ("transfer", "split");
    row(&mut book, 12, split, "AAPL", dec!(30), dec!(0));
    let unknown = row(&mut book, 9, ("buy", "buy"), "CALL", dec!(100), dec!(0));
    let rows = &mut book.portfolio.transactions;
    rows.last_mut().expect("just added").amount = None;
    row(
        &mut book,
        11,
        ("sell", "sell"),
        "CALL",
        dec!(-100),
        dec!(-250),
    );
    book.pay("margin", 15, dec!(500));
    assert_eq!(book.portfolio.transactions.len(), 54);
    book.sync(
        "margin",
        21,
        &[
            ("cash", dec!(-1547), dec!(-1547)),
            ("VTI", dec!(10), dec!(1050)),
            ("AAPL", dec!(60), dec!(6120)),
            ("NVDA", dec!(50), dec!(2550)),
            ("CALL", dec!(100), dec!(350)),
            ("TSLA", dec!(-4), dec!(-820)),
        ],
    );
    (book, unknown)
}

#[test]
fn a_margin_account_names_what_it_lacks_and_measures_the_rest() {
    let (book, unknown) = margin();
    let scope = book.measured();
    let whole = scope.performance(None, None);
    let because = Reason::UnknownFlows(vec![unknown]);
    assert_eq!(whole.bridge.value, Err(because.clone()));
    assert_eq!(whole.time_weighted.value, Err(because.clone()));
    assert_eq!(whole.money_weighted.value, Err(because.clone()));
    assert_eq!(whole.drawdown.value, Err(because.clone()));
    let holdings = scope.by_security();
    let rate = |security: &str| {
        let found = holdings[security].performance(None, None);
        let known = found.time_weighted.value;
        known.map(|it| it.round_dp(6).normalize())
    };
    // 50 over 1,000 and twenty units that were there for a day each.
    assert_eq!(rate("VTI"), Ok(dec!(0.045652)));
    assert_eq!(rate("AAPL"), Ok(dec!(0.02)), "a split with a row");
    assert_eq!(rate("NVDA"), Ok(dec!(0.02)), "a split without one");
    assert_eq!(rate("CALL"), Err(because));
    let owed = Reason::ChainBroken {
        day: day(0),
        value: dec!(-800),
    };
    assert_eq!(rate("TSLA"), Err(owed));
}

#[test]
fn a_gain_with_an_eighth_on_record_says_so() {
    let (mut book, _) = margin();
    let held = |security: &str, value, cost| Holding {
        cost_basis: cost,
        ..sample::holding("margin", security, Some(value))
    };
    book.portfolio.holdings = vec![
        held("VTI", dec!(1000), Some(dec!(900))),
        held("AAPL", dec!(5000), None),
        held("NVDA", dec!(2000), None),
    ];
    let what = Explained {
        measure: Measure::UnrealizedGain,
        of: Scope::Whole,
        currency: Some(Currency::iso("USD")),
        during: None,
    };
    let found = explain_worth(&book.portfolio.clone().prepared(), |_| true, &what);
    assert_eq!(found.outcome, Outcome::Change(dec!(100)));
    assert_eq!(found.coverage, Some(dec!(0.125)));
    let left_out = found.limits.iter().map(|it| {
        if let Limit::NoGain { security, .. } = it {
            return security.as_str();
        }
        panic!("{it:?}")
    });
    assert!(left_out.eq(["AAPL", "NVDA"]));
}

#[test]
fn tax_that_is_kept_back_when_units_vest_is_no_loss() {
    let check = |tax: Decimal, gain: Decimal| {
        let mut book = Book::with(&["plan"]);
        book.account("plan").subtype = Some("stock plan".into());
        book.sync("plan", 0, &[("VTI", dec!(40), dec!(4000))]);
        // Forty units arrive without a record; fourteen of them pay the tax.
        let sold = (dec!(-14), dec!(100));
        book.row("plan", 10, ("sell", "sell"), sold, dec!(-1400));
        let nothing = (Decimal::ZERO, Decimal::ZERO);
        book.row("plan", 10, ("cash", "tax withheld"), nothing, tax);
        book.sync("plan", 10, &[("VTI", dec!(66), dec!(6600))]);
        let found = book.performance();
        let bridge = *found.bridge.known().expect("a bridge");
        assert_eq!(bridge.unexplained, dec!(4000));
        assert_eq!(bridge.gain(), gain, "{tax}");
        assert_eq!(bridge.taxes, -gain, "{tax}");
        let rate = found.time_weighted.known().map(Decimal::is_zero);
        assert_eq!(rate, Some(gain.is_zero()), "{tax}");
    };
    check(dec!(1400), dec!(0));
    // Any other tax is a cost.
    check(dec!(20), dec!(-20));
}

#[test]
fn a_holding_has_returns_of_its_own() {
    let mut book = Book::with(&["a"]);
    book.sync_vti("a", 0, dec!(1000), (dec!(0), dec!(100)));
    book.row("a", 1, ("buy", "buy"), (dec!(5), dec!(100)), dec!(500));
    book.sync_vti("a", 1, dec!(500), (dec!(5), dec!(100)));
    book.sync_vti("a", 2, dec!(500), (dec!(5), dec!(110)));
    book.row("a", 3, ("sell", "sell"), (dec!(-5), dec!(110)), dec!(-550));
    book.sync_vti("a", 3, dec!(1050), (dec!(0), dec!(110)));
    book.sync_vti("a", 4, dec!(1050), (dec!(0), dec!(120)));
    let scope = book.measured();
    let own = &scope.by_security()["VTI"];
    let found = own.performance(None, None);
    // It is not held at first, and not any more at last: neither is a break.
    assert_eq!(found.time_weighted.value, Ok(dec!(0.1)));
    let bridge = *found.bridge.known().expect("a bridge");
    assert_eq!(bridge.gain(), dec!(50));
    assert_eq!(bridge.outflow, dec!(-550));
    let whole = scope.performance(None, None);
    assert_eq!(whole.time_weighted.value, Ok(dec!(0.05)));
    let money = found
        .money_weighted
        .known()
        .map(|it| it.of_span.round_dp(6));
    // 500 grew to 550 while it was there.
    assert_eq!(money, Some(dec!(0.1)));
}

#[test]
fn volatility_takes_twelve_months_in_a_row() {
    let mut book = Book::with(&["a"]);
    let mut value = dec!(1000);
    book.sync("a", 0, &[("VTI", dec!(10), value)]);
    // The last days of November 2026 to December 2027.
    let last_days = [
        29, 60, 91, 119, 150, 180, 211, 241, 272, 303, 333, 364, 394, 425,
    ];
    for (month, at) in last_days.into_iter().enumerate() {
        let up = month % 2 == 0;
        value *= if up { dec!(1.01) } else { dec!(0.99) };
        book.sync("a", at, &[("VTI", dec!(10), value)]);
    }
    let scope = book.measured();
    // The first month begins within it, and is none of them.
    assert_eq!(scope.whole_months(None, None).len(), 13);
    let found = scope.volatility(Some(day(60)), None);
    let known = found.value.map(|it| it.round_dp(9));
    assert_eq!(known, Ok(dec!(0.036181361)));
    let few = scope.volatility(Some(day(91)), None);
    assert_eq!(few.value, Err(Reason::TooFewMonths(11)));
}

/// An account of VTI and cash whose VTI has a price of zero from the second sync on;
/// its balances are as given.
fn delisted(balances: [Option<Decimal>; 3]) -> Book {
    let mut book = Book::with(&["a"]);
    let rows = |vti: Decimal| [("VTI", dec!(10), vti), ("cash", dec!(500), dec!(500))];
    book.sync("a", 0, &rows(dec!(1000)));
    book.sync("a", 5, &rows(dec!(0)));
    book.sync("a", 14, &rows(dec!(0)));
    for (at, balance) in [0, 5, 14].into_iter().zip(balances) {
        book.balance(at, balance);
    }
    book
}

#[test]
fn a_price_of_zero_that_the_balance_confirms_is_a_total_loss() {
    let book = delisted([Some(dec!(1500)), Some(dec!(500)), Some(dec!(500))]);
    let found = book.performance();
    let bridge = found.bridge.value.clone().expect("a bridge");
    assert_eq!((bridge.price, bridge.end), (dec!(-1000), dec!(500)));
    assert_eq!(bridge.net_flow(), dec!(0));
    let rate = found.time_weighted.value.clone().expect("a rate");
    assert_eq!(rate.round_dp(6), dec!(-0.666667));
    let marked = Reason::Worthless {
        account: "a".into(),
        security: "VTI".into(),
        day: day(5),
    };
    assert!(found.time_weighted.notes.contains(&marked), "{found:?}");
    let holding = book.measured().by_security().remove("VTI");
    let holding = holding.expect("VTI").performance(None, None);
    assert_eq!(holding.time_weighted.value, Ok(dec!(-1)));
    let part = &found.holdings[0];
    assert_eq!(
        part.contribution.map(|it| it.round_dp(6)),
        Some(dec!(-0.666667))
    );
}

#[test]
fn a_price_of_zero_that_nothing_confirms_is_no_loss() {
    // The balance still has it.
    let book = delisted([Some(dec!(1500)), Some(dec!(1500)), Some(dec!(1500))]);
    let found = book.performance();
    let bridge = found.bridge.value.clone().expect("a bridge");
    assert_eq!((bridge.gain(), bridge.unexplained), (dec!(0), dec!(-1000)));
    assert_eq!(found.time_weighted.value, Ok(dec!(0)));
    // Until it was missing for more than a week, the account has no value.
    let mut book = delisted([None, None, None]);
    book.forget_syncs_after(5);
    assert_eq!(book.measured().days.len(), 1);
}

#[test]
fn a_price_of_zero_that_is_back_was_none() {
    let mut book = delisted([Some(dec!(1500)), Some(dec!(500)), Some(dec!(500))]);
    let rows = [
        ("VTI", dec!(10), dec!(1100)),
        ("cash", dec!(500), dec!(500)),
    ];
    book.sync("a", 20, &rows);
    let found = book.performance();
    let bridge = found.bridge.value.clone().expect("a bridge");
    assert_eq!((bridge.price, bridge.net_flow()), (dec!(100), dec!(0)));
    assert_eq!(found.subperiods.len(), 1);
}

#[test]
fn an_account_that_an_answer_leaves_out_bridges_that_time() {
    let check = |until: u64, flows: usize| {
        let mut book = Book::with(&["a", "b"]);
        book.sync_vti("a", 0, dec!(0), (dec!(10), dec!(100)));
        book.sync("b", 0, &[("cash", dec!(500), dec!(500))]);
        book.sync("b", 9, &[("cash", dec!(500), dec!(500))]);
        book.portfolio.account_gaps = vec![AccountGap {
            account_id: "a".into(),
            from: day(9),
            until: day(until),
        }];
        book.sync_vti("a", until, dec!(0), (dec!(10), dec!(103)));
        book.sync("b", until, &[("cash", dec!(500), dec!(500))]);
        let found = book.performance();
        assert_eq!(found.flows.len(), flows, "{found:?}");
        found.bridge.value.clone().expect("a bridge").gain()
    };
    assert_eq!(check(19, 0), dec!(30));
    // Away for long, it went and came.
    assert_eq!(check(60, 2), dec!(0));
}

#[test]
fn the_cash_shows_which_way_a_row_went() {
    let check = |rows: &[((&str, &str), Decimal)], cash: Decimal| {
        let mut book = Book::with(&["a"]);
        book.sync_vti("a", 0, dec!(1000), (dec!(10), dec!(100)));
        for (words, amount) in rows {
            book.row("a", 9, *words, (dec!(0), dec!(0)), *amount);
        }
        book.sync_vti("a", 20, cash, (dec!(10), dec!(100)));
        let found = book.performance();
        let bridge = found.bridge.value.clone().expect("a bridge");
        (
            bridge.income,
            bridge.fees + bridge.taxes,
            bridge.inflow + bridge.outflow,
            bridge.unexplained,
        )
    };
    let zero = dec!(0);
    // As it should be signed, and turned round.
    for sign in [dec!(-1), dec!(1)] {
        let of = |words, amount| (words, amount * sign);
        let dividend = of(("cash", "dividend"), dec!(50));
        let interest = of(("cash", "interest"), dec!(20));
        let deposit = of(("cash", "deposit"), dec!(300));
        let fee = (("fee", "management fee"), dec!(-7) * sign);
        assert_eq!(check(&[dividend], dec!(1050)), (dec!(50), zero, zero, zero));
        assert_eq!(check(&[interest], dec!(1020)), (dec!(20), zero, zero, zero));
        assert_eq!(check(&[deposit], dec!(1300)), (zero, zero, dec!(300), zero));
        assert_eq!(check(&[fee], dec!(993)), (zero, dec!(7), zero, zero));
        assert_eq!(
            check(&[dividend, fee, deposit], dec!(1343)),
            (dec!(50), dec!(7), dec!(300), zero)
        );
    }
    // A dividend that was taken back, and one whose cash says something else.
    let back = [(("cash", "dividend"), dec!(50))];
    assert_eq!(check(&back, dec!(950)), (dec!(-50), zero, zero, zero));
    assert_eq!(check(&back, dec!(1000)), (dec!(-50), zero, zero, dec!(50)));
}
