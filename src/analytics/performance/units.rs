//! Units rolled from one snapshot to the next through the rows between.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::entry::{business_days_after, business_days_before};

/// How many business days a row may lie from the snapshot that has it already,
/// or not yet: rows are dated when they are posted, and units move on the day of
/// the trade.
pub(super) const IN_FLIGHT: u32 = 3;

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
    /// Whether its direction is in its sign alone, which not every institution
    /// sets as it should be.
    pub(super) may_turn: bool,
    /// Whether it went the other way than its sign says.
    pub(super) is_turned: bool,
    /// The money of a trade that does not say how many units it moved.
    pub(super) silent: Decimal,
    /// The same without what was income: where no units came of that, none is lost.
    pub(super) spent: Decimal,
    /// The number of the valued day up to which it counts; as many as there are
    /// days for one after the last.
    pub(super) interval: usize,
    /// The least that this may be.
    pub(super) earliest: usize,
}

impl UnitRow {
    /// A row that moves cash, from an interval on.
    pub(super) fn of_cash(
        date: NaiveDate,
        cash: Decimal,
        interval: usize,
        earliest: usize,
    ) -> Self {
        Self {
            date,
            units: cash,
            is_corporate_action: false,
            may_turn: false,
            is_turned: false,
            silent: Decimal::ZERO,
            spent: Decimal::ZERO,
            interval,
            earliest,
        }
    }

    /// Whether it says anything of units.
    pub(super) fn tells_units(&self) -> bool {
        self.is_corporate_action || !self.units.is_zero() || !self.silent.is_zero()
    }
}

/// How units come out between two valued days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Units {
    /// The rows make up the difference.
    Agree,
    /// They do with rows that are dated a few days beyond the point.
    InFlight,
    /// A split or the like, by its row.
    CorporateAction,
    /// A split of which no row tells: the units have an exact ratio, and the price
    /// has the opposite one.
    SplitByRatio,
    /// An option is gone after its last day, which was this, and no row tells.
    Expired(NaiveDate),
    /// So many are left, and as many went the other way at another account of the
    /// person's, by its row.
    Transferred(Decimal),
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
    let outcomes = (1..calendar.days.len()).map(|at| calendar.outcome(at, held, rows));
    outcomes.collect()
}

impl Calendar<'_> {
    fn outcome(&self, at: usize, held: &[Held], rows: &mut [UnitRow]) -> Units {
        let residue = |rows: &[UnitRow], at: usize| {
            let (before, after) = (held[at - 1].units?, held.get(at)?.units?);
            let moved: Decimal = self.of_interval(at, rows).map(|it| it.units).sum();
            Some(after - before - moved)
        };
        if residue(rows, at).is_some_and(|it| it.is_zero()) {
            let mut own = self.of_interval(at, rows);
            let has_moved_nothing = own.any(|it| !it.spent.is_zero());
            return if has_moved_nothing {
                self.unexplained(at, Decimal::ZERO, held, rows)
            } else {
                Units::Agree
            };
        }
        match self.bring_to_agree(at, residue, rows) {
            Some(left) if left.is_zero() => Units::InFlight,
            Some(left) if self.turn(at, left, rows) => Units::Agree,
            Some(left) if self.is_rounding(at, left, held, rows) => Units::Agree,
            Some(left) => self.unexplained(at, left, held, rows),
            None => Units::Unknown,
        }
    }

    /// Whether so little is left as figures lose that are rounded to their last place:
    /// half of it for both points, and for every row. Figures of less than two places
    /// are taken for exact.
    fn is_rounding(&self, at: usize, left: Decimal, held: &[Held], rows: &[UnitRow]) -> bool {
        let places = |it: Decimal| it.normalize().scale();
        let lost = |places: u32| match places {
            0 | 1 => Decimal::ZERO,
            _ => Decimal::new(5, places + 1),
        };
        let points = [held[at - 1].units, held[at].units].into_iter().flatten();
        let points = points.map(places).max().unwrap_or_default();
        let own = || self.of_interval(at, rows).filter(|it| !it.units.is_zero());
        let of_rows = own().map(|it| places(it.units)).max().unwrap_or_default();
        let most = lost(points) * Decimal::TWO + lost(of_rows) * Decimal::from(own().count());
        own().next().is_some() && left.abs() <= most
    }

    /// Moves rows into the interval that ends at `at`, or out of it, where that makes
    /// up what `residue` leaves of it. Returns what is left then; `None` where nothing
    /// is compared.
    pub(super) fn bring_to_agree(
        &self,
        at: usize,
        residue: impl Fn(&[UnitRow], usize) -> Option<Decimal>,
        rows: &mut [UnitRow],
    ) -> Option<Decimal> {
        let left = residue(rows, at)?;
        if left.is_zero() {
            return Some(left);
        }
        // What one of the next snapshots lacks or has too much in turn is not in this
        // one yet.
        let is_next = || {
            let near = |it: &usize| self.days[it - 1] <= self.reach[at].1;
            let mut following = (at + 1..self.days.len()).take_while(near);
            following.any(|it| residue(rows, it) == Some(-left))
        };
        if at == 1 && !is_next() {
            self.move_at_first(left, rows);
        }
        if residue(rows, at).is_some_and(|it| !it.is_zero()) {
            self.move_in_flight(at, left, rows);
        }
        residue(rows, at)
    }

    /// What is left, unless a split or the like, or rows that do not say their units,
    /// make it up.
    fn unexplained(&self, at: usize, left: Decimal, held: &[Held], rows: &[UnitRow]) -> Units {
        let (before, after) = (held[at - 1], held[at]);
        let own = || self.of_interval(at, rows);
        let silent: Decimal = own().map(|it| it.silent).sum();
        let price = after.price().or_else(|| before.price());
        let worth = price.and_then(|it| it.checked_mul(left));
        if !silent.is_zero() && worth.is_none_or(|it| is_near(it, silent)) {
            return Units::Unknown;
        }
        // Beyond what their money buys, the rest is left.
        let silent = price.and_then(|it| silent.checked_div(it));
        let left = left - silent.unwrap_or_default();
        let others = own().filter(|it| !it.is_corporate_action);
        let others: Decimal = others.map(|it| it.units).sum();
        if own().any(|it| it.is_corporate_action) {
            let said = own().filter(|it| it.is_corporate_action);
            let said: Decimal = said.map(|it| it.units).sum();
            return if explains(said, others, left, before, after) {
                Units::CorporateAction
            } else {
                Units::Unexplained(left)
            };
        }
        // What else was bought or sold was before the split, or after it.
        let sum = |a: Option<Decimal>, b: Decimal| a.and_then(|it| it.checked_add(b));
        let pairs = [
            (before.units, sum(after.units, -others)),
            (sum(before.units, others), after.units),
        ];
        let prices = (before.price(), after.price());
        let is_split = pairs.into_iter().any(|(before, after)| {
            is_split((before, prices.0), (after, prices.1))
                || is_split((after, prices.1), (before, prices.0))
        });
        if is_split {
            Units::SplitByRatio
        } else {
            Units::Unexplained(left)
        }
    }
}

