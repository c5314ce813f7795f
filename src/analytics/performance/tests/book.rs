//! Small portfolios with their history.

use chrono::{Days, NaiveDate, Utc};
use rust_decimal::Decimal;

use crate::{
    analytics::{
        attention::{Review, review},
        performance::{Ledgers, Measured, Performance, measure},
        reconciliation::{Difference, Reconciliation, reconcile},
    },
    domain::{Account, Answer, Currency, Resolution, Snapshot, SnapshotRow, Transaction},
    portfolio::{AccountValue, History, Portfolio, sample},
};

/// Accounts, what they held, and what happened.
#[derive(Clone, Default)]
pub(super) struct Book {
    pub(super) portfolio: Portfolio,
    snapshots: Vec<Snapshot>,
}

/// A day of 2026, counted from the first of November.
pub(super) fn day(at: u64) -> NaiveDate {
    sample::november(1) + Days::new(at)
}

impl Book {
    /// Empty accounts of one connection.
    pub(super) fn with(accounts: &[&str]) -> Self {
        let mut book = Self::default();
        book.portfolio.connections = vec![sample::connection("item", "Bank", 1)];
        book.portfolio.accounts = accounts
            .iter()
            .map(|it| sample::account(it, "item"))
            .collect();
        for (id, class) in [("cash", "cash"), ("VTI", "etf"), ("BND", "etf")] {
            book.portfolio
                .securities
                .insert(id.into(), sample::security(id, class));
        }
        book
    }

    pub(super) fn account(&mut self, id: &str) -> &mut Account {
        let mut accounts = self.portfolio.accounts.iter_mut();
        accounts
            .find(|it| it.id.as_str() == id)
            .expect("an account")
    }

    /// A sync of an account that lists `rows`: security, units and value.
    pub(super) fn sync(&mut self, account: &str, at: u64, rows: &[(&str, Decimal, Decimal)]) {
        let synced_at = day(at).and_hms_opt(12, 0, 0).expect("a time").and_utc();
        let snapshot = |row| Snapshot {
            synced_at,
            account_id: account.into(),
            balance: None,
            balance_currency: Some(Currency::iso("USD")),
            row,
        };
        let rows = rows.iter().map(|(security, units, value)| SnapshotRow {
            security_id: (*security).into(),
            quantity: Some(*units),
            institution_price: None,
            institution_value: Some(*value),
            cost_basis: None,
            vested_quantity: None,
            vested_value: None,
            currency: Some(Currency::iso("USD")),
        });
        self.snapshots.extend(rows.map(|it| snapshot(Some(it))));
        self.portfolio.account_values.push(AccountValue {
            synced_at,
            account_id: account.into(),
            currency: Some(Currency::iso("USD")),
            market_value: None,
            unknown: [].into(),
        });
    }

    /// What the institution says that an account is worth, at the syncs of a day. What
    /// is worth nothing beside units has a price of zero, as institutions report it.
    pub(super) fn balance(&mut self, at: u64, balance: Option<Decimal>) {
        let on = day(at);
        let synced = self.snapshots.iter_mut();
        for it in synced.filter(|it| it.synced_at.date_naive() == on) {
            it.balance = balance;
        }
    }

    /// As if there had been no syncs after a day.
    pub(super) fn forget_syncs_after(&mut self, at: u64) {
        let last = day(at);
        self.snapshots
            .retain(|it| it.synced_at.date_naive() <= last);
        self.portfolio
            .account_values
            .retain(|it| it.synced_at.date_naive() <= last);
    }

    /// Cash, and units of VTI at a price.
    pub(super) fn sync_vti(
        &mut self,
        account: &str,
        at: u64,
        cash: Decimal,
        vti: (Decimal, Decimal),
    ) {
        let vti = ("VTI", vti.0, vti.0 * vti.1);
        self.sync(account, at, &[("cash", cash, cash), vti]);
    }

    /// To be called where an earlier day was synced after a later one.
    pub(super) fn sort_syncs(&mut self) {
        self.snapshots.sort_by_key(|it| it.synced_at);
        self.portfolio.account_values.sort_by_key(|it| it.synced_at);
    }

    /// A row; `units` of VTI and their `price` may be zero, and then name no
    /// security. Plaid's sign of the amount.
    pub(super) fn row(
        &mut self,
        account: &str,
        at: u64,
        words: (&str, &str),
        (units, price): (Decimal, Decimal),
        amount: Decimal,
    ) {
        let id = format!("t{}", self.portfolio.transactions.len());
        let row = Transaction {
            date: day(at),
            security_id: (!units.is_zero()).then(|| "VTI".into()),
            quantity: Some(units),
            price: Some(price),
            subtype: Some(words.1.into()),
            ..sample::transaction(&id, account, 1, words.0, amount)
        };
        self.portfolio.transactions.push(row);
    }

    /// Money paid in, or out where it is negative.
    pub(super) fn pay(&mut self, account: &str, at: u64, amount: Decimal) {
        let words = if amount.is_sign_negative() {
            ("cash", "withdrawal")
        } else {
            ("cash", "deposit")
        };
        self.row(account, at, words, (Decimal::ZERO, Decimal::ZERO), -amount);
    }

    /// All accounts together, in dollars.
    pub(super) fn measured(&self) -> Measured {
        let mut all = self.all();
        assert_eq!(all.len(), 1, "one currency");
        all.remove(0)
    }

    pub(super) fn all(&self) -> Vec<Measured> {
        let (portfolio, history) = self.read();
        measure(&portfolio, &history, |_| true, &Utc, day(4000))
    }

    /// How everything came out.
    pub(super) fn reconciled(&self) -> Reconciliation {
        let (portfolio, history) = self.read();
        let ledgers = Ledgers::read(&portfolio, &history, |_| true, &Utc, day(4000));
        reconcile(&portfolio, &ledgers, &Utc)
    }

    /// The page of what needs attention, three days after the first of November.
    pub(super) fn reviewed(&self) -> Review {
        let (portfolio, _) = self.read();
        let now = sample::noon(4);
        review(
            &portfolio,
            &self.reconciled(),
            |_| true,
            |_| true,
            now,
            &Utc,
        )
    }

    fn read(&self) -> (Portfolio, History) {
        let portfolio = self.portfolio.clone().prepared();
        let mut history = History::default();
        for it in &self.snapshots {
            history.add(&portfolio, it);
        }
        let history = history.handed_on(&portfolio);
        (portfolio, history)
    }

    /// Everything that no row explains, by day.
    pub(super) fn differences(&self) -> Vec<Difference> {
        let ledgers = self.reconciled().ledgers;
        ledgers.into_iter().flat_map(|it| it.differences).collect()
    }

    /// Says of a difference how it came about.
    pub(super) fn tell(&mut self, difference: &Difference, answer: Answer) {
        let told = Resolution::new(difference.subject(), answer, sample::noon(4));
        self.portfolio.resolutions.push(told);
    }

    /// The whole over all days.
    pub(super) fn performance(&self) -> Performance {
        self.measured().performance(None, None)
    }
}
