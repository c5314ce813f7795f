//! A portfolio like a person's, for tests of the window: three institutions,
//! two currencies, a year of syncs, and the oddities that institutions report.

use std::sync::Arc;

use chrono::{DateTime, Days, Months, NaiveDate, TimeDelta, Utc};
use holdfast::connect::{Connection, FailureKind, SyncFailure, SyncOutcome, SyncRun, SyncSummary};
use holdfast::domain::{
    Account, AccountChoice, AccountType, AssetClass, Balances, Currency, Holding, ItemId, Security,
    Transaction,
};
use holdfast::portfolio::{AccountValue, Portfolio};
use rust_decimal::{Decimal, dec};

/// Seven in the evening of 21 November 2026, UTC.
pub(crate) fn now() -> DateTime<Utc> {
    today().and_hms_opt(19, 0, 0).expect("a time").and_utc()
}

pub(crate) fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 21).expect("a date")
}

/// Connections `meridian` (synced two hours ago), `northlake` (in Canadian
/// dollars) and `coinharbor` (asks to sign in again).
pub(crate) fn portfolio() -> Portfolio {
    let accounts = vec![
        account("brokerage", "meridian", "Brokerage", "4821", "USD"),
        account("401k", "meridian", "401(k)", "0093", "USD"),
        account("ira", "meridian", "Rollover IRA", "7730", "USD"),
        account("rrsp", "northlake", "RRSP", "2210", "CAD"),
        account("wallet", "coinharbor", "Wallet", "", "USD"),
    ];
    let holdings = holdings();
    let account_values = account_values(&accounts, &holdings);
    Portfolio {
        connections: connections(),
        accounts: with_balances(accounts, &holdings),
        securities: securities(),
        holdings,
        transactions: transactions(),
        account_values,
        ..Portfolio::default()
    }
    .prepared()
}

fn connections() -> Vec<Connection> {
    let connection = |item: &str, name: &str, synced: DateTime<Utc>, outcome| Connection {
        item_id: item.into(),
        institution_id: Some(format!("ins_{item}").into()),
        name: name.into(),
        created_at: now() - Months::new(12),
        consent_expires_at: None,
        data_as_of: None,
        is_manual: false,
        disconnected_at: None,
        end_unconfirmed: None,
        last_success: Some(synced),
        last_run: Some(SyncRun {
            record: None,
            item_id: item.into(),
            started_at: synced,
            finished_at: synced + TimeDelta::milliseconds(1200),
            outcome,
        }),
    };
    let two_hours_ago = now() - TimeDelta::hours(2);
    let mut sign_in = SyncFailure::local(
        FailureKind::SignInNeeded,
        "the login details of this item have changed",
    );
    sign_in.code = Some("ITEM_LOGIN_REQUIRED".to_owned());
    sign_in.request_id = Some("HNTDNrA8F1shFEW".to_owned());
    vec![
        connection(
            "coinharbor",
            "Coinharbor",
            now() - Days::new(10),
            SyncOutcome::Failed(sign_in),
        ),
        connection(
            "meridian",
            "Meridian Brokerage",
            two_hours_ago,
            SyncOutcome::Success(summary()),
        ),
        connection(
            "northlake",
            "Northlake Trust",
            two_hours_ago,
            SyncOutcome::Success(SyncSummary::default()),
        ),
    ]
}

/// What a sync that changed something reports.
pub(crate) fn summary() -> SyncSummary {
    let usd = Currency::iso("USD");
    let mut summary = SyncSummary {
        added: 3,
        holdings: 18,
        holdings_changed: 8,
        ..SyncSummary::default()
    };
    summary.value_before.add(dec!(424637.22), Some(&usd));
    summary.value_after.add(dec!(428855.99), Some(&usd));
    summary
}

fn account(id: &str, item: &str, name: &str, mask: &str, currency: &str) -> Account {
    Account {
        id: id.into(),
        item_id: item.into(),
        name: name.into(),
        official_name: None,
        mask: (!mask.is_empty()).then(|| mask.into()),
        account_type: AccountType::Investment,
        subtype: None,
        balances: Balances {
            currency: Some(Currency::iso(currency)),
            ..Balances::default()
        },
        holder_category: None,
        missing_since: None,
        doubted_since: None,
        choice: AccountChoice::default(),
    }
}

