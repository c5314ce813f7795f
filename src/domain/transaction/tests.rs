use super::*;
use rust_decimal::dec;

/// A row in `date`'s March of 2026, of one security and one unit.
pub(crate) fn row(id: &str, day: u32, kind: &str, subtype: &str, amount: Decimal) -> Transaction {
    Transaction {
        id: id.into(),
        account_id: "account".into(),
        security_id: Some("security".into()),
        date: NaiveDate::from_ymd_opt(2026, 3, day).expect("a date"),
        datetime: None,
        name: "row".into(),
        quantity: None,
        amount: Some(amount),
        price: None,
        fees: None,
        transaction_type: kind.into(),
        subtype: Some(subtype.into()),
        currency: None,
        removed_on: None,
        context: Context::default(),
    }
}

#[test]
fn a_contribution_that_buys_at_once_is_both_and_leaves_cash_as_it_was() {
    let bought = Transaction {
        quantity: Some(dec!(10)),
        ..row("r", 1, "buy", "contribution", dec!(420))
    };
    let parts = |it: &Transaction| it.parts().collect::<Vec<_>>();
    assert_eq!(bought.kind(), TransactionKind::Contribution);
    assert_eq!(bought.cash_effect(), Some(dec!(0)));
    assert_eq!(
        parts(&bought),
        [
            (FlowKind::Contributions, dec!(420)),
            (FlowKind::Buys, dec!(-420))
        ]
    );
    // The same however the institution signs the amount.
    let arriving = Transaction {
        amount: Some(dec!(-420)),
        ..bought.clone()
    };
    assert_eq!(parts(&arriving), parts(&bought));
    let taken_back = Transaction {
        quantity: Some(dec!(-10)),
        ..arriving.clone()
    };
    assert_eq!(
        parts(&taken_back),
        [
            (FlowKind::Contributions, dec!(-420)),
            (FlowKind::Buys, dec!(420))
        ]
    );
    let unknown = Transaction {
        amount: None,
        ..bought.clone()
    };
    assert_eq!(
        (parts(&unknown).len(), unknown.cash_effect()),
        (0, Some(dec!(0)))
    );
    let paid_apart = Transaction {
        context: Context {
            relation: Relation::OtherHalf("cash".into()),
            ..Context::default()
        },
        ..bought
    };
    assert_eq!(paid_apart.kind(), TransactionKind::Buy);
    assert_eq!(parts(&paid_apart), [(FlowKind::Buys, dec!(-420))]);
}

#[test]
fn units_that_move_alone_are_worth_their_amount_and_move_no_cash() {
    let leaving = Transaction {
        quantity: Some(dec!(-125)),
        ..row("r", 1, "transfer", "distribution", dec!(5000))
    };
    assert_eq!(leaving.kind(), TransactionKind::Withdrawal);
    assert_eq!(leaving.cash_effect(), Some(dec!(0)));
    assert_eq!(leaving.value_in_kind(), Some(dec!(-5000)));
    let arriving = Transaction {
        quantity: Some(dec!(125)),
        ..row("r", 1, "transfer", "transfer", dec!(5000))
    };
    assert_eq!(arriving.value_in_kind(), Some(dec!(5000)));
    let cash = Transaction {
        context: Context {
            is_of_cash: true,
            ..Context::default()
        },
        ..arriving
    };
    assert_eq!(
        (cash.value_in_kind(), cash.cash_effect()),
        (None, Some(dec!(-5000)))
    );
}

#[test]
fn a_fee_counts_once_and_fees_beside_other_rows_too() {
    let fee = |amount, fees| Transaction {
        fees,
        ..row("r", 1, "fee", "account fee", amount)
    };
    assert_eq!(
        fee(dec!(4.95), Some(dec!(4.95))).fees_paid(),
        Some(dec!(4.95))
    );
    assert_eq!(fee(dec!(-2.50), None).fees_paid(), Some(dec!(-2.50)));
    assert_eq!(fee(dec!(0), Some(dec!(3))).fees_paid(), Some(dec!(3)));
    let buy = Transaction {
        fees: Some(dec!(1.99)),
        ..row("r", 1, "buy", "buy", dec!(100))
    };
    assert_eq!(buy.fees_paid(), Some(dec!(1.99)));
    assert_eq!(row("r", 1, "cash", "tax", dec!(9)).fees_paid(), None);
}

#[test]
fn a_row_without_an_amount_is_no_shadow_and_its_effect_is_unknown() {
    let unknown = Transaction {
        amount: None,
        quantity: Some(dec!(0)),
        ..row("r", 1, "buy", "buy", dec!(0))
    };
    assert!(unknown.counts() && !unknown.is_ghost());
    assert_eq!(unknown.cash_effect(), None);
}

#[test]
fn cash_that_leaves_is_negative() {
    assert_eq!(
        row("r", 1, "buy", "buy", dec!(12.50)).cash_effect(),
        Some(dec!(-12.50))
    );
    let nothing = row("r", 1, "cancel", "", dec!(0)).cash_effect();
    assert_eq!(nothing.map(|it| it.to_string()).as_deref(), Some("0"));
}
