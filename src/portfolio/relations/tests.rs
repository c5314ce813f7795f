use super::*;
use crate::domain::{Standing, TransactionKind};
use chrono::NaiveDate;
use rust_decimal::{Decimal, dec};

/// A row without a security, in US dollars; `amount` with Plaid's sign.
fn cash(id: &str, day: u32, words: (&str, &str), amount: Decimal) -> Transaction {
    Transaction {
        id: id.into(),
        account_id: "account".into(),
        security_id: None,
        date: NaiveDate::from_ymd_opt(2026, 10, day).expect("a date"),
        datetime: None,
        name: id.into(),
        quantity: Some(dec!(0)),
        amount: Some(amount),
        price: Some(dec!(0)),
        fees: None,
        transaction_type: words.0.into(),
        subtype: Some(words.1.into()),
        currency: Some(Currency::iso("USD")),
        removed_on: None,
        context: Context::default(),
    }
}

/// A row of one security: units, price, and the amount that follows.
fn trade(id: &str, day: u32, words: (&str, &str), units: Decimal, price: Decimal) -> Transaction {
    Transaction {
        security_id: Some("abc".into()),
        quantity: Some(units),
        price: Some(price),
        ..cash(id, day, words, units * price)
    }
}

const BUY: (&str, &str) = ("buy", "buy");
const SELL: (&str, &str) = ("sell", "sell");
const CANCEL: (&str, &str) = ("cancel", "");

/// What each row that belongs to another one belongs to, whatever the order of
/// the rows.
fn related(rows: &[Transaction]) -> Vec<(String, String)> {
    let relate = |mut rows: Vec<Transaction>| {
        relate_rows(&mut rows);
        let mut found: Vec<_> = rows
            .iter()
            .filter_map(|it| match &it.context.relation {
                Relation::None => None,
                Relation::Cancellation(id) | Relation::OtherHalf(id) | Relation::SettledBy(id) => {
                    Some((it.id.to_string(), id.to_string()))
                }
            })
            .collect();
        found.sort();
        found
    };
    let found = relate(rows.to_vec());
    let mut turned = rows.to_vec();
    for _ in 0..rows.len() {
        turned.rotate_left(1);
        assert_eq!(relate(turned.clone()), found, "in another order");
    }
    turned.reverse();
    assert_eq!(relate(turned), found, "backwards");
    found
}

fn check(rows: &[Transaction], expected: &[(&str, &str)]) {
    let found = related(rows);
    let found: Vec<_> = found.iter().map(|(a, b)| (&**a, &**b)).collect();
    assert_eq!(found, expected);
}

#[test]
fn a_cancellation_takes_back_what_agrees_in_units_and_price() {
    let mistake = trade("mistake", 1, BUY, dec!(10), dec!(100));
    let sold = trade("sold", 5, SELL, dec!(-8), dec!(125));
    let cancel = trade("cancel", 6, CANCEL, dec!(-10), dec!(100));
    let split = Transaction {
        quantity: Some(dec!(10)),
        amount: Some(dec!(0)),
        ..trade("split", 20, ("transfer", "split"), dec!(0), dec!(0))
    };
    let order = trade("order", 22, CANCEL, dec!(0), dec!(0));
    let pair = [("cancel", "mistake"), ("mistake", "cancel")];
    check(
        &[mistake.clone(), sold, cancel.clone(), split, order],
        &pair,
    );

    // The amounts differ by the fees.
    let with_fee = Transaction {
        amount: Some(dec!(1004.95)),
        ..mistake.clone()
    };
    check(&[with_fee, cancel.clone()], &pair);
    // Another price, other units, another security, another account: none.
    let others = [
        trade("price", 1, BUY, dec!(10), dec!(99)),
        trade("units", 1, BUY, dec!(9), dec!(100)),
        Transaction {
            security_id: Some("def".into()),
            ..trade("security", 1, BUY, dec!(10), dec!(100))
        },
        Transaction {
            account_id: "other".into(),
            ..trade("account", 1, BUY, dec!(10), dec!(100))
        },
        trade("later", 7, BUY, dec!(10), dec!(100)),
    ];
    check(&[&others[..], &[cancel]].concat(), &[]);
}

