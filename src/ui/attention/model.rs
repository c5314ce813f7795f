//! What the page lists, worked out off the frame.

use std::{collections::HashMap, sync::Arc};

use chrono::{DateTime, Local, NaiveDate, Utc};
use rust_decimal::Decimal;

use crate::{
    analytics::attention::{Item, Resolved, Review, alike, review},
    domain::{Currency, Transaction, TransactionId},
    portfolio::Portfolio,
    state::{AccountFilter, AppState, Reconciled},
    text::{
        self, AccountNames,
        format::{self, Figures},
    },
    ui::{PageModel, transactions},
};

/// How many items stand on the page at once.
pub const MOST_ITEMS: usize = 30;

/// How many records of an item are listed.
const MOST_RECORDS: usize = 12;

/// What the model is built from, beside the portfolio.
#[derive(Clone, Debug, PartialEq)]
pub struct AttentionInput {
    accounts: AccountFilter,
    /// `None` until it is worked out.
    reconciled: Option<Reconciled>,
    /// Ages are counted until this day.
    today: NaiveDate,
    now: Moment,
    /// How the records are written.
    figures: Figures,
}

/// The time, which alone makes nothing anew.
#[derive(Clone, Copy, Debug)]
struct Moment(DateTime<Utc>);

impl PartialEq for Moment {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl AttentionInput {
    /// As `state` asks for; what was worked out of another portfolio counts as
    /// not worked out.
    pub fn of(state: &AppState) -> Self {
        let portfolio = state.portfolio.as_ref();
        let reconciled = state.reconciled.as_ref();
        Self {
            accounts: state.view.accounts.clone(),
            reconciled: reconciled
                .filter(|it| portfolio.is_some_and(|portfolio| it.is_of(portfolio)))
                .cloned(),
            today: state.today(),
            now: Moment(state.moment()),
            figures: Figures::of(state),
        }
    }

    /// Whether there is something to build from.
    pub fn is_ready(&self) -> bool {
        self.reconciled.is_some()
    }
}

/// The page, ready to paint.
pub struct AttentionModel {
    pub portfolio: Arc<Portfolio>,
    /// Whether units were compared; until then nothing is listed.
    pub is_read: bool,
    pub accounts: Vec<AccountLine>,
    pub items: Vec<Item>,
    pub resolved: Vec<Resolved>,
    /// Of each item that others are like, by its id: all of them, as places in
    /// the items.
    alike: HashMap<Arc<str>, Arc<[usize]>>,
    /// Of each item by its id: what it rests on, and how many records more.
    records: HashMap<Arc<str>, (Vec<Record>, usize)>,
    /// The longest to write of what is listed, of balances and of differences.
    pub widest: [(Option<Decimal>, Option<Currency>); 3],
}

/// A line of the table of accounts.
pub struct AccountLine {
    pub name: String,
    pub check: crate::analytics::attention::AccountCheck,
}

/// Something that an item rests on, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    /// What a sync found: which one, and the units of the security.
    Snapshot { day: String, found: String },
    /// A transaction: what it was, and what it did to cash.
    Row {
        id: TransactionId,
        what: String,
        effect: String,
    },
}

impl Record {
    fn snapshot(day: NaiveDate, units: Option<Decimal>, figures: Figures) -> Self {
        let units = units.map(|it| format!("{} units", figures.quantity(Some(it))));
        Self::Snapshot {
            day: format!("Sync of {}", format::date(day)),
            found: units.unwrap_or_default(),
        }
    }

    fn row(portfolio: &Portfolio, row: &Transaction, figures: Figures) -> Self {
        let name = text::transaction_name(portfolio, row);
        let kind = transactions::type_label(row);
        Self::Row {
            id: row.id.clone(),
            what: format!("{} · {kind} · {name}", format::date(row.date)),
            effect: figures.signed_money(row.cash_effect(), row.currency.as_ref()),
        }
    }
}

impl PageModel for AttentionModel {
    type Query = AttentionInput;

