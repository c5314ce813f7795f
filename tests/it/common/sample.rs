//! A small portfolio with every oddity, and a generator of large ones.
#![allow(dead_code, reason = "each bench uses a part of it")]

use chrono::{DateTime, Days, NaiveDate, Utc};
use holdfast::{
    connect::Connection,
    domain::{
        Account, AccountChoice, AccountType, Balances, Currency, Holding, OptionContract, Security,
        Snapshot, SnapshotRow, Subtype, TaxLot, Transaction,
    },
    portfolio::{AccountValue, Portfolio},
    state::SecurityHistory,
};
use rust_decimal::{Decimal, dec};

/// The day on which the sample is looked at.
pub(crate) fn today() -> NaiveDate {
    day(2026, 11, 21)
}

/// The moment at which the sample is looked at, two hours after its sync.
pub(crate) fn now() -> DateTime<Utc> {
    today().and_hms_opt(12, 0, 0).expect("a time").and_utc()
}

pub(crate) fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a date")
}

/// Three institutions, five accounts, two currencies: a short position, an
/// option, a bond, a coin, cash of unknown cost, a fund named in Japanese and
/// without a ticker, a stock plan in two grants, and a holding whose security
/// nobody describes.
pub(crate) fn portfolio() -> Portfolio {
    Portfolio {
        connections: ["Coinbase", "Fidelity", "Vanguard"].map(connection).into(),
        accounts: vec![
            account("crypto", "Coinbase", "Crypto"),
            account("401k", "Fidelity", "401(k)"),
            account("brokerage", "Fidelity", "Brokerage"),
            account("margin", "Fidelity", "Margin (CAD)"),
            account("roth", "Vanguard", "Roth IRA"),
        ],
        securities: securities()
            .into_iter()
            .map(|it| (it.id.clone(), it))
            .collect(),
        holdings: holdings(),
        transactions: transactions(),
        account_values: syncs()
            .flat_map(|(synced_at, _)| {
                ["roth", "brokerage"].map(|account| AccountValue {
                    synced_at,
                    account_id: account.into(),
                    currency: Some(Currency::iso("USD")),
                    market_value: Some(dec!(169196.13)),
                    unknown: [].into(),
                })
            })
            .collect(),
        ..Portfolio::default()
    }
    .prepared()
}

/// When Fidelity and Vanguard were synced: every eight days for a year; with
/// how many syncs came after.
fn syncs() -> impl Iterator<Item = (DateTime<Utc>, u32)> {
    (0..46)
        .rev()
        .map(|back| (now() - Days::new(u64::from(back) * 8), back))
}

/// What the syncs told of the Apple shares, filed under any account and
/// security.
pub(crate) fn history(account: &str, security: &str) -> SecurityHistory {
    let values = syncs().map(|(synced_at, back)| {
        let wobble = Decimal::from((back * 37) % 11) * dec!(73.5);
        let growth = Decimal::from(back) * dec!(261.25);
        Snapshot {
            synced_at,
            account_id: account.into(),
            balance: None,
            balance_currency: Some(Currency::iso("USD")),
            row: Some(SnapshotRow {
                security_id: security.into(),
                quantity: Some(dec!(140)),
                institution_price: None,
                institution_value: Some(dec!(33107.20) - growth + wobble),
                cost_basis: None,
                vested_quantity: None,
                vested_value: None,
                currency: Some(Currency::iso("USD")),
            }),
        }
    });
    SecurityHistory::new(security.into(), values.collect())
}

fn connection(name: &str) -> Connection {
    let synced_at = now() - chrono::Duration::hours(2);
    Connection {
        item_id: format!("item-{name}").into(),
        institution_id: Some(format!("ins-{name}").into()),
        name: name.into(),
        created_at: synced_at,
        disconnected_at: None,
        end_unconfirmed: None,
        consent_expires_at: None,
        data_as_of: Some(synced_at),
        is_manual: false,
        last_success: Some(synced_at),
        last_run: None,
    }
}

fn account(id: &str, institution: &str, name: &str) -> Account {
    Account {
        id: id.into(),
        item_id: format!("item-{institution}").into(),
        name: name.into(),
        official_name: None,
        mask: None,
        account_type: AccountType::Investment,
        subtype: None,
        balances: Balances::default(),
        holder_category: None,
        missing_since: None,
        doubted_since: None,
        choice: AccountChoice::default(),
    }
}

fn security(ticker: &str, name: &str, class: &str, sector: &str) -> Security {
    let text = |it: &str| (!it.is_empty()).then(|| it.into());
    Security {
        name: text(name),
        ticker_symbol: text(ticker),
        asset_class: Some(class.into()),
        sector: text(sector),
        ..Security::unknown(if ticker.is_empty() { name } else { ticker }.into())
    }
}

