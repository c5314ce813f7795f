//! Which row a cancellation takes back.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;

use super::is_free;
use crate::domain::{AccountId, Relation, SecurityId, Transaction, TransactionId, TransactionType};

/// How many days before its cancellation a row may lie: as long as every sync
/// reads again, so that both are known to be listed.
const MOST_DAYS: Days = Days::new(90);

/// In what a cancellation agrees with a row, the strongest first.
#[derive(Clone, Copy)]
enum Level {
    /// Units and price, and the amount; units and amount turned.
    Everything,
    /// Units turned, and price.
    UnitsAndPrice,
    /// Everything, with signs repeated.
    EverythingRepeated,
    /// Units and price, with signs repeated.
    UnitsAndPriceRepeated,
    /// Units and amount turned; the price is not said by both.
    UnitsAndAmount,
    UnitsAndAmountRepeated,
    /// Price, and amount turned; the units are not said by both.
    PriceAndAmount,
    PriceAndAmountRepeated,
    /// The amount turned, of a pending row: neither says anything else.
    PendingAmount,
}

impl Level {
    const ALL: [Self; 9] = [
        Self::Everything,
        Self::UnitsAndPrice,
        Self::EverythingRepeated,
        Self::UnitsAndPriceRepeated,
        Self::UnitsAndAmount,
        Self::UnitsAndAmountRepeated,
        Self::PriceAndAmount,
        Self::PriceAndAmountRepeated,
        Self::PendingAmount,
    ];
}

/// What has to be equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key<'a> {
    place: Place<'a>,
    units: Option<Decimal>,
    price: Option<Decimal>,
    amount: Option<Decimal>,
    /// Whether the figure that is left out is one that the row does not say.
    is_gap: bool,
}

type Place<'a> = (&'a AccountId, Option<&'a SecurityId>);

fn place_of(row: &Transaction) -> Place<'_> {
    (&row.account_id, row.security_id.as_ref())
}

/// The figures of a row, or of what a cancellation takes back; `None` where
/// nothing is said: no figure, or zero.
#[derive(Clone, Copy)]
struct Figures {
    units: Option<Decimal>,
    price: Option<Decimal>,
    amount: Option<Decimal>,
}

impl Figures {
    fn of(row: &Transaction) -> Self {
        let said = |figure: Option<Decimal>| figure.filter(|it| !it.is_zero());
        Self {
            units: said(row.quantity),
            price: said(row.price).map(|it| it.abs()),
            amount: said(row.amount),
        }
    }

    fn turned(self) -> Self {
        Self {
            units: self.units.map(|it| -it),
            amount: self.amount.map(|it| -it),
            ..self
        }
    }

    fn sizes(self) -> Self {
        Self {
            units: self.units.map(|it| it.abs()),
            amount: self.amount.map(|it| it.abs()),
            ..self
        }
    }

    /// What has to be equal at `level`, with what is left out there; `None`
    /// where a figure is missing.
    fn key(self, level: Level, place: Place<'_>) -> Option<(Key<'_>, Option<Decimal>)> {
        let Self {
            units,
            price,
            amount,
        } = match level {
            Level::EverythingRepeated
            | Level::UnitsAndPriceRepeated
            | Level::UnitsAndAmountRepeated
            | Level::PriceAndAmountRepeated => self.sizes(),
            Level::Everything
            | Level::UnitsAndPrice
            | Level::UnitsAndAmount
            | Level::PriceAndAmount
            | Level::PendingAmount => self,
        };
        let key = |units, price, amount| Key {
            place,
            units,
            price,
            amount,
            is_gap: false,
        };
        match level {
            Level::Everything | Level::EverythingRepeated => {
                Some((key(Some(units?), Some(price?), Some(amount?)), None))
            }
            Level::UnitsAndPrice | Level::UnitsAndPriceRepeated => {
                Some((key(Some(units?), Some(price?), None), None))
            }
            Level::UnitsAndAmount | Level::UnitsAndAmountRepeated => {
                Some((key(Some(units?), None, Some(amount?)), price))
            }
            Level::PriceAndAmount | Level::PriceAndAmountRepeated => {
                Some((key(None, Some(price?), Some(amount?)), units))
            }
            Level::PendingAmount if units.is_none() && price.is_none() && place.1.is_none() => {
                Some((key(None, None, Some(amount?)), None))
            }
            Level::PendingAmount => None,
        }
    }
}

/// The rows that may be taken back, by what has to be equal; each by its day
/// and id, with its index.
type Listed<'a> = BTreeMap<Key<'a>, BTreeSet<(NaiveDate, &'a TransactionId, usize)>>;

/// Links every cancellation with the row that it takes back.
pub(super) fn link(rows: &mut [Transaction]) {
    let is_cancel = |it: &Transaction| it.transaction_type == TransactionType::Cancel;
    let mut cancels: Vec<usize> = (0..rows.len())
        .filter(|&at| is_cancel(&rows[at]) && is_free(&rows[at]))
        .collect();
    if cancels.is_empty() {
        return;
    }
    cancels.sort_unstable_by_key(|&at| (rows[at].date, &rows[at].id));
    let places: HashSet<Place<'_>> = cancels.iter().map(|&at| place_of(&rows[at])).collect();
    let listed: Vec<usize> = (0..rows.len())
        .filter(|&at| !is_cancel(&rows[at]) && places.contains(&place_of(&rows[at])))
        .collect();
    for level in Level::ALL {
        let pairs = pairs_at(level, rows, &cancels, &listed);
        for (cancel, row) in pairs {
            rows[row].context.relation = Relation::Cancellation(rows[cancel].id.clone());
            rows[cancel].context.relation = Relation::Cancellation(rows[row].id.clone());
        }
    }
}

/// The pairs that agree at `level`: each cancellation, the earliest first, with
/// the latest row that is left.
fn pairs_at(
    level: Level,
    rows: &[Transaction],
    cancels: &[usize],
    listed: &[usize],
) -> Vec<(usize, usize)> {
    let mut free = Listed::new();
    for &at in listed {
        let row = &rows[at];
        let may_be_taken = !matches!(level, Level::PendingAmount) || row.is_pending();
        if !is_free(row) || !may_be_taken {
            continue;
        }
        let Some((key, left_out)) = Figures::of(row).key(level, place_of(row)) else {
            continue;
        };
        for is_gap in [false, true] {
            if !is_gap || left_out.is_none() {
                let key = Key { is_gap, ..key };
                free.entry(key).or_default().insert((row.date, &row.id, at));
            }
        }
    }
    let mut pairs = vec![];
    for &at in cancels {
        let cancel = &rows[at];
        let figures = Figures::of(cancel).turned();
        let Some((key, left_out)) = figures
            .key(level, place_of(cancel))
            .filter(|_| is_free(cancel))
        else {
            continue;
        };
        // What the cancellation says of the figure that is left out, the row
        // does not.
        let key = Key {
            is_gap: left_out.is_some(),
            ..key
        };
        let start = cancel.date.checked_sub_days(MOST_DAYS);
        let latest = free.get(&key).and_then(|rows| {
            let up_to = rows.iter().rev().find(|it| it.0 <= cancel.date)?;
            (Some(up_to.0) >= start).then_some(*up_to)
        });
        if let Some(row) = latest {
            for is_gap in [false, true] {
                if let Some(list) = free.get_mut(&Key { is_gap, ..key }) {
                    list.remove(&row);
                }
            }
            pairs.push((at, row.2));
        }
    }
    pairs
}
