use chrono::Days;
use proptest::prelude::*;
use rust_decimal::{Decimal, dec};

use super::*;
use crate::{
    domain::{Currency, Relation, SecurityId, Transaction},
    portfolio::sample::{november, transaction},
};

/// A row of VTI; `units` and `price` of zero are not reported.
fn row(words: (&str, &str), units: Decimal, price: Decimal, amount: Decimal) -> Transaction {
    Transaction {
        security_id: Some("VTI".into()),
        quantity: Some(units).filter(|it| !it.is_zero()),
        price: Some(price).filter(|it| !it.is_zero()),
        subtype: Some(words.1).filter(|it| !it.is_empty()).map(Into::into),
        ..transaction("t", "a", 3, words.0, amount)
    }
}

/// The same of nothing but cash.
fn cash(words: (&str, &str), amount: Decimal) -> Transaction {
    Transaction {
        security_id: None,
        ..row(words, dec!(0), dec!(0), amount)
    }
}

fn legs(row: &Transaction) -> Legs {
    match effect(row, row.meaning()) {
        Effect::Known(legs) => legs,
        Effect::InKind {
            value, by_price, ..
        } => Legs {
            securities: value.or(by_price).expect("a value"),
            ..Legs::default()
        },
        Effect::Unknown(because) => panic!("{because:?}"),
    }
}

/// The flow where cash is listed and where it is not, income, fees and taxes.
fn check(row: &Transaction, flows: [Decimal; 2], earned: [Decimal; 3]) {
    let whole = legs(row);
    let is_named = row.security_id.is_some();
    let bare = whole.seen_by(CashListing::NotListed, row.kind(), is_named);
    let found = [
        whole.flow(CashListing::Listed),
        bare.flow(CashListing::NotListed),
    ];
    assert_eq!(found, flows, "flows of {row:?}");
    assert_eq!([whole.income, whole.fees, whole.taxes], earned, "{row:?}");
}

const NOTHING: [Decimal; 3] = [Decimal::ZERO; 3];

#[test]
fn a_trade_is_a_flow_only_where_no_cash_is_listed() {
    let bought = row(("buy", "buy"), dec!(10), dec!(100), dec!(1000));
    check(&bought, [dec!(0), dec!(1000)], NOTHING);
    let sold = row(("sell", "sell"), dec!(-10), dec!(100), dec!(-1000));
    check(&sold, [dec!(0), dec!(-1000)], NOTHING);
    let shapeless = row(("cash", ""), dec!(10), dec!(100), dec!(1000));
    check(&shapeless, [dec!(0), dec!(1000)], NOTHING);
}

#[test]
fn the_fee_of_a_trade_counts_once_inside_and_outside_of_the_amount() {
    let fee = |it: Transaction| Transaction {
        fees: Some(dec!(4.95)),
        ..it
    };
    let inside = fee(row(("buy", "buy"), dec!(10), dec!(100), dec!(1004.95)));
    check(
        &inside,
        [dec!(0), dec!(1004.95)],
        [dec!(0), dec!(4.95), dec!(0)],
    );
    assert_eq!(legs(&inside).cash, dec!(-1004.95));
    let outside = fee(row(("buy", "buy"), dec!(10), dec!(100), dec!(1000)));
    check(
        &outside,
        [dec!(0), dec!(1004.95)],
        [dec!(0), dec!(4.95), dec!(0)],
    );
    assert_eq!(legs(&outside).cash, dec!(-1004.95));
    let sold = fee(row(("sell", "sell"), dec!(-10), dec!(100), dec!(-995.05)));
    check(
        &sold,
        [dec!(0), dec!(-995.05)],
        [dec!(0), dec!(4.95), dec!(0)],
    );
    let neither = fee(row(("buy", "buy"), dec!(10), dec!(98), dec!(1000)));
    check(&neither, [dec!(0), dec!(1000)], NOTHING);
}

#[test]
fn what_is_bought_at_once_comes_in_and_what_is_reinvested_does_not() {
    let contribution = row(("buy", "contribution"), dec!(10), dec!(42), dec!(420));
    check(&contribution, [dec!(420), dec!(420)], NOTHING);
    let reinvested = row(
        ("buy", "dividend reinvestment"),
        dec!(1),
        dec!(35),
        dec!(35),
    );
    check(
        &reinvested,
        [dec!(0), dec!(0)],
        [dec!(35), dec!(0), dec!(0)],
    );
    let out = row(("sell", "distribution"), dec!(-10), dec!(42), dec!(-420));
    check(&out, [dec!(-420), dec!(-420)], NOTHING);
}

