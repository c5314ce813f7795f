//! What one account had of one security at its syncs. Rules:
//! `docs/spec/allocation.md`.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use rust_decimal::Decimal;

use super::value_history::{ValuePoint, is_ahead};
use crate::domain::{AccountId, Currency, Snapshot};
use crate::portfolio::Portfolio;
use crate::valuation::Worth;

/// The value of a security in `account`, and in those that it continues, after
/// the last sync of each day, oldest first. Days begin at midnight in `zone`.
///
/// `snapshots` have rows of that security alone. A day whose value is not known
/// has no point, nor has one before it was first held; a day without it later
/// on is worth zero. What is dated after `today` is left out.
pub fn holding_history<Tz: TimeZone>(
    portfolio: &Portfolio,
    account: &AccountId,
    currency: Option<&Currency>,
    snapshots: &[Snapshot],
    zone: &Tz,
    today: NaiveDate,
) -> Vec<ValuePoint> {
    held_by_day(portfolio, account, currency, snapshots, zone)
        .into_iter()
        .map(|(day, held)| (day, held.1))
        .filter(|(day, _)| !is_ahead(*day, today))
        .skip_while(|(_, value)| *value == Some(Decimal::ZERO))
        .filter_map(|(day, value)| Some(ValuePoint { day, value: value? }))
        .collect()
}

/// Units and value, as far as they are known.
type Held = (Option<Decimal>, Option<Decimal>);

/// What the account had of it after the last sync of each day, zero where it listed
/// none.
pub(super) fn held_by_day<Tz: TimeZone>(
    portfolio: &Portfolio,
    account: &AccountId,
    currency: Option<&Currency>,
    snapshots: &[Snapshot],
    zone: &Tz,
) -> BTreeMap<NaiveDate, Held> {
    // The syncs that count for the account, after histories were handed on.
    let syncs: HashSet<DateTime<Utc>> = portfolio
        .account_values
        .iter()
        .filter(|it| it.account_id == *account)
        .map(|it| it.synced_at)
        .collect();
    let line = portfolio.predecessors(account).chain([account]);
    let ranks: HashMap<&AccountId, usize> = line.enumerate().map(|(at, it)| (it, at)).collect();

    // Of accounts synced at the same moment, the one that continues the other.
    let nothing = (Some(Decimal::ZERO), Some(Decimal::ZERO));
    let sum = |a: Option<Decimal>, b: Option<Decimal>| a?.checked_add(b?);
    let mut at_syncs: BTreeMap<DateTime<Utc>, (usize, Held)> = BTreeMap::new();
    for it in snapshots.iter().filter(|it| syncs.contains(&it.synced_at)) {
        let Some(&rank) = ranks.get(&it.account_id) else {
            continue;
        };
        let at_sync = at_syncs.entry(it.synced_at).or_insert((rank, nothing));
        if rank > at_sync.0 {
            *at_sync = (rank, nothing);
        }
        let Some(row) = it.row.as_ref().filter(|_| rank == at_sync.0) else {
            continue;
        };
        let security = portfolio.security(&row.security_id);
        let worth = Worth::of_snapshot(row, security, portfolio.account(account));
        if worth.currency.as_ref() == currency {
            let held = &mut at_sync.1;
            *held = (sum(held.0, worth.units), sum(held.1, worth.value.ok()));
        }
    }
    at_syncs
        .into_iter()
        .map(|(at, (_, held))| (at.with_timezone(zone).date_naive(), held))
        .collect()
}

#[cfg(test)]
mod tests;
