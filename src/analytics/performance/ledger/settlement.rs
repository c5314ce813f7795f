//! Cash rolled from one point to the next, through rows of which it moves on
//! another day than they are dated, or than their units.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{
    super::{
        entry::Entry,
        units::{Calendar, UnitRow},
    },
    Ledger, Source, Unsettled,
    walk::Walk,
};

/// Cash of a row whose units a snapshot has before or after the day of the row.
/// Points are counted within the segment, as many as there are for one after the
/// last.
#[derive(Clone, Copy, Debug)]
struct Late {
    /// Positive when it comes in.
    cash: Decimal,
    /// The point that has the units first.
    moved: usize,
    /// The first point from the day of the row on.
    dated: usize,
    /// The point that has the cash first, once that is found.
    settled: Option<usize>,
}

/// What moves the cash of an account in a segment.
struct Cash {
    /// That of the points; `None` at one that is a balance alone.
    held: Vec<Option<Decimal>>,
    /// Rows that move cash alone, by date; their cash as units.
    rows: Vec<UnitRow>,
    /// The sums of trades that are settled as they are dated, by point.
    traded: Vec<Decimal>,
    late: Vec<Late>,
}

impl Source<'_> {
    /// Rolls the cash of a segment: finds in which interval rows of cash alone
    /// took effect, adds what no row explains, and the trades that are not settled
    /// at a point.
    pub(super) fn roll_cash(
        &self,
        ledger: &mut Ledger,
        segment: std::ops::Range<usize>,
        calendar: &Calendar<'_>,
        entries: &[Entry],
        walk: &mut Walk<'_>,
    ) {
        let (mut cash, of_cash) = Cash::of(entries, walk);
        cash.held = self.cash_held(ledger, segment);
        for at in 1..walk.days.len() {
            let left = cash.roll(at, calendar);
            if !left.is_zero() {
                self.cash_left(ledger, walk.days[at - 1], walk.days[at], left);
            }
        }
        for (at, row) in of_cash.into_iter().zip(&cash.rows) {
            walk.intervals[at] = row.interval;
        }
        let unsettled = cash.late.iter().filter_map(|it| it.unsettled(walk.days));
        ledger.unsettled.extend(unsettled);
    }

    fn cash_held(&self, ledger: &Ledger, segment: std::ops::Range<usize>) -> Vec<Option<Decimal>> {
        let is_balance = |day: NaiveDate| {
            let found = self.observations.binary_search_by_key(&day, |it| it.0);
            found.is_ok_and(|at| self.observations[at].1.rows.is_empty())
        };
        let of_cash = ledger.columns.first().filter(|it| it.security.is_none());
        let value = |at| of_cash.and_then(|it| it.at(at)).unwrap_or_default();
        segment
            .map(|at| (!is_balance(ledger.points[at].day)).then(|| value(at)))
            .collect()
    }
}

impl Cash {
    /// The cash of rows, and which of them move cash alone.
    fn of(entries: &[Entry], walk: &Walk<'_>) -> (Self, Vec<usize>) {
        let mut cash = Self {
            held: vec![],
            rows: vec![],
            traded: vec![Decimal::ZERO; walk.days.len()],
            late: vec![],
        };
        let mut of_cash = vec![];
        for (at, entry) in entries.iter().enumerate() {
            let moved = entry.legs.map_or(Decimal::ZERO, |it| it.cash);
            if moved.is_zero() {
                continue;
            }
            let (interval, dated) = (walk.intervals[at], walk.dated(at));
            if entry.security.is_none() || walk.unit_row(at).units.is_zero() {
                of_cash.push(at);
                cash.rows.push(UnitRow {
                    date: walk.rows[at].0.date,
                    units: moved,
                    is_corporate_action: false,
                    interval,
                });
            } else if interval != dated {
                cash.late.push(Late {
                    cash: moved,
                    moved: interval,
                    dated,
                    settled: None,
                });
            } else if let Some(sum) = cash.traded.get_mut(interval) {
                *sum += moved;
            }
        }
        (cash, of_cash)
    }

    /// What nothing explains of the cash of a point.
    fn roll(&mut self, at: usize, calendar: &Calendar<'_>) -> Decimal {
        let (Some(then), Some(now)) = (self.held[at - 1], self.held[at]) else {
            self.settle(&self.due(at), at);
            return Decimal::ZERO;
        };
        let change = now - then - self.traded[at];
        let residue = |rows: &[UnitRow]| {
            let rows = calendar.of_interval(at, rows);
            change - rows.map(|it| it.units).sum::<Decimal>()
        };
        let mut left = residue(&self.rows);
        let mut chosen = self.fitting(left, at);
        if chosen.is_none() {
            let moved = left - self.sum(&self.moved(at));
            calendar.move_in_flight(at, moved, &mut self.rows);
            left = residue(&self.rows);
            chosen = self.fitting(left, at);
        }
        // Where nothing fits, cash counts as moved with the units.
        let chosen = chosen.unwrap_or_else(|| self.moved(at));
        let left = left - self.sum(&chosen);
        self.settle(&chosen, at);
        left
    }

    /// The trades whose cash makes up what other rows do not explain: those that
    /// are due, all that are open, or the due ones and one more.
    fn fitting(&self, wanted: Decimal, at: usize) -> Option<Vec<usize>> {
        let (due, open) = (self.due(at), self.open(at, |_| true));
        let others = open.iter().filter(|it| !due.contains(it));
        let and_one: Vec<Vec<usize>> = others
            .map(|&one| due.iter().copied().chain([one]).collect())
            .collect();
        let all = [due, open].into_iter().chain(and_one);
        all.into_iter().find(|it| self.sum(it) == wanted)
    }

    fn open(&self, at: usize, is_meant: impl Fn(&Late) -> bool) -> Vec<usize> {
        let all = self.late.iter().enumerate();
        all.filter(|(_, it)| it.is_open(at) && is_meant(it))
            .map(|it| it.0)
            .collect()
    }

    fn due(&self, at: usize) -> Vec<usize> {
        self.open(at, |it| it.is_due(at))
    }

    fn moved(&self, at: usize) -> Vec<usize> {
        self.open(at, |it| it.is_due(at) || it.moved <= at)
    }

    fn sum(&self, rows: &[usize]) -> Decimal {
        rows.iter().map(|&it| self.late[it].cash).sum()
    }

    fn settle(&mut self, rows: &[usize], at: usize) {
        for &row in rows {
            self.late[row].settled = Some(at);
        }
    }
}

impl Late {
    /// Whether its cash has to be there at a point, whatever else is.
    fn is_due(&self, at: usize) -> bool {
        self.moved.max(self.dated) <= at
    }

    fn is_open(&self, at: usize) -> bool {
        self.settled.is_none() && self.moved.min(self.dated) <= at
    }

    /// While units and cash are apart; `days` are those of the points.
    fn unsettled(&self, days: &[NaiveDate]) -> Option<Unsettled> {
        let settled = self.settled.unwrap_or(days.len());
        let from = *days.get(self.moved.min(settled))?;
        let until = days.get(self.moved.max(settled)).copied();
        let is_paid_first = settled < self.moved;
        (self.moved != settled).then(|| Unsettled {
            from,
            until: until.or_else(|| days.last()?.succ_opt()).unwrap_or(from),
            amount: if is_paid_first { -self.cash } else { self.cash },
        })
    }
}