#[test]
fn repeated_signs_are_believed_only_where_none_are_turned() {
    let bought = trade("bought", 1, BUY, dec!(10), dec!(100));
    let sold = trade("sold", 2, SELL, dec!(-10), dec!(100));
    // Whichever is later: the one with the other sign.
    let cancel = trade("cancel", 3, CANCEL, dec!(-10), dec!(100));
    check(
        &[bought.clone(), sold.clone(), cancel],
        &[("bought", "cancel"), ("cancel", "bought")],
    );
    let repeated = trade("cancel", 3, CANCEL, dec!(-10), dec!(100));
    check(&[sold, repeated], &[("cancel", "sold"), ("sold", "cancel")]);
    // An institution that gives units without a sign.
    let unsigned = Transaction {
        amount: Some(dec!(-1000)),
        ..trade("cancel", 3, CANCEL, dec!(10), dec!(100))
    };
    check(
        &[bought, unsigned],
        &[("bought", "cancel"), ("cancel", "bought")],
    );
}

#[test]
fn the_latest_of_equal_rows_is_taken_and_each_once() {
    let rows = [
        trade("first", 1, BUY, dec!(10), dec!(100)),
        trade("second", 2, BUY, dec!(10), dec!(100)),
        trade("third", 4, BUY, dec!(10), dec!(100)),
        trade("c1", 3, CANCEL, dec!(-10), dec!(100)),
        trade("c2", 3, CANCEL, dec!(-10), dec!(100)),
        trade("c3", 3, CANCEL, dec!(-10), dec!(100)),
    ];
    check(
        &rows,
        &[
            ("c1", "second"),
            ("c2", "first"),
            ("first", "c2"),
            ("second", "c1"),
        ],
    );
}

#[test]
fn an_equal_amount_goes_before_a_later_row() {
    let with_fee = Transaction {
        amount: Some(dec!(1004.95)),
        ..trade("with-fee", 2, BUY, dec!(10), dec!(100))
    };
    let exact = trade("exact", 1, BUY, dec!(10), dec!(100));
    let cancel = trade("cancel", 3, CANCEL, dec!(-10), dec!(100));
    check(
        &[with_fee, exact, cancel],
        &[("cancel", "exact"), ("exact", "cancel")],
    );
}

#[test]
fn where_a_figure_is_missing_the_amount_stands_in_for_it_but_never_alone() {
    let bought = trade("bought", 1, BUY, dec!(10), dec!(100));
    let pair = [("bought", "cancel"), ("cancel", "bought")];
    let cancel = |units, price| Transaction {
        quantity: units,
        price,
        ..trade("cancel", 2, CANCEL, dec!(-10), dec!(100))
    };
    check(&[bought.clone(), cancel(Some(dec!(-10)), None)], &pair);
    check(
        &[bought.clone(), cancel(Some(dec!(0)), Some(dec!(100)))],
        &pair,
    );
    check(&[bought.clone(), cancel(None, None)], &[]);
    check(&[bought.clone(), cancel(Some(dec!(-9)), None)], &[]);
    check(&[bought.clone(), cancel(None, Some(dec!(99)))], &[]);
    // Units and price are enough without any amount.
    let unpriced = Transaction {
        amount: None,
        ..cancel(Some(dec!(-10)), Some(dec!(100)))
    };
    check(&[bought, unpriced], &pair);
    // A dividend agrees in nothing but the amount.
    let dividend = Transaction {
        security_id: Some("abc".into()),
        ..cash("dividend", 1, ("cash", "dividend"), dec!(-1000))
    };
    check(
        &[dividend, trade("cancel", 2, CANCEL, dec!(10), dec!(100))],
        &[],
    );
}

#[test]
fn pending_cash_is_taken_back_by_its_amount_and_settled_cash_is_not() {
    let pending = cash("pending", 1, ("cash", "pending credit"), dec!(-500));
    let deposit = cash("deposit", 1, ("cash", "deposit"), dec!(-500));
    let cancel = cash("cancel", 2, CANCEL, dec!(500));
    check(
        &[pending.clone(), cancel.clone()],
        &[("cancel", "pending"), ("pending", "cancel")],
    );
    check(&[deposit, cancel], &[]);
    check(&[pending, cash("cancel", 2, CANCEL, dec!(-500))], &[]);
}