/// Balances that are the sum of the holdings, but for the 401(k), which has
/// cash that is not listed as a holding.
fn with_balances(mut accounts: Vec<Account>, holdings: &[Holding]) -> Vec<Account> {
    for account in &mut accounts {
        let sum: Decimal = holdings
            .iter()
            .filter(|it| it.account_id == account.id)
            .filter_map(|it| it.institution_value)
            .sum();
        let unlisted = match account.id.as_str() {
            "401k" => dec!(1204.11),
            _ => Decimal::ZERO,
        };
        account.balances.current = Some(sum + unlisted);
    }
    accounts
}

/// Id, ticker, name, class, sector.
const SECURITIES: [(&str, &str, &str, &str, &str); 20] = [
    (
        "vti",
        "VTI",
        "Vanguard Total Stock Market ETF",
        "etf",
        "Broad market",
    ),
    (
        "fxaix",
        "FXAIX",
        "Fidelity 500 Index Fund",
        "mutual fund",
        "Broad market",
    ),
    (
        "bnd",
        "BND",
        "Vanguard Total Bond Market ETF",
        "etf",
        "Fixed income",
    ),
    (
        "vxus",
        "VXUS",
        "Vanguard Total International Stock ETF",
        "etf",
        "International",
    ),
    ("aapl", "AAPL", "Apple Inc.", "equity", "Technology"),
    (
        "msft",
        "MSFT",
        "Microsoft Corporation",
        "equity",
        "Technology",
    ),
    (
        "t45",
        "T 4.5 33",
        "US Treasury 4.5% 2033",
        "fixed income",
        "Fixed income",
    ),
    (
        "goog",
        "GOOG",
        "Alphabet Inc. Class C",
        "equity",
        "Communication",
    ),
    ("btc", "BTC", "Bitcoin", "cryptocurrency", "Digital assets"),
    ("eth", "ETH", "Ether", "cryptocurrency", "Digital assets"),
    ("usd", "CUR:USD", "US Dollar", "cash", ""),
    (
        "mmf",
        "SPAXX",
        "Government Money Market Fund",
        "mutual fund",
        "Cash",
    ),
    (
        "call",
        "AAPL270115C00250000",
        "AAPL 15 Jan 2027 250 Call",
        "derivative",
        "Technology",
    ),
    (
        "nikkei",
        "",
        "日経225連動型上場投資信託",
        "etf",
        "International",
    ),
    (
        "plan",
        "",
        "Employer Stable Value Collective Investment Trust Class R6 With A Very Long Name",
        "other",
        "",
    ),
    ("tsla", "TSLA", "Tesla, Inc.", "equity", "Consumer"),
    ("private", "", "Private Placement Note", "loan", ""),
    (
        "xiu",
        "XIU",
        "iShares S&P/TSX 60 Index ETF",
        "etf",
        "Broad market",
    ),
    ("ry", "RY", "Royal Bank of Canada", "equity", "Finance"),
    ("cad", "CUR:CAD", "Canadian Dollar", "cash", ""),
];

fn securities() -> std::collections::HashMap<holdfast::domain::SecurityId, Security> {
    let known = |text: &str| -> Option<Arc<str>> { (!text.is_empty()).then(|| text.into()) };
    SECURITIES
        .into_iter()
        .map(|(id, ticker, name, class, sector)| {
            let security = Security {
                name: known(name),
                ticker_symbol: known(ticker),
                asset_class: Some(AssetClass::from(class)),
                sector: known(sector),
                ..Security::unknown(id.into())
            };
            (security.id.clone(), security)
        })
        .collect()
}

/// Account, security, quantity, value and cost basis; empty where unknown.
type HoldingRow = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

const USD: [HoldingRow; 17] = [
    ("brokerage", "vti", "412.307", "122631.62", "82127.40"),
    ("401k", "fxaix", "310.00412", "65620.46", "48214.90"),
    ("ira", "bnd", "891.2", "64921.98", "66860.00"),
    ("ira", "vxus", "702.5", "46564.51", "38900.00"),
    ("brokerage", "aapl", "140", "33107.20", "19872.00"),
    ("brokerage", "msft", "55", "26950.00", "17250.00"),
    ("ira", "t45", "25000", "25327.50", "24880.00"),
    ("wallet", "btc", "0.15823001", "13809.64", "9100.00"),
    ("brokerage", "usd", "12844.18", "12844.18", ""),
    ("brokerage", "goog", "42", "9740.00", "9993.24"),
    ("401k", "plan", "512.5", "9120.11", ""),
    ("wallet", "eth", "1.00000001", "3000.00", "3310.00"),
    ("brokerage", "call", "200", "2480.00", "1960.00"),
    ("ira", "nikkei", "120", "1938.90", "1500.00"),
    ("brokerage", "mmf", "1500", "1500.00", "1500.00"),
    ("brokerage", "private", "1", "", "5000.00"),
    ("brokerage", "tsla", "-10", "-3105.40", "-2810.00"),
];

