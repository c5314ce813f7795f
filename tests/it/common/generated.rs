//! Portfolios made up at random, with all that institutions get wrong: rows
//! without units, values, prices or currencies, short positions, grants that
//! are partly vested, sums beyond counting, one security in many accounts,
//! hidden accounts, connections that were removed, balances without holdings.

use std::{collections::HashMap, sync::Arc};

use chrono::{DateTime, Days, NaiveDate, Utc};
use holdfast::{
    connect::Connection,
    domain::{
        Account, AccountChoice, AccountType, AssetClass, Balances, Context, Currency, Holding,
        Security, Transaction,
    },
    portfolio::{AccountValue, Portfolio},
};
use proptest::{
    collection::vec,
    option::{self, weighted},
    prelude::{Just, Strategy, any, prop_oneof},
    sample::{Index, select},
};
use rust_decimal::Decimal;

/// The day on which the portfolios are looked at.
pub(crate) fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 26).expect("a date")
}

/// Noon of it.
pub(crate) fn now() -> DateTime<Utc> {
    today().and_hms_opt(12, 0, 0).expect("a time").and_utc()
}

/// Portfolios as they are read from disk.
pub(crate) fn portfolios() -> impl Strategy<Value = Portfolio> {
    (
        vec(connection(), 1..4),
        vec(account(), 1..7),
        vec(security(), 1..9),
        vec(holding(), 0..28),
        vec(transaction(), 0..25),
        vec(snapshot(), 0..20),
    )
        .prop_map(
            |(connections, accounts, securities, holdings, transactions, snapshots)| {
                let connections = numbered(connections, ConnectionFacts::build);
                let accounts = numbered(accounts, |it, at| it.build(at, &connections));
                let securities = numbered(securities, SecurityFacts::build);
                let portfolio = Portfolio {
                    connections,
                    accounts,
                    ..Portfolio::default()
                };
                let listed: Vec<Account> = portfolio
                    .accounts
                    .iter()
                    .filter(|it| !portfolio.is_gone(it))
                    .cloned()
                    .collect();
                let holdings = numbered(holdings, |it, at| it.build(at, &listed, &securities));
                let all = &portfolio.accounts;
                let transactions = numbered(transactions, |it, at| it.build(at, all, &securities));
                let mut account_values: Vec<_> =
                    snapshots.into_iter().map(|it| it.build(all)).collect();
                account_values.sort_by_key(|it: &AccountValue| it.synced_at);
                let securities: HashMap<_, _> = securities
                    .into_iter()
                    // One that is held and not described.
                    .skip(1)
                    .map(|it| (it.id.clone(), it))
                    .collect();
                Portfolio {
                    holdings: holdings.into_iter().flatten().collect(),
                    transactions,
                    securities,
                    account_values,
                    ..portfolio
                }
                .prepared()
            },
        )
}

fn numbered<A, B>(rows: Vec<A>, build: impl Fn(A, usize) -> B) -> Vec<B> {
    let rows = rows.into_iter().enumerate();
    rows.map(|(at, row)| build(row, at)).collect()
}

/// Amounts as they occur, and some that hardly do.
fn amount() -> impl Strategy<Value = Decimal> {
    prop_oneof![
        1 => Just(Decimal::ZERO),
        12 => (1..2_000_000_i64).prop_map(|cents| Decimal::new(cents, 2)),
        4 => (1..9_000_000_000_i64).prop_map(|tiny| Decimal::new(tiny, 8)),
        1 => (1..999_999_999_999_i64).prop_map(|whole| Decimal::new(whole, 0)),
    ]
}

/// An amount on either side; one in two hundred is beyond counting.
fn signed() -> impl Strategy<Value = Decimal> {
    let huge = Decimal::MAX - Decimal::ONE;
    prop_oneof![
        150 => amount(),
        49 => amount().prop_map(|it| -it),
        1 => Just(huge),
    ]
}

fn currency() -> impl Strategy<Value = Option<Currency>> {
    prop_oneof![
        6 => Just(Some(Currency::iso("USD"))),
        2 => Just(Some(Currency::iso("CAD"))),
        1 => Just(Some(Currency::Unofficial("BTC".into()))),
        2 => Just(None),
    ]
}

#[derive(Clone, Debug)]
struct ConnectionFacts {
    is_removed: bool,
}

fn connection() -> impl Strategy<Value = ConnectionFacts> {
    prop_oneof![9 => Just(false), 1 => Just(true)]
        .prop_map(|is_removed| ConnectionFacts { is_removed })
}

