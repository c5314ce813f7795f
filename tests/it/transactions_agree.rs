//! Whatever rows an institution reports: their sums agree to the last digit,
//! and their order changes nothing.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{Days, NaiveDate};
use holdfast::{
    analytics::cash_flow::{CashFlowSums, MonthFlow},
    domain::{
        Account, AssetClass, Currency, FlowClass, Relation, Security, Standing, Transaction,
        TransactionId,
    },
    portfolio::Portfolio,
    state::{AccountFilter, TransactionsQuery},
    ui::{
        PageModel as _,
        transactions::{TransactionsInput, TransactionsModel},
    },
};
use proptest::{
    collection::vec,
    option,
    prelude::{Just, Strategy},
    proptest,
    sample::select,
    test_runner::Config,
};
use rust_decimal::{Decimal, dec};

use crate::common::stored::{self, first_day};

const TYPES: [&str; 7] = ["buy", "sell", "cancel", "cash", "fee", "transfer", "new"];

/// Those that mean something of their own, one that nobody knows, and none.
const SUBTYPES: [&str; 27] = [
    "",
    "something new",
    "account fee",
    "adjustment",
    "assignment",
    "buy",
    "contribution",
    "deposit",
    "distribution",
    "dividend",
    "dividend reinvestment",
    "exercise",
    "interest",
    "loan payment",
    "long-term capital gain",
    "merger",
    "pending credit",
    "pending debit",
    "rebalance",
    "return of principal",
    "sell",
    "split",
    "stock distribution",
    "tax withheld",
    "trade",
    "transfer",
    "withdrawal",
];

/// A figure out of a few, so that rows agree by chance.
fn figure(figures: &'static [i64]) -> impl Strategy<Value = Option<Decimal>> {
    option::weighted(0.9, select(figures).prop_map(|it| Decimal::new(it, 2)))
}

fn transactions() -> impl Strategy<Value = Vec<Transaction>> {
    let what = (select(&TYPES[..]), select(&SUBTYPES[..]));
    let place = (
        select(&["a-first", "a-second", "elsewhere"][..]),
        option::of(select(&["VTI", "BND", "USD"][..])),
        0..12_u64,
        option::of(select(&["USD", "CAD"][..])),
        proptest::bool::weighted(0.1),
    );
    let figures = (
        figure(&[0, 100, -100, 1000, -1000, 250]),
        figure(&[0, 4200, 100]),
        figure(&[0, 4200, -4200, 42000, -42000, 100_000, -100_000, 1, -333]),
        figure(&[0, 495, -100]),
    );
    vec((what, place, figures), 0..40).prop_map(|rows| {
        let row = |(at, (what, place, figures)): (usize, _)| row(at, what, place, figures);
        rows.into_iter().enumerate().map(row).collect()
    })
}

type Place = (
    &'static str,
    Option<&'static str>,
    u64,
    Option<&'static str>,
    bool,
);
type Figures = (
    Option<Decimal>,
    Option<Decimal>,
    Option<Decimal>,
    Option<Decimal>,
);

fn row(
    at: usize,
    (kind, subtype): (&str, &str),
    (account, security, day, currency, is_removed): Place,
    (quantity, price, amount, fees): Figures,
) -> Transaction {
    Transaction {
        date: first_day() - Days::new(day * 3),
        security_id: security.map(Into::into),
        quantity,
        price,
        amount,
        fees,
        transaction_type: kind.into(),
        subtype: (!subtype.is_empty()).then(|| subtype.into()),
        currency: currency.map(Currency::iso),
        removed_on: is_removed.then(first_day),
        ..stored::transaction(&format!("t{at:02}"), account, dec!(0))
    }
}

fn portfolio(transactions: Vec<Transaction>) -> Portfolio {
    let cash = Security {
        asset_class: Some(AssetClass::Cash),
        ..stored::security("USD")
    };
    let fund = Security {
        currency: Some(Currency::iso("USD")),
        ..stored::security("VTI")
    };
    let accounts: Vec<Account> = ["a-first", "a-second"]
        .map(|id| stored::account(id, "a"))
        .into();
    Portfolio {
        accounts,
        securities: [cash, fund].map(|it| (it.id.clone(), it)).into(),
        transactions,
        ..Portfolio::default()
    }
    .prepared()
}

fn page(portfolio: &Arc<Portfolio>) -> TransactionsModel {
    let input = TransactionsInput {
        query: TransactionsQuery::default(),
        accounts: AccountFilter::All,
        today: first_day(),
        hide_amounts: false,
    };
    TransactionsModel::build(portfolio, &input)
}