fn securities() -> Vec<Security> {
    let mut all = vec![
        security("VTI", "Vanguard Total Stock Market ETF", "etf", ""),
        security("VXUS", "Vanguard Total Intl Stock ETF", "etf", ""),
        security("FXAIX", "Fidelity 500 Index Fund", "mutual fund", ""),
        security("BND", "Vanguard Total Bond Market ETF", "etf", ""),
        security("AAPL", "Apple Inc.", "equity", "Technology"),
        security("MSFT", "Microsoft Corporation", "equity", "Technology"),
        security(
            "T 4.5 33",
            "US Treasury 4.5% 2033",
            "fixed income",
            "Government",
        ),
        security("CUR:USD", "US Dollar", "cash", ""),
        security("NFLX C", "NFLX Jan 2026 $600 Call", "derivative", ""),
        security("TSLA", "Tesla, Inc.", "equity", "Consumer cyclical"),
        security("BTC", "Bitcoin", "cryptocurrency", ""),
        security("SHOP", "Shopify Inc.", "equity", "Technology"),
        security(
            "",
            "eMAXIS Slim 全世界株式（オール・カントリー）",
            "mutual fund",
            "",
        ),
    ];
    all[4].isin = Some("US0378331005".into());
    all[4].cusip = Some("037833100".into());
    all[4].market_identifier_code = Some("XNAS".into());
    all[8].option_contract = Some(OptionContract {
        contract_type: Some("call".into()),
        expiration_date: Some(day(2027, 1, 15)),
        strike_price: Some(dec!(600)),
        underlying_security_ticker: Some("NFLX".into()),
    });
    all
}

#[expect(clippy::too_many_arguments, reason = "one line of the table each")]
fn holding(
    account: &str,
    security: &str,
    ordinal: usize,
    quantity: Decimal,
    price: Decimal,
    value: Decimal,
    cost: Option<Decimal>,
    currency: &str,
) -> Holding {
    Holding {
        id: format!("{account}/{security}/{ordinal}").into(),
        account_id: account.into(),
        security_id: security.into(),
        quantity: Some(quantity),
        institution_price: Some(price),
        institution_price_as_of: Some(today()),
        institution_price_datetime: None,
        institution_value: Some(value),
        cost_basis: cost,
        currency: Some(Currency::iso(currency)),
        vested_quantity: None,
        vested_value: None,
        tax_lots: vec![],
        as_of: today(),
    }
}

// One holding a line.
#[rustfmt::skip]
fn holdings() -> Vec<Holding> {
    let usd = |account, security, quantity, price, value, cost| {
        holding(account, security, 0, quantity, price, value, cost, "USD")
    };
    let mut all = vec![
        usd("roth", "VTI", dec!(412.318), dec!(297.42), dec!(122631.62), Some(dec!(82140.55))),
        usd("roth", "VXUS", dec!(655.100), dec!(71.08), dec!(46564.51), Some(dec!(38902.17))),
        usd("401k", "FXAIX", dec!(318.902), dec!(205.77), dec!(65620.46), Some(dec!(48211.36))),
        usd("401k", "BND", dec!(890.440), dec!(72.91), dec!(64921.98), Some(dec!(66880.10))),
        usd("brokerage", "AAPL", dec!(140), dec!(236.48), dec!(33107.20), Some(dec!(19870.40))),
        usd("brokerage", "MSFT", dec!(40.000), dec!(431.20), dec!(17248.00), Some(dec!(11040.00))),
        usd("brokerage", "T 4.5 33", dec!(25000), dec!(1.0131), dec!(25327.50), Some(dec!(24890.00))),
        usd("brokerage", "CUR:USD", dec!(12844.180), dec!(1.0000), dec!(12844.18), None),
        usd("brokerage", "NFLX C", dec!(200), dec!(48.70), dec!(9740.00), Some(dec!(6140.00))),
        usd("brokerage", "TSLA", dec!(18), dec!(241.05), dec!(4338.90), Some(dec!(5288.40))),
        usd("crypto", "BTC", dec!(0.18423519), dec!(91240.11), dec!(16809.64), Some(dec!(9120.00))),
        // Sold short, its proceeds reported without a sign.
        usd("margin", "TSLA", dec!(-10), dec!(241.05), dec!(-2410.50), Some(dec!(2900.00))),
    ];
    all.push(holding("brokerage", "MSFT", 1, dec!(22.500), dec!(431.20), dec!(9702.00), Some(dec!(6210.00)), "USD"));
    all.push(holding("margin", "SHOP", 0, dec!(60), dec!(151.20), dec!(9072.00), Some(dec!(7801.20)), "CAD"));
    all.push(holding("margin", "eMAXIS Slim 全世界株式（オール・カントリー）", 0, dec!(150.5), dec!(32.10), dec!(4831.05), None, "CAD"));
    let mut nameless = usd("401k", "Nq83bxWz7", dec!(3), dec!(0), dec!(0), None);
    nameless.institution_price = None;
    nameless.institution_value = None;
    all.push(nameless);
    all[4].tax_lots = vec![lot(dec!(120), dec!(15858.00)), lot(dec!(20), dec!(4012.40))];
    all
}

