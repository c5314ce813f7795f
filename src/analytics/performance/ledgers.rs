//! Accounts, each read by itself: what they are compared by, and what every scope
//! is made of.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use chrono::{DateTime, NaiveDate, TimeZone, Utc};

use super::{
    ledger::{Ledger, Others, Sides, Source, currencies},
    measure::Measured,
};
use crate::{
    analytics::value_history::is_ahead,
    domain::{AccountId, Currency, Meaning, Resolution, Transaction},
    portfolio::{History, Observation, Portfolio},
};

/// The transactions of an account in a currency, and what each is.
type Rows<'a> = BTreeMap<(&'a AccountId, Option<&'a Currency>), Vec<(&'a Transaction, Meaning)>>;

/// Accounts as they were read once, whatever is looked at: a scope takes those that
/// it has.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ledgers {
    /// Those of an account one after the other, by currency.
    all: Vec<Arc<Ledger>>,
}

impl Ledgers {
    /// Reads the accounts that are `wanted`. Days begin at midnight in `zone`; what
    /// is dated after `today` is left out.
    pub fn read<Tz: TimeZone>(
        portfolio: &Portfolio,
        history: &History,
        wanted: impl Fn(&AccountId) -> bool,
        zone: &Tz,
        today: NaiveDate,
    ) -> Self {
        let day_of = |at: DateTime<Utc>| at.with_timezone(zone).date_naive();
        let mut rows = rows(portfolio, &wanted, today);
        let told = told(portfolio, day_of);
        let sides = Sides::of(portfolio);
        let mut all = vec![];
        for account in portfolio.accounts.iter().filter(|it| wanted(&it.id)) {
            let observed = history.of(&account.id);
            let days: BTreeMap<NaiveDate, &Observation> = (observed.iter())
                .map(|it| (day_of(it.synced_at), &**it))
                .filter(|(day, _)| !is_ahead(*day, today))
                .collect();
            let removed = portfolio
                .connection(&account.item_id)
                .and_then(|it| it.disconnected_at)
                .map(&day_of);
            let ended = account.missing_since.into_iter().chain(removed).min();
            let gaps = portfolio.account_gaps.iter();
            let gaps = gaps.filter(|it| it.account_id == account.id && it.is_absence());
            let gaps = gaps.map(|it| (it.from, Some(it.until)));
            let unlisted: Vec<_> = gaps.chain(ended.map(|it| (it, None))).collect();
            for currency in currencies(observed).collect::<BTreeSet<_>>() {
                let mut rows = rows.remove(&(&account.id, currency)).unwrap_or_default();
                rows.sort_by(|a, b| (a.0.date, &a.0.id).cmp(&(b.0.date, &b.0.id)));
                let source = Source {
                    portfolio,
                    account: &account.id,
                    currency,
                    observations: days.iter().map(|(day, it)| (*day, *it)).collect(),
                    rows,
                    unlisted: unlisted.clone(),
                    told: told.get(&account.id).cloned().unwrap_or_default(),
                    others: Others {
                        portfolio,
                        history,
                        day_of: &day_of,
                        sides: &sides,
                    },
                };
                all.push(Arc::new(source.ledger()));
            }
        }
        Self { all }
    }

    /// Every account in every currency.
    pub fn iter(&self) -> impl Iterator<Item = &Ledger> {
        self.all.iter().map(|it| &**it)
    }

    /// The accounts `in_view`, by currency in the order of the codes.
    pub fn scopes(
        &self,
        portfolio: &Portfolio,
        in_view: impl Fn(&AccountId) -> bool,
    ) -> Vec<Measured> {
        let mut scopes: BTreeMap<Option<&Currency>, Vec<Arc<Ledger>>> = BTreeMap::new();
        for ledger in self.all.iter().filter(|it| in_view(&it.account)) {
            let scope = scopes.entry(ledger.currency.as_ref()).or_default();
            scope.push(Arc::clone(ledger));
        }
        let scopes = scopes.into_iter();
        scopes
            .map(|(currency, ledgers)| Measured::of(currency.cloned(), ledgers, portfolio))
            .collect()
    }
}

/// The transactions that count of the accounts that are `wanted`.
fn rows(portfolio: &Portfolio, wanted: impl Fn(&AccountId) -> bool, today: NaiveDate) -> Rows<'_> {
    let mut rows: Rows<'_> = BTreeMap::new();
    for row in portfolio.transactions.iter().filter(|it| it.counts()) {
        if wanted(&row.account_id) && !is_ahead(row.date, today) {
            rows.entry((&row.account_id, row.currency.as_ref()))
                .or_default()
                .push((row, row.meaning()));
        }
    }
    rows
}

/// What the person said of differences, by the account that has them now, each
/// with the day of the sync that found it.
fn told(
    portfolio: &Portfolio,
    day_of: impl Fn(DateTime<Utc>) -> NaiveDate,
) -> BTreeMap<&AccountId, Vec<(NaiveDate, &Resolution)>> {
    let mut told: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for it in &portfolio.resolutions {
        if let Some((account, at)) = it.subject.account.as_ref().zip(it.subject.found_at) {
            let account = portfolio.successor(account).unwrap_or(account);
            told.entry(account).or_default().push((day_of(at), it));
        }
    }
    told
}
