use super::*;
use crate::domain::{Context, Relation};
use rust_decimal::dec;

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a date")
}

fn row(date: NaiveDate, kind: &str, subtype: &str, amount: Decimal) -> Transaction {
    Transaction {
        id: "row".into(),
        account_id: "account".into(),
        security_id: None,
        date,
        datetime: None,
        name: "row".into(),
        quantity: None,
        amount: Some(amount),
        price: None,
        fees: None,
        transaction_type: kind.into(),
        subtype: Some(subtype.into()),
        currency: Some(Currency::iso("USD")),
        removed_on: None,
        context: Context::default(),
    }
}

fn cash_flow(rows: &[Transaction]) -> Vec<CashFlow> {
    let mut sums = CashFlowSums::default();
    for row in rows {
        sums.add(row);
    }
    sums.finish()
}

#[test]
fn a_month_adds_up_to_its_net_cash_effect() {
    let august = day(2026, 8, 14);
    let rows = [
        row(august, "cash", "contribution", dec!(-1250.00)),
        row(august, "cash", "dividend", dec!(-35.00)),
        row(august, "cash", "interest", dec!(-41.20)),
        row(august, "sell", "sell", dec!(-2405.55)),
        row(august, "buy", "buy", dec!(1200.00)),
        row(august, "buy", "contribution", dec!(420.00)),
        row(august, "fee", "account fee", dec!(4.95)),
        row(august, "cash", "tax withheld", dec!(5.25)),
        row(august, "cash", "withdrawal", dec!(500)),
        row(august, "transfer", "split", dec!(0)),
    ];
    let flows = cash_flow(&rows);
    let [usd] = flows.as_slice() else {
        panic!("one currency, got {flows:?}")
    };
    let month = &usd.months[0];
    assert_eq!(month.month, day(2026, 8, 1));
    let flow = |kind| month.flow(kind);
    assert_eq!(
        flow(FlowKind::DividendsAndInterest).inflow,
        Some(dec!(76.20))
    );
    assert_eq!(flow(FlowKind::Contributions).inflow, Some(dec!(1670.00)));
    assert_eq!(flow(FlowKind::Buys).outflow, Some(dec!(-1620.00)));
    assert_eq!(flow(FlowKind::Costs).outflow, Some(dec!(-10.20)));
    let expected: Decimal = rows.iter().filter_map(Transaction::cash_effect).sum();
    assert_eq!(month.net(), Some(expected));
    let both = month.inflow().zip(month.outflow());
    assert_eq!(
        both.map(|(inflow, outflow)| inflow + outflow),
        Some(expected)
    );
    assert!(!usd.kinds().contains(&FlowKind::Other));
    assert_eq!(usd.transactions, 9);
}

/// The month of `docs/spec/transactions.md`.
#[test]
fn the_example_of_the_specification_holds() {
    let october = |kind, subtype, amount| row(day(2026, 10, 2), kind, subtype, amount);
    let mut reinvested = october("buy", "dividend reinvestment", dec!(35));
    reinvested.context.relation = Relation::OtherHalf("dividend".into());
    let mut in_kind = october("transfer", "transfer", dec!(-500));
    (in_kind.security_id, in_kind.quantity) = (Some("fund".into()), Some(dec!(5)));
    let mut bought = october("buy", "buy", dec!(1204.95));
    bought.fees = Some(dec!(4.95));
    let mut fee = october("fee", "account fee", dec!(12.50));
    fee.fees = Some(dec!(12.50));
    let rows = [
        october("buy", "contribution", dec!(420)),
        october("cash", "deposit", dec!(-3000)),
        bought,
        october("cash", "dividend", dec!(-35)),
        reinvested,
        fee,
        october("fee", "account fee", dec!(-2.50)),
        in_kind,
    ];
    let month = &cash_flow(&rows)[0].months[0];
    let net = |kind| month.flow(kind).net();
    assert_eq!(net(FlowKind::Contributions), Some(dec!(3420)));
    assert_eq!(net(FlowKind::DividendsAndInterest), Some(dec!(35)));
    assert_eq!(net(FlowKind::Buys), Some(dec!(-1659.95)));
    assert_eq!(net(FlowKind::Costs), Some(dec!(-10)));
    assert_eq!(month.net(), Some(dec!(1785.05)));
    let fees: Decimal = rows.iter().filter_map(Transaction::fees_paid).sum();
    assert_eq!(fees, dec!(14.95));
}

#[test]
fn the_sign_decides_the_direction() {
    let rows = [
        row(day(2026, 8, 1), "cash", "dividend", dec!(-35.00)),
        row(day(2026, 8, 2), "cash", "dividend", dec!(5.00)),
        row(day(2026, 8, 3), "fee", "account fee", dec!(-1.50)),
    ];
    let flows = cash_flow(&rows);
    let month = &flows[0].months[0];
    let dividends = month.flow(FlowKind::DividendsAndInterest);
    assert_eq!(dividends.inflow, Some(dec!(35.00)));
    assert_eq!(dividends.outflow, Some(dec!(-5.00)), "a reversal");
    assert_eq!(month.flow(FlowKind::Costs).inflow, Some(dec!(1.50)));
}

