//! What other programs get wrong, an account each: what the page says of it, and
//! that none of it is a gain.

use chrono::{DateTime, NaiveDate, Utc};
use holdfast::{
    analytics::performance::measure,
    domain::{
        Account, Balances, Currency, Holding, OptionContract, Security, Snapshot, Transaction,
    },
    portfolio::{AccountValue, History, Portfolio},
    state::{AppState, PartBy, RangeChoice, Screen},
    ui::{
        PageModel as _,
        performance::{PerformanceInput, PerformanceModel},
    },
};
use rust_decimal::{Decimal, dec};

use crate::common::{
    measured::{self, snapshot},
    page, sample,
};

/// What is held: security, units, value.
type Row = (&'static str, Decimal, Decimal);

fn on(day: u32) -> NaiveDate {
    sample::day(2026, 11, day)
}

fn at(day: u32) -> DateTime<Utc> {
    on(day).and_hms_opt(9, 0, 0).expect("a time").and_utc()
}

fn usd() -> Currency {
    Currency::iso("USD")
}

/// Accounts of one institution, and what they held at its syncs.
struct Cases {
    portfolio: Portfolio,
    snapshots: Vec<Snapshot>,
}

impl Cases {
    fn new() -> Self {
        let mut portfolio = Portfolio {
            accounts: vec![],
            holdings: vec![],
            transactions: vec![],
            account_values: vec![],
            ..sample::portfolio()
        };
        portfolio.connections.retain(|it| &*it.name == "Fidelity");
        let sweep = Security {
            name: Some("Government Money Market".into()),
            ticker_symbol: Some("SPAXX".into()),
            asset_class: Some("mutual fund".into()),
            is_cash_equivalent: Some(true),
            ..Security::unknown("SPAXX".into())
        };
        portfolio.securities.insert(sweep.id.clone(), sweep);
        Self {
            portfolio,
            snapshots: vec![],
        }
    }

    /// An account of that name with this balance, and what it held on days of
    /// November.
    fn account(&mut self, name: &'static str, balance: Decimal, days: &[(u32, &[Row])]) {
        let brokerage = sample::portfolio().accounts;
        let mut brokerage = brokerage.into_iter();
        let brokerage = brokerage.find(|it| it.id.as_str() == "brokerage");
        self.portfolio.accounts.push(Account {
            id: name.into(),
            name: name.into(),
            balances: Balances {
                current: Some(balance),
                currency: Some(usd()),
                ..Balances::default()
            },
            ..brokerage.expect("an account")
        });
        for (day, rows) in days {
            self.sync(name, *day, rows);
        }
        let (_, rows) = days.last().expect("a sync");
        let holdings = rows.iter().zip(0..).map(|(row, at)| holding(name, at, row));
        self.portfolio.holdings.extend(holdings);
    }

    fn sync(&mut self, account: &str, day: u32, rows: &[Row]) {
        let rows = rows.iter().map(|row| snapshot(at(day), account, *row));
        self.snapshots.extend(rows);
        self.portfolio.account_values.push(AccountValue {
            synced_at: at(day),
            account_id: account.into(),
            currency: Some(usd()),
            market_value: None,
            unknown: [].into(),
        });
    }

    /// A row; units may be zero.
    fn row(
        &mut self,
        account: &str,
        day: u32,
        security: Option<&str>,
        words: (&str, &str),
        (units, amount): (Decimal, Decimal),
    ) {
        let id = format!("t{}", self.portfolio.transactions.len());
        let row = sample::transaction(&id, on(day), account, security, words, amount);
        self.portfolio.transactions.push(Transaction {
            quantity: Some(units),
            ..row
        });
    }

    fn read(self) -> (Portfolio, History) {
        let portfolio = self.portfolio.prepared();
        let mut history = History::default();
        for snapshot in &self.snapshots {
            history.add(&portfolio, snapshot);
        }
        let history = history.handed_on(&portfolio);
        (portfolio, history)
    }

    fn state(self) -> AppState {
        let (portfolio, history) = self.read();
        let mut state = page::state(Screen::Attention, portfolio);
        let portfolio = state.portfolio.clone().expect("a portfolio");
        let today = state.today();
        let whole = measure(&portfolio, &history, |_| true, &Utc, today).remove(0);
        let performance = whole.performance(None, None);
        let bridge = performance.bridge.known().expect("a bridge");
        assert_eq!(bridge.gain(), dec!(0), "no price moved: {bridge:?}");
        measured::reconcile(&mut state, history);
        state
    }
}

fn holding(account: &str, ordinal: usize, (security, units, value): &Row) -> Holding {
    Holding {
        id: format!("{account}/{security}/{ordinal}").into(),
        account_id: account.into(),
        security_id: (*security).into(),
        quantity: Some(*units),
        institution_price: None,
        institution_price_as_of: None,
        institution_price_datetime: None,
        institution_value: Some(*value),
        cost_basis: Some(*value),
        currency: Some(usd()),
        vested_quantity: None,
        vested_value: None,
        tax_lots: vec![],
        as_of: on(21),
    }
}

const CASH: Row = ("CUR:USD", dec!(100), dec!(100));
const FUND: Row = ("VTI", dec!(10), dec!(1000));

fn cases() -> Cases {
    let mut cases = Cases::new();
    cases.account("First sync only", dec!(1100), &[(21, &[CASH, FUND])]);
    cases.account(
        "No cash listed",
        dec!(1000),
        &[(20, &[FUND]), (21, &[FUND])],
    );
    cases.row(
        "No cash listed",
        21,
        None,
        ("cash", "deposit"),
        (dec!(0), dec!(-50)),
    );
    let both: [(u32, &[Row]); 2] = [(20, &[CASH, FUND]), (21, &[CASH, FUND])];
    cases.account("Opened by a transfer", dec!(1100), &both);
    let into = ("transfer", "transfer");
    cases.row(
        "Opened by a transfer",
        12,
        Some("VTI"),
        into,
        (dec!(10), dec!(0)),
    );
    let [few, many]: [Row; 2] = [("AAPL", dec!(1), dec!(200)), ("AAPL", dec!(5), dec!(1000))];
    cases.account(
        "Sends units",
        dec!(300),
        &[(20, &[CASH, many]), (21, &[CASH, few])],
    );
    cases.account(
        "Receives units",
        dec!(1100),
        &[(20, &[CASH, few]), (21, &[CASH, many])],
    );
    cases.row("Sends units", 21, Some("AAPL"), into, (dec!(-4), dec!(0)));
    cases.row("Receives units", 21, Some("AAPL"), into, (dec!(4), dec!(0)));
    let swept: [Row; 3] = [CASH, ("SPAXX", dec!(100), dec!(100)), FUND];
    cases.account(
        "Sweep listed twice",
        dec!(1100),
        &[(20, &swept), (21, &swept)],
    );
    cases.account("Trade not settled", dec!(1350), &both);
    let sold = (dec!(-2.5), dec!(-250));
    cases.row("Trade not settled", 21, Some("VTI"), ("sell", "sell"), sold);
    let [one, four]: [Row; 2] = [
        ("MSFT", dec!(10), dec!(4000)),
        ("MSFT", dec!(40), dec!(4000)),
    ];
    cases.account(
        "Split",
        dec!(4100),
        &[(20, &[CASH, one]), (21, &[CASH, four])],
    );
    let renamed: Row = ("BND", dec!(10), dec!(1000));
    cases.account(
        "One fund, two ids",
        dec!(1100),
        &[(20, &[CASH, FUND]), (21, &[CASH, renamed])],
    );
    cases.account("Removed", dec!(1100), &both);
    let removed = cases.portfolio.accounts.last_mut().expect("an account");
    removed.missing_since = Some(on(22));
    cases
}

#[test]
fn every_case_says_what_is_known_and_none_is_a_gain() {
    let state = cases().state();
    let harness = page::open(state.clone(), [1244.0, 1600.0]);
    let spoken = page::spoken(&harness);
    for (account, said) in [
        (
            "First sync only",
            "agrees, units: known from the next sync on",
        ),
        ("No cash listed", "agrees, units: 1 of 1 agree"),
        ("Opened by a transfer", "agrees, units: 1 of 1 agree"),
        ("Sends units", "agrees, units: 1 of 1 agree"),
        ("Receives units", "agrees, units: 1 of 1 agree"),
        (
            "Sweep listed twice",
            "explained: cash is listed as a fund, too, units: 1 of 1 agree",
        ),
        (
            "Trade not settled",
            "explained: sell of 21 Nov on its way, units: 1 in flight",
        ),
        ("Split", "agrees, units: 1 split or the like"),
        ("One fund, two ids", "agrees, units: 2 unexplained"),
    ] {
        let is_it = |it: &&String| it.starts_with(account) && it.contains("difference");
        let row = spoken.iter().find(is_it);
        let row = row.unwrap_or_else(|| panic!("{account}: {spoken:?}"));
        assert!(row.ends_with(said), "{row}");
    }
    let said = |part: &str| spoken.iter().any(|it| it.contains(part));
    assert!(said("10 VTI disappeared from One fund, two ids"));
    assert!(said("10 BND appeared in One fund, two ids"));
    assert!(said(
        "Sweep listed twice reports another balance than its holdings"
    ));
    assert!(said("Removed is no longer listed"));
    assert!(!said("Trade not settled reports another balance"));
    page::shoot_all(&state, "state-honest-cases");
}

/// Accounts of which the page says what was gained, flowed in and earned, and the
/// time-weighted return in percent, if there is one.
type Gained = (&'static str, [Decimal; 3], Option<Decimal>);

const GAINED: [Gained; 8] = [
    (
        "Contribution that buys",
        [dec!(0), dec!(500), dec!(0)],
        Some(dec!(0)),
    ),
    (
        "Reinvested in one row",
        [dec!(35), dec!(0), dec!(35)],
        Some(dec!(3.182)),
    ),
    (
        "Reinvested in two rows",
        [dec!(35), dec!(0), dec!(35)],
        Some(dec!(3.182)),
    ),
    (
        "Option that expired",
        [dec!(-250), dec!(0), dec!(0)],
        Some(dec!(-71.429)),
    ),
    (
        "Fee inside the amount",
        [dec!(-4.95), dec!(0), dec!(0)],
        Some(dec!(-0.45)),
    ),
    (
        "Fee beside the amount",
        [dec!(-4.95), dec!(0), dec!(0)],
        Some(dec!(-0.45)),
    ),
    (
        "Lost in full",
        [dec!(-1000), dec!(0), dec!(0)],
        Some(dec!(-100)),
    ),
    ("Eleven dollars", [dec!(0), dec!(5000), dec!(0)], None),
];

fn gains() -> Cases {
    let mut cases = Cases::new();
    let usd = |it: Decimal| ("CUR:USD", it, it);
    let more: Row = ("VTI", dec!(15), dec!(1500));
    let account = "Contribution that buys";
    cases.account(
        account,
        dec!(1600),
        &[(20, &[CASH, FUND]), (21, &[CASH, more])],
    );
    let bought = (dec!(5), dec!(500));
    cases.row(account, 21, Some("VTI"), ("buy", "contribution"), bought);
    for (account, is_apart) in [
        ("Reinvested in one row", false),
        ("Reinvested in two rows", true),
    ] {
        let after: Row = ("VTI", dec!(10.35), dec!(1035));
        cases.account(
            account,
            dec!(1135),
            &[(20, &[CASH, FUND]), (21, &[CASH, after])],
        );
        if is_apart {
            cases.row(
                account,
                21,
                Some("VTI"),
                ("cash", "dividend"),
                (dec!(0), dec!(-35)),
            );
        }
        let words = ("buy", "dividend reinvestment");
        cases.row(account, 21, Some("VTI"), words, (dec!(0.35), dec!(35)));
    }
    let call = Security {
        name: Some("VTI 20 Nov 2026 120 call".into()),
        asset_class: Some("derivative".into()),
        option_contract: Some(OptionContract {
            contract_type: Some("call".into()),
            expiration_date: Some(on(20)),
            strike_price: Some(dec!(120)),
            underlying_security_ticker: Some("VTI".into()),
        }),
        ..Security::unknown("CALL".into())
    };
    cases.portfolio.securities.insert(call.id.clone(), call);
    let option: Row = ("CALL", dec!(100), dec!(250));
    let account = "Option that expired";
    cases.account(account, dec!(100), &[(20, &[CASH, option]), (21, &[CASH])]);
    for (account, amount) in [
        ("Fee inside the amount", dec!(1004.95)),
        ("Fee beside the amount", dec!(1000)),
    ] {
        let (before, after) = (usd(dec!(1100)), usd(dec!(95.05)));
        cases.account(
            account,
            dec!(1095.05),
            &[(20, &[before]), (21, &[after, FUND])],
        );
        cases.row(account, 21, Some("VTI"), ("buy", "buy"), (dec!(10), amount));
        let row = cases.portfolio.transactions.last_mut().expect("a row");
        (row.price, row.fees) = (Some(dec!(100)), Some(dec!(4.95)));
    }
    let account = "Lost in full";
    let (stock, nothing): (Row, Row) = (("AAPL", dec!(5), dec!(1000)), ("AAPL", dec!(0), dec!(0)));
    cases.account(account, dec!(0), &[(20, &[stock]), (21, &[nothing])]);
    let gone = (dec!(-5), dec!(0));
    cases.row(account, 21, Some("AAPL"), ("transfer", "expire"), gone);
    let account = "Eleven dollars";
    let (few, many) = (usd(dec!(11)), usd(dec!(5011)));
    cases.account(account, dec!(5011), &[(20, &[few]), (21, &[many])]);
    cases.row(
        account,
        21,
        None,
        ("cash", "deposit"),
        (dec!(0), dec!(-5000)),
    );
    cases
}

#[test]
fn every_case_gains_what_it_did_and_no_deposit() {
    let (portfolio, history) = gains().read();
    let mut state = page::state(Screen::Performance, portfolio);
    measured::hold(&mut state, history);
    state.view.range = RangeChoice::All;
    state.view.performance.by = PartBy::Account;
    let portfolio = state.portfolio.clone().expect("a portfolio");
    let model = PerformanceModel::build(&portfolio, &PerformanceInput::of(&state));
    let shown = model.shown.expect("something to measure");
    for (account, gained, rate) in GAINED {
        let row = shown.rows.iter().find(|it| it.name == account);
        let row = row.unwrap_or_else(|| panic!("{account}"));
        assert_eq!([row.gain, row.flows, row.income], gained, "{account}");
        let percent = row
            .time_weighted
            .map(|it| (it * dec!(100)).round_dp(3).normalize());
        assert_eq!(percent, rate, "{account}");
    }
    page::shoot_all(&state, "state-honest-gains");
}
