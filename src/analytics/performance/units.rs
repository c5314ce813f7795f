//! Units rolled from one snapshot to the next through the rows between.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::entry::{business_days_after, business_days_before};

/// How many business days a row may lie from the snapshot that has it already,
/// or not yet: rows are dated when they are posted, and units move on the day of
/// the trade.
const IN_FLIGHT: u32 = 3;

/// The most units a split makes of one.
const LARGEST_SPLIT: u32 = 50;

/// How far the price may be from what a split makes of it.
const PRICE_MOVE: Decimal = rust_decimal::dec!(0.25);

/// What an account had of one security on a valued day; nothing where it listed
/// none of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Held {
    /// Unknown where the institution says a value alone.
    pub(super) units: Option<Decimal>,
    /// Unknown where nothing of it was ever known.
    pub(super) value: Option<Decimal>,
}

impl Held {
    pub(super) const NOTHING: Self = Self {
        units: Some(Decimal::ZERO),
        value: Some(Decimal::ZERO),
    };

    /// What one unit is worth.
    pub(super) fn price(self) -> Option<Decimal> {
        let units = self.units.filter(|it| !it.is_zero())?;
        self.value?.checked_div(units)
    }
}

/// A row that moved units of a security, or cash.
#[derive(Clone, Copy, Debug)]
pub(super) struct UnitRow {
    pub(super) date: NaiveDate,
    /// Signed.
    pub(super) units: Decimal,
    pub(super) is_corporate_action: bool,
    /// The number of the valued day up to which it counts; as many as there are
    /// days for one after the last.
    pub(super) interval: usize,
}

impl UnitRow {
    /// Whether it says anything of units.
    pub(super) fn tells_units(&self) -> bool {
        self.is_corporate_action || !self.units.is_zero()
    }
}

/// How units come out between two valued days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Units {
    /// The rows make up the difference.
    Agree,
    /// They do with rows that are dated a few days beyond the point.
    InFlight,
    /// A split or the like: by its row, or because the units have an exact
    /// ratio and the price has the opposite one.
    CorporateAction,
    /// So many are left, positive where there are more than rows explain.
    Unexplained(Decimal),
    /// The institution says no units.
    Unknown,
}

/// Days with a value, and how far from each interval between them a row may be
/// dated that counts for it.
pub(super) struct Calendar<'a> {
    days: &'a [NaiveDate],
    /// By the day that the interval ends on; that of the first one is empty.
    reach: Vec<(NaiveDate, NaiveDate)>,
}

impl<'a> Calendar<'a> {
    pub(super) fn of(days: &'a [NaiveDate]) -> Self {
        let before = std::iter::once(None).chain(days.iter().map(Some));
        let reach = before.zip(days).map(|(before, &day)| {
            let begin = before.map_or(day, |it| business_days_before(*it, IN_FLIGHT));
            (begin, business_days_after(day, IN_FLIGHT))
        });
        Self {
            days,
            reach: reach.collect(),
        }
    }

    /// The rows that count for the interval that ends at `at`. None of them is
    /// dated further from it than rows are moved.
    pub(super) fn of_interval<'r>(
        &self,
        at: usize,
        rows: &'r [UnitRow],
    ) -> impl Iterator<Item = &'r UnitRow> {
        let (begin, end) = self.reach[at];
        let first = rows.partition_point(|it| it.date < begin);
        let near = rows[first..].iter().take_while(move |it| it.date <= end);
        near.filter(move |it| it.interval == at)
    }
}

/// Rolls units over every interval of `calendar`. Rows that a snapshot has
/// already, or not yet, are moved to the interval they took effect in. `rows`
/// are by date. Returns what comes out for every day but the first.
pub(super) fn roll(calendar: &Calendar<'_>, held: &[Held], rows: &mut [UnitRow]) -> Vec<Units> {
    (1..calendar.days.len())
        .map(|at| {
            let residue = |rows: &[UnitRow]| {
                let (before, after) = (held[at - 1].units?, held[at].units?);
                let moved: Decimal = calendar.of_interval(at, rows).map(|it| it.units).sum();
                Some(after - before - moved)
            };
            match residue(rows) {
                None => Units::Unknown,
                Some(left) if left.is_zero() => Units::Agree,
                Some(left) => {
                    calendar.move_in_flight(at, left, rows);
                    match residue(rows) {
                        Some(left) if left.is_zero() => Units::InFlight,
                        _ if is_corporate_action(calendar, at, held, rows) => {
                            Units::CorporateAction
                        }
                        Some(left) => Units::Unexplained(left),
                        None => Units::Unknown,
                    }
                }
            }
        })
        .collect()
}

impl Calendar<'_> {
    /// Takes later rows into the interval that ends at `at`, or leaves late ones
    /// of it to the next, where that makes up the difference to the last digit.
    pub(super) fn move_in_flight(&self, at: usize, left: Decimal, rows: &mut [UnitRow]) {
        let end = self.days[at];
        let first_late = rows.partition_point(|it| it.date <= end);
        let last_late = rows.partition_point(|it| it.date <= self.reach[at].1);
        let late: Vec<usize> = (first_late..last_late)
            .filter(|&it| rows[it].interval > at)
            .collect();
        if let Some(found) = making_up(left, &late, rows) {
            for it in found {
                rows[it].interval = at;
            }
            return;
        }
        let first_early = rows.partition_point(|it| it.date < business_days_before(end, IN_FLIGHT));
        let early: Vec<usize> = (first_early..first_late)
            .rev()
            .filter(|&it| rows[it].interval == at)
            .collect();
        if let Some(found) = making_up(-left, &early, rows) {
            for it in found {
                rows[it].interval = at + 1;
            }
        }
    }
}

/// One of the candidates, or all of as many days as it takes from the nearest
/// on, whose units are `wanted`: the order within a day tells nothing.
fn making_up(wanted: Decimal, candidates: &[usize], rows: &[UnitRow]) -> Option<Vec<usize>> {
    if let Some(&one) = candidates.iter().find(|&&it| rows[it].units == wanted) {
        return Some(vec![one]);
    }
    let mut sum = Decimal::ZERO;
    let day = |at: usize| Some(rows[*candidates.get(at)?].date);
    let enough = (0..candidates.len()).find(|&at| {
        sum += rows[candidates[at]].units;
        day(at) != day(at + 1) && sum == wanted
    })?;
    Some(candidates[..=enough].to_vec())
}

fn is_corporate_action(
    calendar: &Calendar<'_>,
    at: usize,
    held: &[Held],
    rows: &[UnitRow],
) -> bool {
    let mut in_interval = calendar.of_interval(at, rows).peekable();
    if in_interval.peek().is_some() {
        return in_interval.any(|it| it.is_corporate_action);
    }
    let (before, after) = (held[at - 1], held[at]);
    is_split(before, after) || is_split(after, before)
}

/// Whether the units became a multiple, halves allowed, and the price went down
/// with them.
fn is_split(few: Held, many: Held) -> bool {
    let ratio = |a: Option<Decimal>, b: Option<Decimal>| {
        let b = b.filter(|it| !it.is_zero())?;
        a?.checked_div(b)
    };
    let units = ratio(many.units, few.units);
    let price = ratio(few.price(), many.price());
    let (Some(units), Some(price)) = (units, price) else {
        return false;
    };
    let is_exact = (units * Decimal::TWO).is_integer();
    let is_more = units > Decimal::ONE && units <= Decimal::from(LARGEST_SPLIT);
    is_exact && is_more && (price - units).abs() <= units * PRICE_MOVE
}