#[test]
fn only_whole_rows_of_the_last_90_days_that_are_listed_are_taken_back() {
    let fills = [
        trade("six", 1, BUY, dec!(6), dec!(100)),
        trade("four", 1, BUY, dec!(4), dec!(100)),
    ];
    let cancel = trade("cancel", 2, CANCEL, dec!(-10), dec!(100));
    check(&[&fills[..], std::slice::from_ref(&cancel)].concat(), &[]);
    let bought = trade("bought", 1, BUY, dec!(10), dec!(100));
    let part = trade("part", 2, CANCEL, dec!(-4), dec!(100));
    check(&[bought.clone(), part.clone()], &[]);
    let removed = Transaction {
        removed_on: Some(bought.date),
        ..bought.clone()
    };
    check(&[removed, cancel.clone()], &[]);
    let old = |day| Transaction {
        date: NaiveDate::from_ymd_opt(2026, 7, day).expect("a date"),
        ..bought.clone()
    };
    let pair = [("bought", "cancel"), ("cancel", "bought")];
    check(&[old(4), cancel.clone()], &pair);
    check(&[old(3), cancel.clone()], &[]);
    assert_eq!(cancel.standing(), Standing::LoneCancellation);
    assert_eq!(part.kind(), TransactionKind::Cancelled);
}

const CONTRIBUTION: (&str, &str) = ("buy", "contribution");
const PAID_IN: (&str, &str) = ("cash", "contribution");

#[test]
fn a_plans_purchase_is_only_a_purchase_where_the_money_has_a_row() {
    let bought = trade("bought", 10, CONTRIBUTION, dec!(10), dec!(42));
    check(std::slice::from_ref(&bought), &[]);
    let paid = |day, amount| cash("paid", day, PAID_IN, amount);
    check(
        &[bought.clone(), paid(5, dec!(-420))],
        &[("bought", "paid")],
    );
    check(&[bought.clone(), paid(4, dec!(-420))], &[]);
    check(&[bought.clone(), paid(10, dec!(-419.99))], &[]);
    check(&[bought.clone(), paid(10, dec!(420))], &[]);
    // Two funds from one payment, and the employer's own purchase beside them.
    let rows = [
        bought,
        trade("other", 10, CONTRIBUTION, dec!(5), dec!(16)),
        trade("employer", 11, CONTRIBUTION, dec!(1), dec!(30)),
        paid(9, dec!(-500)),
    ];
    check(&rows, &[("bought", "paid"), ("other", "paid")]);
}

#[test]
fn no_payment_is_used_twice_and_the_nearest_comes_first() {
    let rows = [
        trade("b1", 1, CONTRIBUTION, dec!(1), dec!(42)),
        trade("b2", 3, CONTRIBUTION, dec!(1), dec!(42)),
        cash("paid", 4, PAID_IN, dec!(-42)),
    ];
    check(&rows, &[("b2", "paid")]);
    let mut rows = rows.to_vec();
    rows.push(cash("other", 2, PAID_IN, dec!(-42)));
    check(&rows, &[("b1", "other"), ("b2", "paid")]);
}

const DISTRIBUTION: (&str, &str) = ("sell", "distribution");

#[test]
fn a_distribution_is_only_a_sale_where_the_withdrawal_has_a_row() {
    let sold = trade("sold", 3, DISTRIBUTION, dec!(-500), dec!(40));
    let left = |amount| cash("left", 4, ("cash", "withdrawal"), amount);
    let mut rows = [sold.clone(), left(dec!(20000))];
    check(&rows, &[("sold", "left")]);
    relate_rows(&mut rows);
    assert_eq!(rows[0].kind(), TransactionKind::Sell);
    let sum: Decimal = rows.iter().filter_map(Transaction::cash_effect).sum();
    assert_eq!(sum, dec!(0), "the money came and went");

    let tax = cash("tax", 4, ("cash", "tax withheld"), dec!(4000));
    check(
        &[sold.clone(), left(dec!(16000)), tax.clone()],
        &[("sold", "left")],
    );
    check(&[sold.clone(), left(dec!(15999)), tax], &[]);
    assert_eq!(sold.kind(), TransactionKind::Withdrawal);
}

