//! Whether the signs of an institution's quantities can be relied on.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

use crate::{
    analytics::flows::{is_by_sign, signed_units},
    connect::Connection,
    domain::{AccountId, SecurityId, TransactionKind},
    portfolio::{History, ObservedRow, Portfolio},
};

/// What is known of the sign convention of an institution.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Signs {
    /// Nothing shows it, or its rows contradict it.
    #[default]
    Unknown,
    /// Its purchases and sales are signed as they should be.
    Shown,
    /// Units between two snapshots came out by rows whose direction is in the
    /// sign alone.
    Proven,
}

/// Names an institution: by its id where it has one, else by the connection.
type Institution<'a> = &'a str;

/// The conventions of the institutions of a portfolio. Every institution proves
/// its own: nothing of another one matters.
pub(super) struct Conventions<'a> {
    of_account: BTreeMap<&'a AccountId, Institution<'a>>,
    known: BTreeMap<Institution<'a>, Signs>,
}

impl<'a> Conventions<'a> {
    /// Those that the rows show, and, with a history, those that it proves.
    pub(super) fn of(
        portfolio: &'a Portfolio,
        history: Option<&History>,
        in_view: impl Fn(&AccountId) -> bool,
        day_of: impl Fn(DateTime<Utc>) -> NaiveDate,
    ) -> Self {
        let of_account: BTreeMap<_, _> = (portfolio.accounts.iter())
            .filter(|it| in_view(&it.id))
            .map(|it| {
                let connection = portfolio.connection(&it.item_id);
                let institution = connection.map(Connection::institution_key);
                (&it.id, institution.unwrap_or(it.item_id.as_str()))
            })
            .collect();
        // Sales with the sign of a sale, and with another one.
        let mut sales: BTreeMap<_, (usize, usize)> = BTreeMap::new();
        let mut by_sign: BTreeMap<(&AccountId, &SecurityId), Vec<NaiveDate>> = BTreeMap::new();
        let mut moved: BTreeMap<(&AccountId, &SecurityId), Vec<(NaiveDate, Decimal)>> =
            BTreeMap::new();
        for row in portfolio.transactions.iter().filter(|it| it.counts()) {
            let Some(institution) = of_account.get(&row.account_id) else {
                continue;
            };
            let meaning = row.meaning();
            let units = signed_units(row, meaning);
            let Some((security, units)) = row.security_id.as_ref().zip(units) else {
                continue;
            };
            let key = (&row.account_id, security);
            if is_by_sign(meaning) {
                by_sign.entry(key).or_default().push(row.date);
            } else {
                let is_signed = row.quantity == Some(units);
                let count = sales.entry(*institution).or_default();
                if !is_signed {
                    count.1 += 1;
                } else if meaning.kind == TransactionKind::Sell {
                    count.0 += 1;
                }
            }
            moved.entry(key).or_default().push((row.date, units));
        }
        for rows in moved.values_mut() {
            rows.sort_unstable();
        }
        let mut known: BTreeMap<_, _> = (sales.into_iter())
            .filter(|(_, (right, wrong))| *right > 0 && *wrong == 0)
            .map(|(institution, _)| (institution, Signs::Shown))
            .collect();
        if let Some(history) = history {
            for (key, days) in &by_sign {
                let institution = of_account[key.0];
                let is_open = known.get(institution) != Some(&Signs::Proven);
                let rows = &moved[key];
                if is_open && proves(history, *key, days, rows, &day_of) {
                    known.insert(institution, Signs::Proven);
                }
            }
        }
        Self { of_account, known }
    }

    pub(super) fn of_account(&self, account: &AccountId) -> Signs {
        let institution = self.of_account.get(account);
        let known = institution.and_then(|it| self.known.get(it));
        known.copied().unwrap_or_default()
    }
}

/// Whether the rows between two snapshots make up what became of the units, where
/// one of the `days` lies between them. `rows` are by day.
fn proves(
    history: &History,
    (account, security): (&AccountId, &SecurityId),
    days: &[NaiveDate],
    rows: &[(NaiveDate, Decimal)],
    day_of: impl Fn(DateTime<Utc>) -> NaiveDate,
) -> bool {
    let observations = history.of(account);
    let next_of = |day: &NaiveDate| observations.partition_point(|it| day_of(it.synced_at) < *day);
    let next: BTreeSet<usize> = days.iter().map(next_of).collect();
    let units = |rows: &[ObservedRow]| {
        let mut own = rows.iter().filter(|it| it.security == *security);
        own.try_fold(Decimal::ZERO, |sum, it| sum.checked_add(it.units?))
    };
    next.into_iter().any(|next| {
        let before = next.checked_sub(1).and_then(|at| observations.get(at));
        let Some((before, after)) = before.zip(observations.get(next)) else {
            return false;
        };
        let (from, to) = (day_of(before.synced_at), day_of(after.synced_at));
        let first = rows.partition_point(|it| it.0 <= from);
        let between = rows[first..].iter().take_while(|it| it.0 <= to);
        let moved: Decimal = between.map(|it| it.1).sum();
        let came = units(&after.rows).zip(units(&before.rows));
        !moved.is_zero() && came.is_some_and(|(has, had)| has - had == moved)
    })
}