#[test]
fn a_reinvestment_in_two_rows_is_the_same_as_in_one() {
    let dividend = row(("cash", "dividend"), dec!(0), dec!(0), dec!(-35));
    let mut bought = row(
        ("buy", "dividend reinvestment"),
        dec!(1),
        dec!(35),
        dec!(35),
    );
    bought.context.relation = Relation::OtherHalf("other".into());
    check(
        &dividend,
        [dec!(0), dec!(-35)],
        [dec!(35), dec!(0), dec!(0)],
    );
    check(&bought, [dec!(0), dec!(35)], NOTHING);
}

#[test]
fn income_and_costs_are_no_flows_where_cash_is_listed() {
    let fee = cash(("fee", "account fee"), dec!(12.50));
    check(
        &fee,
        [dec!(0), dec!(12.50)],
        [dec!(0), dec!(12.50), dec!(0)],
    );
    let refund = cash(("fee", "account fee"), dec!(-2.50));
    check(
        &refund,
        [dec!(0), dec!(-2.50)],
        [dec!(0), dec!(-2.50), dec!(0)],
    );
    let tax = cash(("cash", "tax withheld"), dec!(7));
    check(&tax, [dec!(0), dec!(7)], [dec!(0), dec!(0), dec!(7)]);
    let own = cash(("cash", "interest"), dec!(-3));
    check(&own, [dec!(0), dec!(0)], [dec!(3), dec!(0), dec!(0)]);
    let margin = cash(("cash", "interest"), dec!(9));
    check(&margin, [dec!(0), dec!(0)], [dec!(0), dec!(9), dec!(0)]);
    let in_units = row(("fee", "management fee"), dec!(-1), dec!(50), dec!(50));
    check(&in_units, [dec!(0), dec!(0)], [dec!(0), dec!(50), dec!(0)]);
}

#[test]
fn money_and_units_from_outside_are_flows() {
    check(
        &cash(("cash", "deposit"), dec!(-3000)),
        [dec!(3000), dec!(0)],
        NOTHING,
    );
    check(
        &cash(("cash", "withdrawal"), dec!(500)),
        [dec!(-500), dec!(0)],
        NOTHING,
    );
    check(
        &cash(("cash", "pending credit"), dec!(-5)),
        [dec!(5), dec!(0)],
        NOTHING,
    );
    let by_amount = row(("transfer", "transfer"), dec!(5), dec!(0), dec!(-500));
    check(&by_amount, [dec!(500), dec!(500)], NOTHING);
    let by_price = row(("transfer", "transfer"), dec!(-5), dec!(100), dec!(0));
    check(&by_price, [dec!(-500), dec!(-500)], NOTHING);
    let priceless = row(("transfer", "transfer"), dec!(5), dec!(0), dec!(0));
    let expected = Effect::InKind {
        units: dec!(5),
        value: None,
        by_price: None,
    };
    assert_eq!(effect(&priceless, priceless.meaning()), expected);
}

#[test]
fn corporate_actions_stay_inside() {
    let split = row(("transfer", "split"), dec!(10), dec!(0), dec!(0));
    check(&split, [dec!(0), dec!(0)], NOTHING);
    let in_lieu = row(("cash", "merger"), dec!(0), dec!(0), dec!(-40));
    check(&in_lieu, [dec!(0), dec!(-40)], NOTHING);
    let principal = row(("cash", "return of principal"), dec!(0), dec!(0), dec!(-40));
    check(&principal, [dec!(0), dec!(-40)], NOTHING);
}

#[test]
fn unclassified_cash_is_a_flow_that_says_so() {
    let odd = cash(("cash", ""), dec!(-70));
    check(&odd, [dec!(70), dec!(0)], NOTHING);
    assert!(legs(&odd).is_unclassified);
    assert!(!legs(&cash(("cash", "deposit"), dec!(-70))).is_unclassified);
}

#[test]
fn what_is_not_said_or_beyond_reason_is_unknown() {
    let silent = Transaction {
        amount: None,
        ..cash(("cash", "deposit"), dec!(0))
    };
    let unknown = |because| Effect::Unknown(because);
    assert_eq!(
        effect(&silent, silent.meaning()),
        unknown(Unreadable::NoAmount)
    );
    let absurd = cash(("cash", "deposit"), dec!(-1000000000000000001));
    assert_eq!(
        effect(&absurd, absurd.meaning()),
        unknown(Unreadable::TooLarge)
    );
    let largest = cash(("cash", "deposit"), dec!(-1000000000000000000));
    assert_eq!(legs(&largest).cash, dec!(1000000000000000000));
}

