use rust_decimal::dec;

use super::*;
use crate::{
    domain::{AllocationBy, Currency, Holding, Measure, Scope},
    portfolio::{Portfolio, sample},
};

fn portfolio() -> Portfolio {
    let row =
        |account: &str, security: &str, value: Option<Decimal>, cost: Option<Decimal>| Holding {
            quantity: Some(dec!(10)),
            cost_basis: cost,
            ..sample::holding(account, security, value)
        };
    Portfolio {
        accounts: vec![sample::account("a", "item"), sample::account("b", "item")],
        holdings: vec![
            row("a", "fund", Some(dec!(600)), Some(dec!(500))),
            row("a", "bond", None, Some(dec!(90))),
            row("b", "fund", Some(dec!(200)), None),
            Holding {
                quantity: Some(dec!(-10)),
                ..row("b", "short", Some(dec!(-100)), Some(dec!(-80)))
            },
        ],
        ..Portfolio::default()
    }
    .prepared()
}

fn explain(measure: Measure, of: Scope) -> Explanation {
    let what = Explained {
        measure,
        of,
        currency: Some(Currency::iso("USD")),
        during: None,
    };
    explain_worth(&portfolio(), |_| true, &what)
}

/// The values of the rows that went in.
fn values(explanation: &Explanation) -> Vec<Option<Decimal>> {
    let rows = explanation.inputs.iter();
    rows.filter_map(|it| match it {
        Input::Row(row) => Some(row.value),
        Input::Sum(..)
        | Input::Bridge(_)
        | Input::Subperiod(_)
        | Input::Month { .. }
        | Input::Flow(_)
        | Input::Account { .. }
        | Input::Explains(_) => None,
    })
    .collect()
}

#[test]
fn a_value_is_the_sum_of_its_rows_and_names_what_is_in_none() {
    let whole = explain(Measure::Value, Scope::Whole);
    assert_eq!(whole.outcome, Outcome::Amount(dec!(700)));
    let sum: Decimal = values(&whole).into_iter().flatten().sum();
    assert_eq!(whole.outcome.figure(), Some(sum));
    let missing = Limit::NoValue {
        account: "a".into(),
        security: "bond".into(),
        because: Unknown::NotReported,
    };
    assert_eq!(whole.limits, [missing]);
}

#[test]
fn a_gain_leaves_out_what_has_no_cost_and_says_how_much_it_covers() {
    let whole = explain(Measure::UnrealizedGain, Scope::Whole);
    // 600 − 500, and −100 − (−80).
    assert_eq!(whole.outcome, Outcome::Change(dec!(80)));
    assert_eq!(whole.coverage, Some(dec!(700) / dec!(900)));
    let sums = whole
        .inputs
        .iter()
        .filter(|it| matches!(it, Input::Sum(..)));
    let expected = [
        Input::Sum(SumOf::ValueWithGain, dec!(500)),
        Input::Sum(SumOf::Cost, dec!(420)),
    ];
    assert!(sums.eq(&expected));
    let left_out =
        |it: &Limit| matches!(it, Limit::NoGain { account, .. } if *account == "b".into());
    assert!(whole.limits.iter().any(left_out), "{:?}", whole.limits);
}

#[test]
fn a_weight_is_a_share_of_what_is_owned() {
    let security = explain(Measure::Weight, Scope::Security("fund".into()));
    assert_eq!(security.outcome, Outcome::Share(dec!(1)));
    assert_eq!(security.limits, [Limit::Owed(dec!(-100))]);
    let owed = explain(Measure::Weight, Scope::Security("short".into()));
    assert_eq!(owed.outcome, Outcome::Unknown);
    let by_account = Scope::Category(AllocationBy::Account, "b".to_owned());
    let account = explain(Measure::Weight, by_account);
    assert_eq!(account.outcome, Outcome::Share(dec!(0.25)));
    assert_eq!(values(&account), [Some(dec!(200))]);
}

#[test]
fn what_is_asked_in_vain_is_unknown_and_not_zero() {
    let bond = Scope::Holding("a".into(), "bond".into());
    let value = explain(Measure::Value, bond);
    assert_eq!(value.outcome, Outcome::Unknown);
    assert_eq!(values(&value), [None]);
    let rate = explain(Measure::TimeWeighted, Scope::Whole);
    assert_eq!(rate.outcome, Outcome::Unknown);
}