impl ConnectionFacts {
    fn build(self, at: usize) -> Connection {
        Connection {
            item_id: format!("item-{at}").into(),
            // Two connections of one institution.
            institution_id: Some(format!("ins-{}", at / 2).into()),
            name: format!("Institution {}", at / 2).into(),
            created_at: now() - Days::new(400),
            disconnected_at: self.is_removed.then(|| now() - Days::new(40)),
            end_unconfirmed: None,
            consent_expires_at: None,
            data_as_of: None,
            is_manual: false,
            last_success: Some(now()),
            last_run: None,
        }
    }
}

#[derive(Clone, Debug)]
struct AccountFacts {
    connection: Index,
    balance: Option<Decimal>,
    margin: Option<Decimal>,
    currency: Option<Currency>,
    is_hidden: bool,
    groups: Vec<&'static str>,
    is_missing: bool,
}

fn account() -> impl Strategy<Value = AccountFacts> {
    (
        any::<Index>(),
        option::of(signed()),
        weighted(0.1, amount()),
        currency(),
        proptest::bool::weighted(0.15),
        proptest::sample::subsequence(vec!["Retirement", "Taxable"], 0..=2),
        proptest::bool::weighted(0.1),
    )
        .prop_map(
            |(connection, balance, margin, currency, is_hidden, groups, is_missing)| AccountFacts {
                connection,
                balance,
                margin,
                currency,
                is_hidden,
                groups,
                is_missing,
            },
        )
}

impl AccountFacts {
    fn build(self, at: usize, connections: &[Connection]) -> Account {
        Account {
            id: format!("account-{at}").into(),
            item_id: self.connection.get(connections).item_id.clone(),
            // Two of one name.
            name: format!("Account {}", at / 2).into(),
            official_name: None,
            mask: None,
            account_type: AccountType::Investment,
            subtype: None,
            balances: Balances {
                current: self.balance,
                margin_loan_amount: self.margin,
                currency: self.currency,
                ..Balances::default()
            },
            holder_category: None,
            missing_since: self.is_missing.then(|| today() - Days::new(20)),
            doubted_since: None,
            choice: AccountChoice {
                name: None,
                is_hidden: self.is_hidden,
                groups: self.groups.into_iter().map(Arc::from).collect(),
            },
        }
    }
}

#[derive(Clone, Debug)]
struct SecurityFacts {
    class: Option<&'static str>,
    sector: Option<&'static str>,
    currency: Option<Currency>,
}

fn security() -> impl Strategy<Value = SecurityFacts> {
    let classes = vec![
        "cash",
        "cryptocurrency",
        "derivative",
        "equity",
        "etf",
        "fixed income",
        "loan",
        "mutual fund",
        "other",
        "art",
    ];
    (
        weighted(0.85, select(classes)),
        weighted(0.5, select(vec!["Technology", "Energy"])),
        currency(),
    )
        .prop_map(|(class, sector, currency)| SecurityFacts {
            class,
            sector,
            currency,
        })
}

impl SecurityFacts {
    fn build(self, at: usize) -> Security {
        Security {
            // Two of one name.
            name: Some(format!("Security {}", at / 2).into()),
            ticker_symbol: (!at.is_multiple_of(3)).then(|| format!("T{at}").into()),
            asset_class: self.class.map(AssetClass::from),
            sector: self.sector.map(Arc::from),
            currency: self.currency,
            ..Security::unknown(format!("security-{at}").into())
        }
    }
}

/// What an institution says a row is worth.
#[derive(Clone, Copy, Debug)]
enum ReportedValue {
    Nothing,
    Amount(Decimal),
    UnitsTimesPrice,
}

fn reported_value() -> impl Strategy<Value = ReportedValue> {
    prop_oneof![
        3 => Just(ReportedValue::Nothing),
        7 => signed().prop_map(ReportedValue::Amount),
        10 => Just(ReportedValue::UnitsTimesPrice),
    ]
}

#[derive(Clone, Debug)]
struct HoldingFacts {
    account: Index,
    security: Index,
    quantity: Option<Decimal>,
    price: Option<Decimal>,
    value: ReportedValue,
    cost: Option<Decimal>,
    currency: Option<Currency>,
    vested_quantity: Option<Decimal>,
    vested_value: Option<Decimal>,
}

fn holding() -> impl Strategy<Value = HoldingFacts> {
    (
        (any::<Index>(), any::<Index>()),
        weighted(0.9, signed()),
        weighted(0.85, amount()),
        reported_value(),
        weighted(0.8, signed()),
        currency(),
        (weighted(0.1, amount()), weighted(0.1, amount())),
    )
        .prop_map(
            |((account, security), quantity, price, value, cost, currency, vested)| HoldingFacts {
                account,
                security,
                quantity,
                price,
                value,
                cost,
                currency,
                vested_quantity: vested.0,
                vested_value: vested.1,
            },
        )
}