#[test]
fn units_go_the_way_of_their_kind() {
    let check = |words, units, amount, expected| {
        let row = row(words, units, dec!(0), amount);
        assert_eq!(signed_units(&row, row.meaning()), Some(expected), "{row:?}");
    };
    check(("sell", "sell"), dec!(5), dec!(-100), dec!(-5));
    check(("sell", "sell"), dec!(-5), dec!(-100), dec!(-5));
    check(("buy", "buy"), dec!(5), dec!(100), dec!(5));
    // A purchase that is taken back.
    check(("buy", "buy"), dec!(-5), dec!(-100), dec!(-5));
    check(("transfer", "transfer"), dec!(-5), dec!(0), dec!(-5));
}

struct Side(&'static str, &'static str, u32, Decimal);

fn matched(sides: &[Side], is_cash: bool) -> Vec<(&'static str, &'static str)> {
    let (usd, security) = (Currency::iso("USD"), SecurityId::from("VTI"));
    let ids: Vec<_> = sides.iter().map(|it| (it.0.into(), it.1.into())).collect();
    let crossings: Vec<Crossing<'_>> = (sides.iter().zip(&ids))
        .map(|(side, (transaction, account))| Crossing {
            transaction: Some(transaction),
            account,
            earliest: november(side.2),
            date: november(side.2),
            moved: if is_cash {
                Moved::Cash(Some(&usd))
            } else {
                Moved::Units(&security)
            },
            size: side.3,
        })
        .collect();
    let matches = match_transfers(&crossings);
    let names = matches.iter().map(|it| (sides[it.out].0, sides[it.into].0));
    names.collect()
}

#[test]
fn transfers_match_within_five_days_and_across_accounts_only() {
    let out = || Side("out", "a", 10, dec!(-500.00));
    let check = |into: Side, expected: usize| {
        assert_eq!(matched(&[out(), into], true).len(), expected);
    };
    check(Side("in", "b", 15, dec!(500)), 1);
    check(Side("in", "b", 5, dec!(500)), 1);
    check(Side("in", "b", 16, dec!(500)), 0);
    check(Side("in", "b", 4, dec!(500)), 0);
    check(Side("in", "a", 10, dec!(500)), 0);
    check(Side("in", "b", 10, dec!(500.01)), 0);
    check(Side("in", "b", 10, dec!(-500)), 0);
}

#[test]
fn the_nearest_side_is_taken_and_each_once() {
    let sides = [
        Side("out1", "a", 10, dec!(-7)),
        Side("out2", "a", 12, dec!(-7)),
        Side("in1", "b", 12, dec!(7)),
        Side("in2", "b", 13, dec!(7)),
        Side("in3", "b", 14, dec!(7)),
    ];
    assert_eq!(matched(&sides, false), [("out1", "in2"), ("out2", "in1")]);
}

proptest! {
    #[test]
    fn the_order_of_rows_changes_no_match(
        rows in prop::collection::vec((0_u32..3, 1_u32..20, -3_i64..4), 0..14),
        seed in any::<u64>(),
    ) {
        let ids: Vec<(crate::domain::TransactionId, crate::domain::AccountId)> = (rows.iter().enumerate())
            .map(|(at, it)| (format!("t{at}").into(), format!("a{}", it.0).into()))
            .collect();
        let mut crossings: Vec<Crossing<'_>> = (rows.iter().zip(&ids))
            .map(|(it, (transaction, account))| Crossing {
                transaction: Some(transaction),
                account,
                earliest: november(1) + Days::new(u64::from(it.1)),
                date: november(1) + Days::new(u64::from(it.1)),
                moved: Moved::Cash(None),
                size: Decimal::from(it.2),
            })
            .collect();
        let pairs = |of: &[Crossing<'_>]| -> Vec<_> {
            let matches = match_transfers(of);
            matches.iter().map(|it| (of[it.out].transaction.cloned(), of[it.into].transaction.cloned())).collect()
        };
        let first = pairs(&crossings);
        let by = usize::try_from(seed % 13).expect("small");
        crossings.reverse();
        if !crossings.is_empty() {
            let by = by % crossings.len();
            crossings.rotate_left(by);
        }
        prop_assert_eq!(first, pairs(&crossings));
    }
}
