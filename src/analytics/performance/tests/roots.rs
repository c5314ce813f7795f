//! Hard series for the money-weighted rate.
#![expect(clippy::float_arithmetic, reason = "rates are no money")]

use chrono::NaiveDate;
use rust_decimal::{Decimal, dec};

use crate::analytics::performance::xirr::{Root, roots};

fn found(payments: &[(&str, Decimal)]) -> Vec<Root> {
    let day = |it: &str| it.parse::<NaiveDate>().expect("a date");
    let payments: Vec<_> = payments.iter().map(|it| (day(it.0), it.1)).collect();
    roots(&payments)
}

/// The yearly rates to nine digits.
fn check(payments: &[(&str, Decimal)], expected: &[f64]) {
    let found: Vec<f64> = found(payments).into_iter().map(Root::yearly).collect();
    assert_eq!(found.len(), expected.len(), "{found:?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(
            (found - expected).abs() < 1e-9 * (1.0 + expected.abs()),
            "{found} {expected}"
        );
    }
}

#[test]
fn one_root() {
    check(
        &[("2025-01-01", dec!(-100)), ("2026-01-01", dec!(110))],
        &[0.10],
    );
    check(
        &[("2025-01-01", dec!(-100)), ("2026-01-01", dec!(90))],
        &[-0.10],
    );
    // Spreadsheets' own example.
    let known = [
        ("2008-01-01", dec!(-10000)),
        ("2008-03-01", dec!(2750)),
        ("2008-10-30", dec!(4250)),
        ("2009-02-15", dec!(3250)),
        ("2009-04-01", dec!(2750)),
    ];
    check(&known, &[0.373_362_533_518_831]);
}

#[test]
fn no_root() {
    check(&[], &[]);
    check(&[("2025-01-01", dec!(-100))], &[]);
    check(&[("2025-01-01", dec!(-100)), ("2026-01-01", dec!(0))], &[]);
    check(&[("2025-01-01", dec!(-100)), ("2026-01-01", dec!(-5))], &[]);
    // −100, +150, −100: never zero.
    let never = [
        ("2025-01-01", dec!(-100)),
        ("2026-01-01", dec!(150)),
        ("2027-01-01", dec!(-100)),
    ];
    check(&never, &[]);
    // Everything on one day.
    check(
        &[("2025-01-01", dec!(-100)), ("2025-01-01", dec!(110))],
        &[],
    );
}

#[test]
fn two_roots() {
    // −100, +230, −132: 10 % and 20 %.
    let pump = [
        ("2025-01-01", dec!(-100)),
        ("2026-01-01", dec!(230)),
        ("2027-01-01", dec!(-132)),
    ];
    check(&pump, &[0.10, 0.20]);
    // 10 % and 10.1 %: closer than any two places that are looked at.
    let close = [
        ("2025-01-01", dec!(-100)),
        ("2026-01-01", dec!(220.1)),
        ("2027-01-01", dec!(-121.11)),
    ];
    check(&close, &[0.10, 0.101]);
}

#[test]
fn a_span_of_days_and_flows_on_its_first_and_last_day() {
    let root = found(&[("2026-11-20", dec!(-100)), ("2026-11-23", dec!(101))]);
    assert!((root[0].of_span() - 0.01).abs() < 1e-12, "{root:?}");
    let at_ends = [
        ("2025-01-01", dec!(-100)),
        ("2025-01-01", dec!(-100)),
        ("2026-01-01", dec!(-50)),
        ("2026-01-01", dec!(270)),
    ];
    check(&at_ends, &[0.10]);
}

#[test]
fn a_leap_day_is_a_day() {
    let over_it = found(&[("2024-01-01", dec!(-100)), ("2025-01-01", dec!(110))]);
    let expected = 1.1_f64.ln() * 365.0 / 366.0;
    assert!(
        (over_it[0].yearly_log - expected).abs() < 1e-14,
        "{over_it:?}"
    );
    let on_it = [("2024-02-29", dec!(-100)), ("2025-02-28", dec!(107))];
    check(&on_it, &[0.07]);
}

#[test]
fn next_to_nothing_is_left() {
    check(
        &[("2025-01-01", dec!(-1000000)), ("2026-01-01", dec!(0.01))],
        &[-0.999_999_99],
    );
}