    fn build(portfolio: &Arc<Portfolio>, input: &AttentionInput) -> Self {
        let Some(reconciled) = &input.reconciled else {
            return Self::empty(portfolio);
        };
        let found = review(
            portfolio,
            reconciled.get(),
            |account| input.accounts.contains(portfolio, account),
            |item| input.accounts.covers(portfolio, item),
            input.now.0,
            &Local,
        );
        Self::of(portfolio, found, input.figures)
    }
}

impl AttentionModel {
    fn empty(portfolio: &Arc<Portfolio>) -> Self {
        Self {
            is_read: false,
            ..Self::of(portfolio, Review::default(), Figures { hide: false })
        }
    }

    fn of(portfolio: &Arc<Portfolio>, found: Review, figures: Figures) -> Self {
        let names = AccountNames::of(portfolio);
        let money = || found.accounts.iter().map(|it| &it.money);
        let longest = |figures: &mut dyn Iterator<Item = (Option<Decimal>, Option<Currency>)>| {
            let length = |it: &Decimal| it.to_string().len();
            let known = figures.filter(|it| it.0.is_some());
            let longest = known.max_by_key(|it| it.0.as_ref().map(length));
            longest.unwrap_or_default()
        };
        let widest = [
            longest(&mut money().map(|it| (it.listed, it.currency.clone()))),
            longest(&mut money().map(|it| (it.balance, it.currency.clone()))),
            longest(&mut money().map(|it| (it.difference(), it.currency.clone()))),
        ];
        let records = records(portfolio, &found.items, figures);
        let alike = alike(&found.items);
        let accounts = found.accounts.into_iter().map(|check| AccountLine {
            name: names
                .get(&check.money.account)
                .unwrap_or(check.money.account.as_str())
                .to_owned(),
            check,
        });
        Self {
            portfolio: Arc::clone(portfolio),
            is_read: true,
            accounts: accounts.collect(),
            items: found.items,
            resolved: found.resolved,
            records,
            alike,
            widest,
        }
    }

    /// The places of an item and those that are like it; nothing where it is alone.
    pub fn alike(&self, item: &Item) -> &[usize] {
        self.alike.get(&item.id).map_or(&[], |it| it)
    }

    /// The items with how many others are like each; of those that are alike, the
    /// first alone.
    pub fn grouped(&self) -> impl Iterator<Item = (&Item, usize)> {
        let items = self.items.iter().enumerate();
        items.filter_map(|(at, item)| match self.alike(item) {
            [] => Some((item, 0)),
            [first, others @ ..] => (*first == at).then_some((item, others.len())),
        })
    }

    /// What an item rests on, and how many records of it are left out.
    pub fn records(&self, item: &Item) -> (&[Record], usize) {
        let found = self.records.get(&item.id);
        found.map_or((&[], 0), |(records, more)| (records, *more))
    }
}

/// The records of every item that has some.
fn records(
    portfolio: &Portfolio,
    items: &[Item],
    figures: Figures,
) -> HashMap<Arc<str>, (Vec<Record>, usize)> {
    let listed = items.iter().flat_map(|it| it.attention.rows());
    let mut wanted: HashMap<&TransactionId, Option<&Transaction>> =
        listed.map(|it| (it, None)).collect();
    for row in &portfolio.transactions {
        if let Some(found) = wanted.get_mut(&row.id) {
            *found = Some(row);
        }
    }
    let snapshot = |day, units| Record::snapshot(day, units, figures);
    let mut found = HashMap::new();
    for item in items {
        let rows = item.attention.rows();
        let listed = rows.iter().take(MOST_RECORDS);
        let listed = listed.filter_map(|id| wanted.get(id).copied().flatten());
        let listed = listed.map(|row| Record::row(portfolio, row, figures));
        let mut all: Vec<Record> = listed.collect();
        if let Some(it) = item.difference() {
            all.insert(0, snapshot(it.day, it.after));
            all.push(snapshot(it.from, it.before));
        }
        if !all.is_empty() {
            let more = rows.len().saturating_sub(MOST_RECORDS);
            found.insert(Arc::clone(&item.id), (all, more));
        }
    }
    found
}
