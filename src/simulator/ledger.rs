//! The history of one account, written day by day from its plan.

use chrono::NaiveDate;
use rust_decimal::{Decimal, dec};

use super::{
    market::Market,
    plan::AccountPlan,
    positions::{Effect, Positions, Row},
    random::{identifier, of_login, of_text},
    securities::Security,
};

/// One account: its plan and what has happened so far.
#[derive(Debug)]
pub(super) struct Ledger {
    pub(super) plan: &'static AccountPlan,
    pub(super) seed: u64,
    /// Which connection the identifiers belong to.
    login: u64,
    /// By date, and within a day in the order in which they happened.
    rows: Vec<Row>,
    now: Positions,
    /// Rows ever written, also those taken out again: no identifier returns.
    written: u64,
}

/// A day and its prices, as actions see it.
#[derive(Clone, Copy)]
pub(super) struct Trading<'a> {
    pub(super) market: &'a Market,
    pub(super) date: NaiveDate,
}

impl Trading<'_> {
    /// The day's price.
    pub(super) fn price(&self, security: &Security) -> Decimal {
        self.market.price(security, self.date)
    }
}

impl Ledger {
    /// An account in which nothing has happened yet.
    pub(super) fn new(plan: &'static AccountPlan, seed: u64) -> Self {
        Self {
            plan,
            seed,
            login: 0,
            rows: Vec::new(),
            now: Positions::default(),
            written: 0,
        }
    }

    pub(super) fn account_id(&self) -> String {
        self.identifier(&[of_text("account"), of_text(self.plan.key)])
    }

    /// An identifier under the connection there is now.
    pub(super) fn identifier(&self, parts: &[u64]) -> String {
        identifier(of_login(self.seed, self.login), parts)
    }

    /// Lists everything under other identifiers.
    pub(super) fn reissue(&mut self, login: u64) {
        self.login = login;
        for row in &mut self.rows {
            row.id = identifier(login, &[of_text(&row.id)]);
        }
    }

    /// All rows, oldest first.
    pub(super) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// How many rows are dated before `date`.
    pub(super) fn count_before(&self, date: NaiveDate) -> usize {
        self.rows.partition_point(|row| row.date < date)
    }

    /// What the account holds now, all rows counted.
    pub(super) fn now(&self) -> &Positions {
        &self.now
    }

    /// What the account holds at the end of `date`.
    pub(super) fn positions_on(&self, date: NaiveDate) -> Positions {
        Positions::after(self.rows.iter().take_while(|row| row.date <= date))
    }

    /// Lets everything happen that the plan has for that day, in a history
    /// that begins on `start`.
    pub(super) fn live_through(&mut self, day: Trading<'_>, start: NaiveDate) {
        for rule in self.plan.rules {
            if rule.0.falls_on(day.date, start) {
                self.carry_out(&rule.1, day);
            }
        }
    }

    /// A row on `date` that changes nothing yet.
    pub(super) fn blank(
        &self,
        date: NaiveDate,
        (kind, subtype): (&'static str, &'static str),
        name: String,
        security: Option<&'static Security>,
    ) -> Row {
        let parts = [of_text("row"), of_text(self.plan.key), self.written];
        Row {
            id: self.identifier(&parts),
            date,
            name,
            security,
            grant: None,
            kind,
            subtype,
            quantity: Decimal::ZERO,
            price: Decimal::ZERO,
            amount: dec!(0.00),
            fees: Some(Decimal::ZERO),
            effect: Effect::Cash,
        }
    }

    /// A row of the cash itself: quantity and amount are the same figure,
    /// positive when cash leaves.
    pub(super) fn blank_cash(
        &self,
        date: NaiveDate,
        subtype: &'static str,
        amount: Decimal,
        name: &str,
    ) -> Row {
        let kind = ("cash", subtype);
        let mut row = self.blank(date, kind, name.to_owned(), Some(self.plan.cash));
        (row.quantity, row.amount) = (amount, amount);
        row.fees = None;
        row
    }

    /// Adds a row to the history. Its date is not before that of the last one.
    pub(super) fn write(&mut self, row: Row) {
        self.written += 1;
        self.now.apply(&row);
        self.rows.push(row);
    }

    /// Adds a pending credit, to be taken out again by [`Ledger::settle`].
    pub(super) fn announce(&mut self, date: NaiveDate, amount: Decimal) {
        let row = self.blank_cash(date, PENDING, -amount, "PENDING DEPOSIT");
        self.write(row);
    }

    /// Takes out the pending rows and posts their amounts as deposits on
    /// `date`, under new identifiers. Returns how many.
    pub(super) fn settle(&mut self, date: NaiveDate) -> usize {
        let pending: Vec<_> = self
            .rows
            .extract_if(.., |row| row.subtype == PENDING)
            .collect();
        if !pending.is_empty() {
            self.now = Positions::after(&self.rows);
        }
        for row in &pending {
            let posted = self.blank_cash(date, "deposit", row.amount, "DEPOSIT");
            self.write(posted);
        }
        pending.len()
    }

    /// Rewords the latest row of the two weeks up to `date` that still has its
    /// first wording.
    pub(super) fn reword(&mut self, date: NaiveDate) {
        const ADDED: &str = " (SETTLED)";
        let recent = self
            .rows
            .iter_mut()
            .rev()
            .take_while(|row| (date - row.date).num_days() <= 14)
            .find(|row| row.subtype != PENDING && !row.name.ends_with(ADDED));
        if let Some(row) = recent {
            row.name.push_str(ADDED);
        }
    }
}

const PENDING: &str = "pending credit";