impl Calendar<'_> {
    /// Leaves rows that are dated shortly after the first day to what it has already,
    /// or takes those of shortly before that it does not have yet, where that makes up
    /// the difference to the last digit.
    fn move_at_first(&self, left: Decimal, rows: &mut [UnitRow]) {
        let first = self.days[0];
        let begin = rows.partition_point(|it| it.date < business_days_before(first, IN_FLIGHT));
        let middle = rows.partition_point(|it| it.date <= first);
        let end = rows.partition_point(|it| it.date <= self.reach[0].1);
        let has: Vec<usize> = (middle..end)
            .filter(|&it| rows[it].interval == 1 && rows[it].earliest == 0)
            .collect();
        let lacks: Vec<usize> = (begin..middle)
            .rev()
            .filter(|&it| rows[it].interval == 0)
            .collect();
        if let Some(found) = making_up(-left, &has, rows) {
            for it in found {
                rows[it].interval = 0;
            }
        } else if let Some(found) = making_up(left, &lacks, rows) {
            for it in found {
                rows[it].interval = 1;
            }
        }
    }

    /// Turns rows round whose direction is in their sign alone, where the units went
    /// the other way.
    fn turn(&self, at: usize, left: Decimal, rows: &mut [UnitRow]) -> bool {
        let (begin, end) = self.reach[at];
        let may =
            |it: &UnitRow| it.interval == at && it.may_turn && (begin..=end).contains(&it.date);
        let signed: Decimal = rows.iter().filter(|it| may(it)).map(|it| it.units).sum();
        let is_turned = !signed.is_zero() && left == signed * -Decimal::TWO;
        if is_turned {
            for row in rows.iter_mut().filter(|it| may(it)) {
                row.units = -row.units;
                row.is_turned = true;
            }
        }
        is_turned
    }

    /// Takes later rows into the interval that ends at `at`, or leaves late ones
    /// of it to the next, where that makes up the difference to the last digit.
    fn move_in_flight(&self, at: usize, left: Decimal, rows: &mut [UnitRow]) {
        let end = self.days[at];
        let first_late = rows.partition_point(|it| it.date <= end);
        let last_late = rows.partition_point(|it| it.date <= self.reach[at].1);
        let late: Vec<usize> = (first_late..last_late)
            .filter(|&it| rows[it].interval > at && rows[it].earliest <= at)
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

/// Whether rows of a corporate action that name the units `said` explain what is
/// `left`, beside `others` that were traded.
fn explains(said: Decimal, others: Decimal, left: Decimal, before: Held, after: Held) -> bool {
    let (Some(had), Some(has)) = (before.units, after.units) else {
        return true;
    };
    let has = has - others;
    // All of it became something else; or the row names that; or names the units after it.
    let is_whole = has.is_zero() || has == had || has == said;
    // A fraction of a unit is paid in cash.
    let is_fraction = !said.is_zero() && left.abs() < Decimal::ONE;
    let value = |units: Decimal, price: Option<Decimal>| units.checked_mul(price?);
    let keeps_value = || match (value(had, before.price()), value(has, after.price())) {
        (Some(had), Some(has)) => had.is_zero() || is_near(has, had),
        _ => true,
    };
    is_whole || is_fraction || (said.is_zero() && keeps_value())
}

/// Whether a figure is another one but for what prices move meanwhile.
pub(super) fn is_near(figure: Decimal, other: Decimal) -> bool {
    (figure - other).abs() <= other.abs() * PRICE_MOVE
}

/// Whether the units became a multiple, halves allowed, and the price went down
/// with them.
fn is_split(
    few: (Option<Decimal>, Option<Decimal>),
    many: (Option<Decimal>, Option<Decimal>),
) -> bool {
    let ratio = |a: Option<Decimal>, b: Option<Decimal>| {
        let b = b.filter(|it| !it.is_zero())?;
        a?.checked_div(b)
    };
    let (Some(units), Some(price)) = (ratio(many.0, few.0), ratio(few.1, many.1)) else {
        return false;
    };
    let is_exact = (units * Decimal::TWO).is_integer();
    let is_more = units > Decimal::ONE && units <= Decimal::from(LARGEST_SPLIT);
    is_exact && is_more && is_near(price, units)
}
