use rust_decimal::{Decimal, dec};

use super::*;
use crate::portfolio::Held;

fn held(units: Decimal, value: Decimal, cost: Decimal) -> HeldThen {
    let held = Held {
        security: "VTI".into(),
        currency: None,
        units: Some(units),
        cost: Some(cost),
        is_zero_priced: false,
    };
    HeldThen::of(&ObservedRow::new(held, Some(value)))
}

#[test]
fn each_difference_has_its_name() {
    let before = held(dec!(10), dec!(1000), dec!(900));
    let check = |after: Option<HeldThen>, expected: &[Difference]| {
        assert_eq!(differences(Some(before), after), expected);
    };
    check(Some(before), &[]);
    check(None, &[Difference::Gone]);
    check(
        Some(held(dec!(10), dec!(1010), dec!(900))),
        &[Difference::Price],
    );
    check(
        Some(held(dec!(11), dec!(1100), dec!(1000))),
        &[Difference::Units, Difference::Basis],
    );
    assert_eq!(differences(None, Some(before)), [Difference::New]);
    let silent = HeldThen {
        units: None,
        price: None,
        value: Some(dec!(1001)),
        ..before
    };
    let all = [Difference::Units, Difference::Price, Difference::Value];
    check(Some(silent), &all);
}
