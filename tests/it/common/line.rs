//! The line of values, worked out a second time: day by day, account by account,
//! by the definitions of `docs/spec/allocation.md`.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use holdfast::{
    analytics::value_history::value_history,
    domain::{AccountId, Currency, SecurityId},
    portfolio::{AccountValue, Portfolio},
    state::AccountFilter,
};
use rust_decimal::Decimal;

use super::truth::Exact;

/// What an account is known to be worth in one currency; none where something
/// is missing that was known before.
type Known = Option<Decimal>;

/// Checks the line of every currency, with one filter. Days are those of UTC.
pub(crate) fn check_line(portfolio: &Portfolio, filter: &AccountFilter, today: NaiveDate) {
    let in_view = |id: &AccountId| filter.contains(portfolio, id);
    let accounts: Vec<Line<'_>> = portfolio
        .accounts
        .iter()
        .filter(|account| in_view(&account.id))
        .map(|account| Line::of(portfolio, &account.id))
        .collect();
    let days: BTreeSet<NaiveDate> = accounts
        .iter()
        .flat_map(Line::days)
        .filter(|day| *day <= today)
        .collect();
    for history in value_history(portfolio, in_view, &Utc, today) {
        let currency = history.currency.as_ref();
        let mut drawn: BTreeMap<NaiveDate, Decimal> = history
            .points
            .iter()
            .map(|point| (point.day, point.value))
            .collect();
        assert_eq!(drawn.len(), history.points.len(), "one point for a day");
        let mut was_held = false;
        for day in &days {
            let held: Vec<&BTreeMap<_, Known>> =
                accounts.iter().filter_map(|line| line.on(*day)).collect();
            was_held |= held.iter().any(|values| values.contains_key(&currency));
            let shown = drawn.remove(day);
            if held.is_empty() || !was_held {
                assert_eq!(shown, None, "{day}: nothing was there");
                continue;
            }
            let exact = Exact::of(held.iter().filter_map(|it| it.get(&currency).copied()));
            match shown {
                Some(shown) if exact.known == 0 => assert!(shown.is_zero(), "{day}: {shown}"),
                Some(shown) => assert!(exact.is(Some(shown)), "{day}: {shown}, {exact:?}"),
                None => assert!(exact.missing > 0 || exact.is(None), "{day}: {exact:?}"),
            }
            assert!(shown.is_none() || exact.missing == 0, "{day}: {exact:?}");
        }
        assert!(drawn.is_empty(), "points of days without a sync: {drawn:?}");
    }
}

/// What one account was worth, sync by sync.
struct Line<'a> {
    syncs: BTreeMap<DateTime<Utc>, BTreeMap<Option<&'a Currency>, Known>>,
    /// The days on which it began not to be listed, and was listed again.
    gaps: Vec<(NaiveDate, Option<NaiveDate>)>,
}

impl<'a> Line<'a> {
    fn of(portfolio: &'a Portfolio, id: &AccountId) -> Self {
        let mut rows: Vec<_> = portfolio
            .account_values
            .iter()
            .filter(|value| value.account_id == *id)
            .collect();
        rows.sort_by_key(|value| value.synced_at);
        let mut syncs: BTreeMap<_, BTreeMap<_, Known>> = BTreeMap::new();
        // The least that was unknown so far, by currency.
        let mut least: BTreeMap<Option<&Currency>, BTreeSet<&SecurityId>> = BTreeMap::new();
        for (at, row) in rows.iter().enumerate() {
            let currency = row.currency.as_ref();
            let is_missed = |it: &&SecurityId| !is_given_up(&rows, at, it);
            let unknown: BTreeSet<&SecurityId> = row.unknown.iter().filter(is_missed).collect();
            let least = least.entry(currency).or_insert_with(|| unknown.clone());
            let is_whole = unknown.is_subset(least);
            if is_whole {
                *least = unknown;
            }
            let known = row.market_value.filter(|_| is_whole);
            let sync = syncs.entry(row.synced_at).or_default();
            sync.insert(currency, known);
        }
        let account = portfolio.account(id).expect("an account");
        let connection = portfolio.connection(&account.item_id);
        let removed = connection.and_then(|it| it.disconnected_at);
        let ends = removed.map(|at| at.date_naive());
        let ends = ends.into_iter().chain(account.missing_since);
        let gaps = portfolio.account_gaps.iter();
        let gaps = gaps.filter(|gap| gap.account_id == *id);
        let gaps = gaps.map(|gap| (gap.from, Some(gap.until)));
        Self {
            syncs,
            gaps: gaps.chain(ends.min().map(|day| (day, None))).collect(),
        }
    }

    /// The days on which something may change.
    fn days(&self) -> impl Iterator<Item = NaiveDate> {
        let synced = self.syncs.keys().map(DateTime::date_naive);
        synced.chain(self.gaps.iter().map(|(from, _)| *from))
    }

    /// What it was worth after the last sync of a day: by the latest sync since
    /// it was last listed again.
    fn on(&self, day: NaiveDate) -> Option<&BTreeMap<Option<&'a Currency>, Known>> {
        let is_gone = |(from, until): &(NaiveDate, Option<NaiveDate>)| {
            *from <= day && until.is_none_or(|until| day < until)
        };
        if self.gaps.iter().any(is_gone) {
            return None;
        }
        let syncs = self.syncs.iter().rev();
        let (at, values) = syncs
            .skip_while(|(at, _)| at.date_naive() > day)
            .map(|(at, values)| (at.date_naive(), values))
            .next()?;
        let was_gone_since = self.gaps.iter().any(|(from, _)| at < *from && *from <= day);
        (!was_gone_since).then_some(values)
    }
}

/// Whether a security is missing from a sync on up to the latest one of its account,
/// and was for more than a week: what is known counts without it.
fn is_given_up(rows: &[&AccountValue], at: usize, security: &SecurityId) -> bool {
    let own: Vec<_> = rows
        .iter()
        .filter(|it| it.currency == rows[at].currency)
        .collect();
    let missing = own.iter().rev();
    let missing = missing.take_while(|it| it.unknown.contains(security));
    let (first, last) = (missing.last(), own.last());
    first.zip(last).is_some_and(|(first, last)| {
        first.synced_at <= rows[at].synced_at && (last.synced_at - first.synced_at).num_days() > 7
    })
}