const CAD: [HoldingRow; 3] = [
    ("rrsp", "xiu", "610", "24460.99", "19840.25"),
    ("rrsp", "ry", "88", "14101.12", "10010.00"),
    ("rrsp", "cad", "812.4", "812.40", ""),
];

fn holdings() -> Vec<Holding> {
    let usd = USD.into_iter().map(|it| holding(it, "USD"));
    let cad = CAD.into_iter().map(|it| holding(it, "CAD"));
    usd.chain(cad).collect()
}

fn holding((account, security, quantity, value, cost): HoldingRow, currency: &str) -> Holding {
    let quantity: Decimal = quantity.parse().expect("a quantity");
    let value: Option<Decimal> = value.parse().ok();
    Holding {
        id: format!("{account}/{security}/0").into(),
        account_id: account.into(),
        security_id: security.into(),
        quantity: Some(quantity),
        institution_price: value.and_then(|it| it.checked_div(quantity)),
        institution_price_as_of: Some(today()),
        institution_price_datetime: None,
        institution_value: value,
        cost_basis: cost.parse().ok(),
        currency: Some(Currency::iso(currency)),
        vested_quantity: None,
        vested_value: None,
        tax_lots: vec![],
        as_of: today(),
    }
}

/// Syncs about every nine days over thirteen months, growing to what the
/// holdings are worth now; the wallet stopped ten days ago.
fn account_values(accounts: &[Account], holdings: &[Holding]) -> Vec<AccountValue> {
    let mut values = vec![];
    for back in (0..45u32).rev() {
        let last = match back {
            0 => TimeDelta::hours(2),
            _ => TimeDelta::days(i64::from(back) * 9 - 6),
        };
        for account in accounts {
            let item: &ItemId = &account.item_id;
            if item.as_str() == "coinharbor" && back < 2 {
                continue;
            }
            let worth: Decimal = holdings
                .iter()
                .filter(|it| it.account_id == account.id)
                .filter_map(|it| it.institution_value)
                .sum();
            let wobble = Decimal::from((back * 37) % 11) / dec!(1000);
            let factor = Decimal::ONE - Decimal::from(back) * dec!(0.0065) + wobble;
            values.push(AccountValue {
                synced_at: now() - last,
                account_id: account.id.clone(),
                currency: account.balances.currency.clone(),
                market_value: Some(if back == 0 {
                    worth
                } else {
                    (worth * factor).round_dp(2)
                }),
                unknown: [].into(),
            });
        }
    }
    values
}

fn transactions() -> Vec<Transaction> {
    let row =
        |id: &str, days: u64, account: &str, security: &str, kind: &str, subtype: &str, amount| {
            Transaction {
                id: id.into(),
                account_id: account.into(),
                security_id: (!security.is_empty()).then(|| security.into()),
                date: today() - Days::new(days),
                datetime: None,
                name: format!("{subtype} {security}").into(),
                quantity: None,
                amount: Some(amount),
                price: None,
                fees: None,
                transaction_type: kind.into(),
                subtype: Some(subtype.into()),
                currency: Some(Currency::iso("USD")),
                removed_on: None,
                context: holdfast::domain::Context::default(),
            }
        };
    vec![
        row(
            "t1",
            3,
            "brokerage",
            "vti",
            "cash",
            "dividend",
            dec!(-312.40),
        ),
        row("t2", 6, "ira", "bnd", "buy", "buy", dec!(1200.00)),
        row("t3", 7, "401k", "", "cash", "contribution", dec!(-1250.00)),
        row(
            "t4",
            18,
            "brokerage",
            "tsla",
            "sell",
            "sell short",
            dec!(-2410.50),
        ),
        row("t5", 21, "brokerage", "", "fee", "account fee", dec!(4.95)),
        row(
            "t6",
            22,
            "brokerage",
            "usd",
            "cash",
            "interest",
            dec!(-41.20),
        ),
        row("t7", 24, "wallet", "btc", "buy", "buy", dec!(500.00)),
        row("t8", 30, "brokerage", "aapl", "buy", "buy", dec!(2310.00)),
    ]
}