#[test]
fn rows_that_do_not_count_are_in_no_sum() {
    let mut removed = row(day(2026, 8, 1), "buy", "buy", dec!(10));
    removed.removed_on = Some(day(2026, 9, 1));
    let mut cancelled = row(day(2026, 8, 1), "buy", "buy", dec!(10));
    cancelled.context.relation = Relation::Cancellation("cancel".into());
    let mut pending = row(day(2026, 8, 1), "cash", "pending credit", dec!(-10));
    pending.context.relation = Relation::SettledBy("deposit".into());
    let cancel = row(day(2026, 8, 2), "cancel", "", dec!(-10));
    assert_eq!(cash_flow(&[removed, cancelled, pending, cancel]), []);
}

#[test]
fn what_has_no_amount_is_counted_apart_and_adds_nothing() {
    let mut unknown = row(day(2026, 8, 1), "transfer", "merger", dec!(0));
    unknown.amount = None;
    let rows = [row(day(2026, 8, 2), "buy", "buy", dec!(7)), unknown];
    let flows = cash_flow(&rows);
    let month = &flows[0].months[0];
    assert_eq!((month.transactions, month.unknown), (2, 1));
    assert_eq!(month.net(), Some(dec!(-7)));
}

#[test]
fn a_month_of_which_no_amount_is_known_is_not_zero() {
    let mut unknown = row(day(2026, 8, 1), "cash", "dividend", dec!(0));
    unknown.amount = None;
    let month = &cash_flow(std::slice::from_ref(&unknown))[0].months[0];
    assert_eq!((month.transactions, month.unknown), (1, 1));
    let figures = [month.inflow(), month.outflow(), month.net()];
    assert_eq!(figures, [None; 3]);
}

#[test]
fn a_sum_that_does_not_fit_is_unknown() {
    let rows = [
        row(day(2026, 8, 1), "sell", "sell", Decimal::MIN),
        row(day(2026, 8, 2), "sell", "sell", Decimal::MIN),
        row(day(2026, 8, 2), "cash", "interest", dec!(-1)),
    ];
    let month = &cash_flow(&rows)[0].months[0];
    assert_eq!(month.flow(FlowKind::Sells).net(), None);
    assert_eq!(
        month.flow(FlowKind::DividendsAndInterest).net(),
        Some(dec!(1))
    );
    assert_eq!(month.net(), None);
}

#[test]
fn a_month_without_cash_is_drawn_with_zeros() {
    let rows = [
        row(day(2026, 2, 3), "buy", "buy", dec!(1)),
        row(day(2025, 11, 30), "buy", "buy", dec!(1)),
    ];
    let flows = cash_flow(&rows);
    let Bars {
        months: drawn,
        outside,
    } = flows[0].bars(day(2026, 2, 10));
    let months: Vec<_> = drawn.iter().map(|it| it.month).collect();
    let expected = [(2025, 11), (2025, 12), (2026, 1), (2026, 2)];
    assert_eq!(months, expected.map(|(year, month)| day(year, month, 1)));
    assert_eq!(drawn[1].net(), Some(dec!(0)));
    assert_eq!(outside, 0);
}

#[test]
fn a_row_dated_by_mistake_does_not_stretch_the_chart_and_is_told() {
    let today = day(2026, 11, 21);
    let dated = |date| row(date, "buy", "buy", dec!(1));
    let rows = [
        dated(day(1, 1, 1)),
        dated(day(2026, 10, 1)),
        dated(day(2027, 3, 1)),
        dated(day(9999, 12, 31)),
        dated(NaiveDate::MAX),
        dated(NaiveDate::MIN),
    ];
    let flows = cash_flow(&rows);
    let bars = flows[0].bars(today);
    assert_eq!(bars.months.len(), 6, "October to March");
    assert_eq!(bars.outside, 4);
    assert_eq!(flows[0].months.len(), 6, "none is dropped");

    let only = cash_flow(&[dated(day(9999, 12, 31))]);
    let bars = only[0].bars(today);
    assert_eq!((bars.months.len(), bars.outside), (0, 1));
    let old = cash_flow(&[dated(day(1800, 1, 1)), dated(day(1801, 1, 1))]);
    assert_eq!(old[0].bars(today).months.len(), 13);
}

#[test]
fn two_currencies_never_add() {
    let mut canadian = row(day(2026, 8, 1), "buy", "buy", dec!(7));
    canadian.currency = Some(Currency::iso("CAD"));
    let rows = [
        canadian,
        row(day(2026, 8, 1), "buy", "buy", dec!(1)),
        row(day(2026, 8, 2), "buy", "buy", dec!(2)),
    ];
    let nets: Vec<_> = cash_flow(&rows)
        .into_iter()
        .map(|it| (it.currency, it.months[0].net()))
        .collect();
    assert_eq!(
        nets,
        [
            (Some(Currency::iso("USD")), Some(dec!(-3))),
            (Some(Currency::iso("CAD")), Some(dec!(-7)))
        ]
    );
}