fn lot(quantity: Decimal, cost: Decimal) -> TaxLot {
    TaxLot {
        institution_lot_id: None,
        original_purchase_datetime: Some(
            day(2025, 3, 12)
                .and_hms_opt(0, 0, 0)
                .expect("a time")
                .and_utc(),
        ),
        quantity: Some(quantity),
        purchase_price: None,
        cost_basis: Some(cost),
        current_value: None,
        position_type: None,
    }
}

/// One transaction in US dollars; `amount` with Plaid's sign.
pub(crate) fn transaction(
    id: &str,
    date: NaiveDate,
    account: &str,
    security: Option<&str>,
    (kind, subtype): (&str, &str),
    amount: Decimal,
) -> Transaction {
    Transaction {
        id: id.into(),
        account_id: account.into(),
        security_id: security.map(Into::into),
        date,
        datetime: None,
        name: format!(
            "{} {}",
            subtype.to_uppercase(),
            security.unwrap_or_default()
        )
        .into(),
        quantity: Some(dec!(0)),
        amount: Some(amount),
        price: Some(dec!(0)),
        fees: None,
        transaction_type: kind.into(),
        subtype: Some(subtype.into()),
        currency: Some(Currency::iso("USD")),
        removed_on: None,
        context: holdfast::domain::Context::default(),
    }
}

fn trade(
    id: &str,
    date: NaiveDate,
    (account, security): (&str, &str),
    quantity: Decimal,
    price: Decimal,
    fees: Option<Decimal>,
    amount: Decimal,
) -> Transaction {
    let kind = if amount > Decimal::ZERO {
        "buy"
    } else {
        "sell"
    };
    Transaction {
        quantity: Some(quantity),
        price: Some(price),
        fees,
        ..transaction(id, date, account, Some(security), (kind, kind), amount)
    }
}