impl HoldingFacts {
    /// Nothing where no account is listed.
    fn build(self, at: usize, accounts: &[Account], securities: &[Security]) -> Option<Holding> {
        if accounts.is_empty() {
            return None;
        }
        let (account, security) = (self.account.get(accounts), self.security.get(securities));
        let value = match self.value {
            ReportedValue::Nothing => None,
            ReportedValue::Amount(amount) => Some(amount),
            ReportedValue::UnitsTimesPrice => {
                let factors = self.quantity.zip(self.price);
                factors.and_then(|(units, price)| units.checked_mul(price))
            }
        };
        Some(Holding {
            id: format!("{}/{}/{at}", account.id, security.id).into(),
            account_id: account.id.clone(),
            security_id: security.id.clone(),
            quantity: self.quantity,
            institution_price: self.price,
            institution_price_as_of: Some(today()),
            institution_price_datetime: None,
            institution_value: value,
            cost_basis: self.cost,
            currency: self.currency,
            vested_quantity: self.vested_quantity,
            vested_value: self.vested_value,
            tax_lots: vec![],
            as_of: today(),
        })
    }
}

/// Type, subtype, and whether Plaid's amount is usually positive.
const WORDS: [(&str, &str); 16] = [
    ("buy", "buy"),
    ("buy", "contribution"),
    ("buy", "dividend reinvestment"),
    ("sell", "sell"),
    ("sell", "distribution"),
    ("sell", "sell short"),
    ("cancel", ""),
    ("cash", "contribution"),
    ("cash", "deposit"),
    ("cash", "dividend"),
    ("cash", "pending credit"),
    ("fee", "management fee"),
    ("fee", "return of principal"),
    ("transfer", "transfer"),
    ("transfer", "split"),
    ("art", "sold by auction"),
];

#[derive(Clone, Debug)]
struct TransactionFacts {
    account: Index,
    security: Option<Index>,
    words: (&'static str, &'static str),
    days: u64,
    amount: Option<Decimal>,
    quantity: Option<Decimal>,
    price: Option<Decimal>,
    fees: Option<Decimal>,
    currency: Option<Currency>,
    is_removed: bool,
}

fn transaction() -> impl Strategy<Value = TransactionFacts> {
    (
        (any::<Index>(), weighted(0.6, any::<Index>())),
        select(WORDS.to_vec()),
        0..700_u64,
        weighted(0.95, signed()),
        weighted(0.7, signed()),
        weighted(0.5, amount()),
        weighted(0.5, amount()),
        currency(),
        proptest::bool::weighted(0.1),
    )
        .prop_map(
            |(of, words, days, amount, quantity, price, fees, currency, is_removed)| {
                TransactionFacts {
                    account: of.0,
                    security: of.1,
                    words,
                    days,
                    amount,
                    quantity,
                    price,
                    fees,
                    currency,
                    is_removed,
                }
            },
        )
}

impl TransactionFacts {
    fn build(self, at: usize, accounts: &[Account], securities: &[Security]) -> Transaction {
        let (kind, subtype) = self.words;
        Transaction {
            id: format!("transaction-{at}").into(),
            account_id: self.account.get(accounts).id.clone(),
            security_id: self.security.map(|it| it.get(securities).id.clone()),
            date: today() - Days::new(self.days),
            datetime: None,
            name: format!("ROW {at}").into(),
            quantity: self.quantity,
            amount: self.amount,
            price: self.price,
            fees: self.fees,
            transaction_type: kind.into(),
            subtype: (!subtype.is_empty()).then(|| subtype.into()),
            currency: self.currency,
            removed_on: self.is_removed.then(today),
            context: Context::default(),
        }
    }
}

#[derive(Clone, Debug)]
struct SnapshotFacts {
    account: Index,
    days: u64,
    value: Option<Decimal>,
    currency: Option<Currency>,
}

fn snapshot() -> impl Strategy<Value = SnapshotFacts> {
    (
        any::<Index>(),
        0..30_u64,
        weighted(0.9, signed()),
        currency(),
    )
        .prop_map(|(account, days, value, currency)| SnapshotFacts {
            account,
            days,
            value,
            currency,
        })
}

impl SnapshotFacts {
    fn build(self, accounts: &[Account]) -> AccountValue {
        let unknown = if self.value.is_none() {
            vec!["security-0".into()]
        } else {
            vec![]
        };
        AccountValue {
            synced_at: now() - Days::new(self.days),
            account_id: self.account.get(accounts).id.clone(),
            currency: self.currency,
            market_value: self.value,
            unknown: unknown.into(),
        }
    }
}