proptest! {
    #![proptest_config(Config { cases: 500, failure_persistence: None, ..Config::default() })]

    #[test]
    fn months_page_and_rows_add_up_to_the_same(rows in transactions()) {
        let portfolio = Arc::new(portfolio(rows));
        let mut effects: BTreeMap<Option<&Currency>, Decimal> = BTreeMap::new();
        let mut fees = effects.clone();
        let mut sums = CashFlowSums::default();
        for row in &portfolio.transactions {
            sums.add(row);
            if row.counts() {
                let currency = row.currency.as_ref();
                *effects.entry(currency).or_default() += row.cash_effect().unwrap_or_default();
                *fees.entry(currency).or_default() += row.fees_paid().unwrap_or_default();
            }
        }
        for flow in sums.finish() {
            let net: Decimal = flow.months.iter().filter_map(MonthFlow::net).sum();
            let sides: Decimal = flow
                .months
                .iter()
                .filter_map(|it| Some(it.inflow()? + it.outflow()?))
                .sum();
            let expected = effects[&flow.currency.as_ref()];
            assert_eq!((net, sides), (expected, expected));
        }
        let page = page(&portfolio);
        for sums in &page.found.sums {
            let currency = sums.currency.as_ref();
            assert_eq!(sums.cash_effect.unwrap_or_default(), effects[&currency]);
            assert_eq!(sums.fees.unwrap_or_default(), fees[&currency]);
        }
        let is_in_no_sum = |it: &&Transaction| !it.counts() || it.cash_effect().is_none();
        let left_out = portfolio.transactions.iter().filter(is_in_no_sum).count();
        assert_eq!(page.found.left_out.total(), left_out);
        assert_eq!(page.rows.len(), portfolio.transactions.len());
    }

    #[test]
    fn each_row_has_one_class_and_its_parts_are_its_effect(rows in transactions()) {
        for row in &portfolio(rows).transactions {
            let parts: Decimal = row.parts().map(|(_, amount)| amount).sum();
            assert_eq!(row.cash_effect().unwrap_or_default(), parts, "{row:?}");
            let is_cancelled = matches!(
                row.standing(),
                Standing::Cancelled | Standing::Cancellation | Standing::LoneCancellation
            );
            if is_cancelled {
                assert_eq!(row.flow_class(), FlowClass::None, "{row:?}");
            } else if row.removed_on.is_none() {
                assert_ne!(row.flow_class(), FlowClass::None, "{row:?}");
            }
        }
    }

    #[test]
    fn the_order_of_rows_changes_nothing(
        (rows, shuffled) in transactions().prop_flat_map(|it| (Just(it.clone()), Just(it).prop_shuffle()))
    ) {
        assert_eq!(portfolio(rows), portfolio(shuffled));
    }

    #[test]
    fn what_belongs_together_is_of_one_account_and_listed(rows in transactions()) {
        let rows = portfolio(rows).transactions;
        let find = |id: &TransactionId| rows.iter().find(|it| it.id == *id).expect("the other row");
        for row in &rows {
            let other = match &row.context.relation {
                Relation::None => continue,
                Relation::Cancellation(id) => {
                    assert_eq!(find(id).counterpart(), Some(&row.id));
                    assert_eq!(find(id).security_id, row.security_id);
                    find(id)
                }
                Relation::OtherHalf(id) | Relation::SettledBy(id) => {
                    assert_eq!(find(id).currency, row.currency);
                    assert!(find(id).counts());
                    find(id)
                }
            };
            assert_eq!(other.account_id, row.account_id);
            assert!(row.removed_on.is_none() && other.removed_on.is_none());
        }
    }
}

/// Dates and amounts that no sum holds: unknown, and nothing panics. Where the
/// largest and the least take each other away, what is left is known.
#[test]
fn the_ends_of_dates_and_decimals_are_survived() {
    let edges = [
        Decimal::MAX,
        Decimal::MIN,
        dec!(0.0000000000000000000000000001),
    ];
    let dates = [NaiveDate::MIN, first_day(), NaiveDate::MAX];
    let mut rows = vec![];
    for kind in TYPES {
        for subtype in SUBTYPES {
            for (at, amount) in edges.into_iter().enumerate() {
                let date = dates[(at + rows.len()) % dates.len()];
                let figures = (Some(amount), Some(amount), Some(amount), Some(amount));
                let place = ("a-first", Some("VTI"), 0, None, false);
                let row = row(rows.len(), (kind, subtype), place, figures);
                rows.push(Transaction { date, ..row });
            }
        }
    }
    let portfolio = Arc::new(portfolio(rows));
    let page = page(&portfolio);
    assert_eq!(page.rows.len(), portfolio.transactions.len());
    let sums = &page.found.sums[0];
    assert_eq!(sums.cash_effect, None);
    let (left, least) = (sums.fees.expect("as many of both"), edges[2]);
    assert!(left > least && left < least * dec!(1000), "{left}");
}