// One transaction a line.
#[rustfmt::skip]
fn transactions() -> Vec<Transaction> {
    let august = |it| day(2026, 8, it);
    let cash = |id, day, account, security, subtype, amount| {
        transaction(id, august(day), account, security, ("cash", subtype), amount)
    };
    let mut all = vec![
        cash("t01", 28, "roth", Some("VTI"), "dividend", dec!(-312.40)),
        trade("t02", august(26), ("401k", "BND"), dec!(16.458), dec!(72.91), Some(dec!(0)), dec!(1200.00)),
        trade("t03", august(21), ("brokerage", "TSLA"), dec!(-10), dec!(241.05), Some(dec!(4.95)), dec!(-2405.55)),
        trade("t04", august(20), ("crypto", "BTC"), dec!(0.00548100), dec!(91224.23), Some(dec!(1.99)), dec!(501.99)),
        cash("t05", 18, "401k", None, "contribution", dec!(-1250.00)),
        cash("t06", 14, "brokerage", Some("AAPL"), "dividend", dec!(-35.00)),
        transaction("t07", august(12), "brokerage", Some("MSFT"), ("transfer", "split"), dec!(0)),
        cash("t08", 7, "brokerage", Some("CUR:USD"), "interest", dec!(-41.20)),
        transaction("t09", august(3), "brokerage", None, ("fee", "account fee"), dec!(4.95)),
        trade("t10", august(1), ("roth", "VXUS"), dec!(14.069), dec!(71.08), Some(dec!(0)), dec!(1000.00)),
        trade("t11", day(2026, 6, 2), ("brokerage", "AAPL"), dec!(20), dec!(200.62), None, dec!(4012.40)),
        trade("t12", day(2025, 3, 12), ("brokerage", "AAPL"), dec!(120), dec!(132.15), Some(dec!(0)), dec!(15858.00)),
        // A buy that was cancelled, and what took it back.
        trade("t13", day(2026, 9, 1), ("brokerage", "MSFT"), dec!(5), dec!(430.00), Some(dec!(0)), dec!(2150.00)),
        trade("t14", day(2026, 9, 2), ("brokerage", "MSFT"), dec!(-5), dec!(430.00), Some(dec!(0)), dec!(-2150.00)),
        // The shadow of a reinvestment.
        trade("t15", day(2026, 9, 5), ("roth", "VTI"), dec!(0), dec!(0), Some(dec!(0)), dec!(0)),
    ];
    (all[13].transaction_type, all[13].subtype) = ("cancel".into(), None);
    all[14].transaction_type = "buy".into();
    all[14].subtype = Some("buy".into());
    all[6].quantity = Some(dec!(180));
    let mut removed = trade("t16", day(2026, 9, 8), ("roth", "VTI"), dec!(1), dec!(297.00), Some(dec!(0)), dec!(297.00));
    removed.removed_on = Some(day(2026, 9, 20));
    all.push(removed);
    let mut canadian = trade("t17", day(2026, 9, 9), ("margin", "SHOP"), dec!(10), dec!(149.00), Some(dec!(9.99)), dec!(1499.99));
    canadian.currency = Some(Currency::iso("CAD"));
    all.push(canadian);
    let mut nameless = trade("t18", day(2026, 10, 4), ("401k", "Nq83bxWz7"), dec!(3), dec!(10), None, dec!(30));
    nameless.fees = None;
    all.push(nameless);
    for month in 0..22_u32 {
        let date = day(2025, 1, 15) + chrono::Months::new(month);
        let bump = Decimal::from((month * 37 % 11) * 130);
        let row = |n: u32, security, kind, amount| {
            transaction(&format!("m{month}-{n}"), date, "roth", security, kind, amount)
        };
        all.push(row(1, None, ("cash", "contribution"), -(dec!(3000) + bump)));
        all.push(row(
            2,
            Some("VTI"),
            ("cash", "dividend"),
            -(dec!(1200) + bump),
        ));
        all.push(row(3, None, ("fee", "management fee"), dec!(12.50)));
        let buy = ("roth", "VTI");
        let id = format!("m{month}-4");
        all.push(trade(&id, date, buy, dec!(11), dec!(290), Some(dec!(0)), dec!(3190) + bump));
    }
    all
}

/// The sample with `count` transactions instead, over 24 months. What rows have
/// in common they share, as they do when they are read from disk.
pub(crate) fn many(count: usize) -> Portfolio {
    let mut portfolio = portfolio();
    let securities: Vec<_> = (0..200)
        .map(|at| {
            security(
                &format!("TK{at}"),
                &format!("Company number {at} of the index"),
                "equity",
                "",
            )
        })
        .collect();
    let accounts: Vec<_> = portfolio.accounts.iter().map(|it| it.id.clone()).collect();
    let usd = Currency::iso("USD");
    let kinds = [
        ("buy", "buy"),
        ("sell", "sell"),
        ("cash", "dividend"),
        ("cash", "interest"),
        ("fee", "account fee"),
        ("cash", "contribution"),
    ];
    let subtypes = kinds.map(|(_, subtype)| Subtype::from(subtype));
    portfolio.transactions = (0..count)
        .map(|at| {
            // A walk that visits everything in no visible order.
            let mixed = at.wrapping_mul(2_654_435_761) >> 3;
            let kind = kinds[mixed % kinds.len()];
            let digits = u32::try_from(mixed % 5).unwrap_or_default();
            let quantity = Decimal::new(i64::try_from(mixed % 900_000).unwrap_or_default(), digits);
            let price = Decimal::new(i64::try_from(mixed % 77_777).unwrap_or_default(), 2);
            let sign = if matches!(kind.1, "buy" | "account fee") {
                dec!(1)
            } else {
                dec!(-1)
            };
            let security = &securities[mixed % securities.len()].id;
            Transaction {
                quantity: Some(quantity * sign),
                price: Some(price),
                fees: (mixed % 3 == 0).then_some(dec!(4.95)),
                account_id: accounts[mixed % accounts.len()].clone(),
                security_id: (mixed % 7 != 0).then(|| security.clone()),
                subtype: Some(subtypes[mixed % kinds.len()].clone()),
                currency: Some(usd.clone()),
                ..transaction(
                    &format!("transaction-{at:07}"),
                    today() - Days::new((at % 730) as u64),
                    "",
                    Some(security.as_str()),
                    kind,
                    price * sign,
                )
            }
        })
        .collect();
    portfolio
        .securities
        .extend(securities.into_iter().map(|it| (it.id.clone(), it)));
    portfolio.prepared()
}