#[test]
fn reinvested_income_is_income_where_no_row_beside_it_is() {
    let again = trade(
        "again",
        16,
        ("buy", "dividend reinvestment"),
        dec!(1),
        dec!(85),
    );
    let paid = |security: Option<&str>, amount| Transaction {
        security_id: security.map(Into::into),
        ..cash("paid", 15, ("cash", "qualified dividend"), amount)
    };
    check(
        &[again.clone(), paid(Some("abc"), dec!(-85))],
        &[("again", "paid")],
    );
    check(
        &[again.clone(), paid(None, dec!(-85))],
        &[("again", "paid")],
    );
    check(&[again.clone(), paid(Some("def"), dec!(-85))], &[]);
    let tax = Transaction {
        security_id: Some("abc".into()),
        ..cash("tax", 15, ("cash", "non-resident tax"), dec!(15))
    };
    check(
        &[again, paid(Some("abc"), dec!(-100)), tax],
        &[("again", "paid")],
    );
}

#[test]
fn a_part_of_income_is_reinvested_and_the_rest_stays_cash() {
    let reinvested = |day, units| {
        let words = ("buy", "long-term capital gain reinvestment");
        trade("bought", day, words, units, dec!(30))
    };
    let paid = |security: &str| Transaction {
        security_id: Some(security.into()),
        ..cash("paid", 5, ("cash", "dividend"), dec!(-100))
    };
    let tax = |amount| cash("tax", 5, ("fee", "tax withheld"), amount);
    let both: &[_] = &[("bought", "paid")];
    check(&[paid("abc"), reinvested(6, dec!(3))], both);
    // Fifteen are withheld, and 25 do not buy one more.
    check(&[paid("abc"), tax(dec!(15)), reinvested(6, dec!(2))], both);
    // Forty would have.
    check(&[paid("abc"), reinvested(6, dec!(2))], &[]);
    // Parts of a unit leave nothing.
    check(&[paid("abc"), reinvested(6, dec!(3.1))], &[]);
    check(&[paid("abc"), reinvested(6, dec!(4))], &[]);
    // By its words it is a part of the dividend, however much is left.
    let of_dividend = Transaction {
        subtype: Some("dividend reinvestment".into()),
        ..reinvested(6, dec!(1.5))
    };
    check(&[paid("abc"), of_dividend], both);
    check(&[paid("xyz"), reinvested(6, dec!(3))], &[]);
    check(&[paid("abc"), reinvested(11, dec!(3))], &[]);
}

#[test]
fn a_pending_row_does_not_count_beside_the_row_that_settled_it() {
    let pending = |id, day| cash(id, day, ("cash", "pending credit"), dec!(-750));
    let deposit = |day| cash("deposit", day, ("cash", "deposit"), dec!(-750));
    check(&[pending("p", 4), deposit(5)], &[("p", "deposit")]);
    check(&[pending("p", 4), deposit(10)], &[]);
    check(&[pending("p", 4), deposit(3)], &[]);
    // One row settles one.
    check(
        &[pending("p1", 3), pending("p2", 4), deposit(5)],
        &[("p2", "deposit")],
    );
    let debit = cash("p", 4, ("cash", "pending debit"), dec!(750));
    let withdrawal = cash("out", 4, ("cash", "withdrawal"), dec!(750));
    let canadian = Transaction {
        currency: Some(Currency::iso("CAD")),
        ..withdrawal.clone()
    };
    check(&[debit.clone(), withdrawal], &[("p", "out")]);
    check(&[debit, canadian], &[]);
    let mut rows = [pending("p", 4), deposit(5)];
    relate_rows(&mut rows);
    assert_eq!(rows[0].standing(), Standing::Settled);
    assert!(!rows[0].counts() && rows[1].counts());
}
