use chrono::NaiveDate;
use rust_decimal::dec;

use super::*;
use crate::domain::{FlowKind, TransactionKind};

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, day).expect("a date")
}

fn entry(kind: EntryKind, units: Option<Decimal>, amount: Option<Decimal>) -> Entry {
    Entry {
        account: "brokerage".into(),
        security: Some("VTI".into()),
        kind,
        date: day(3),
        units,
        price: None,
        amount,
        fees: None,
        currency: Some(Currency::iso("USD")),
    }
}

#[test]
fn every_name_is_that_of_one() {
    for topic in Topic::ALL {
        assert_eq!(Topic::parse(topic.as_str()), Some(topic));
    }
    for answer in Answer::ALL {
        assert_eq!(Answer::parse(answer.as_str()), Some(answer));
    }
    for kind in EntryKind::ALL {
        assert_eq!(EntryKind::parse(kind.as_str()), Some(kind));
    }
}

#[test]
fn a_subject_has_one_name_until_it_says_something_else() {
    let subject = Subject {
        account: Some("a".into()),
        size: Some(dec!(1.50)),
        ..Subject::of(Topic::Units)
    };
    let same = Subject {
        size: Some(dec!(1.5)),
        ..subject.clone()
    };
    assert_eq!(subject.id(), same.id());
    assert_eq!(
        &*subject.id(),
        "73021dbf1556",
        "it is the same in every version"
    );
    let others = [
        Subject {
            size: Some(dec!(1.6)),
            ..subject.clone()
        },
        Subject {
            account: None,
            security: Some("a".into()),
            ..subject.clone()
        },
        Subject {
            topic: Topic::Cash,
            ..subject.clone()
        },
    ];
    for other in others {
        assert_ne!(subject.id(), other.id(), "{other:?}");
    }
}

/// What a row means that was entered.
fn check(kind: EntryKind, meant: TransactionKind, cash: Decimal, units: Option<Decimal>) {
    let entry = entry(kind, Some(dec!(4)), Some(dec!(100)));
    let row = entry
        .transaction("entered-1".into(), day(5))
        .expect("a row");
    assert_eq!(row.kind(), meant, "{kind:?}");
    assert_eq!(row.cash_effect(), Some(cash), "{kind:?}");
    assert_eq!(row.quantity, units, "{kind:?}");
    assert!(row.context.is_entered && row.counts());
}

#[test]
fn signs_are_those_of_the_kind() {
    use TransactionKind as Kind;
    let some = |units| Some(units);
    check(EntryKind::Buy, Kind::Buy, dec!(-100), some(dec!(4)));
    check(EntryKind::Sell, Kind::Sell, dec!(100), some(dec!(-4)));
    check(EntryKind::Reinvestment, Kind::Buy, dec!(0), some(dec!(4)));
    check(EntryKind::Dividend, Kind::Dividend, dec!(100), None);
    check(EntryKind::Interest, Kind::Interest, dec!(100), None);
    check(EntryKind::Deposit, Kind::Contribution, dec!(100), None);
    check(EntryKind::Withdrawal, Kind::Withdrawal, dec!(-100), None);
    check(
        EntryKind::TransferIn,
        Kind::Transfer,
        dec!(0),
        some(dec!(4)),
    );
    check(
        EntryKind::TransferOut,
        Kind::Transfer,
        dec!(0),
        some(dec!(-4)),
    );
    check(EntryKind::Fee, Kind::Fee, dec!(-100), None);
    check(EntryKind::Tax, Kind::Tax, dec!(-100), None);
    let row = entry(EntryKind::Reinvestment, Some(dec!(4)), Some(dec!(100)));
    let row = row.transaction("entered-1".into(), day(5)).expect("a row");
    let parts: Vec<_> = row.parts().collect();
    assert_eq!(
        parts,
        [
            (FlowKind::DividendsAndInterest, dec!(100)),
            (FlowKind::Buys, dec!(-100))
        ]
    );
}

#[test]
fn what_is_not_said_is_asked_for() {
    let check = |change: fn(&mut Entry), expected: Result<Option<Decimal>, EntryFault>| {
        let mut entry = entry(EntryKind::Buy, Some(dec!(4)), Some(dec!(100)));
        change(&mut entry);
        let found = entry.transaction("entered-1".into(), day(5));
        assert_eq!(found.map(|it| it.amount), expected);
    };
    check(|_| {}, Ok(Some(dec!(100))));
    check(|it| it.units = None, Err(EntryFault::NoUnits));
    check(|it| it.security = None, Err(EntryFault::NoUnits));
    check(|it| it.amount = None, Err(EntryFault::NoAmount));
    check(|it| it.amount = Some(dec!(-1)), Err(EntryFault::Negative));
    check(|it| it.date = day(6), Err(EntryFault::Date));
    let with_price: fn(&mut Entry) = |it| {
        it.amount = None;
        it.price = Some(dec!(25));
        it.fees = Some(dec!(1));
    };
    check(with_price, Ok(Some(dec!(101))));
    check(
        |it| {
            it.kind = EntryKind::TransferIn;
            it.amount = None;
        },
        Ok(None),
    );
}
