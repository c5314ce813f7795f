//! Cash rolled from one point to the next, like units, and the trades of which it
//! moves on another day than they do.

use rust_decimal::Decimal;

use super::{
    super::{
        entry::Entry,
        units::{Calendar, UnitRow},
    },
    Ledger, Source, Unsettled,
    rows::Walk,
};

impl Source<'_> {
    /// Rolls the cash of a segment: finds in which interval the cash of rows moved,
    /// adds what no row explains, and the trades that are not settled at a point.
    pub(super) fn roll_cash(
        &self,
        ledger: &mut Ledger,
        segment: std::ops::Range<usize>,
        calendar: &Calendar<'_>,
        entries: &[Entry],
        walk: &mut Walk<'_>,
    ) {
        let changes = self.changes_of_cash(ledger, segment);
        let (own, mut rows): (Vec<usize>, Vec<UnitRow>) = (entries.iter().enumerate())
            .filter_map(|(at, entry)| {
                let cash = entry.legs.ok()?.cash;
                let (date, dated) = (walk.moved[at].date, walk.dated(at));
                // Nobody pays, or is paid, before both the trade and its row.
                let earliest = if walk.is_trade(entry, at) {
                    walk.moved[at].interval.min(dated)
                } else {
                    0
                };
                let row = UnitRow::of_cash(date, cash, dated, earliest);
                (!cash.is_zero()).then_some((at, row))
            })
            .unzip();
        for at in 1..walk.days.len() {
            let residue = |rows: &[UnitRow], at: usize| {
                let moved = calendar.of_interval(at, rows).map(|it| it.units);
                Some(changes[at]? - moved.sum::<Decimal>())
            };
            let left = calendar.bring_to_agree(at, residue, &mut rows);
            if let Some(left) = left.filter(|it| !it.is_zero()) {
                self.cash_left(ledger, walk.days[at - 1], walk.days[at], left);
            }
        }
        for (at, row) in own.into_iter().zip(rows) {
            if walk.is_trade(&entries[at], at) {
                let unsettled = walk.unsettled(at, row.units, row.interval);
                ledger.unsettled.extend(unsettled);
            } else {
                walk.moved[at].interval = row.interval;
            }
        }
    }

    /// How the cash of each point differs from that of the one before; `None` where
    /// either is a balance alone, and of the first.
    fn changes_of_cash(
        &self,
        ledger: &Ledger,
        segment: std::ops::Range<usize>,
    ) -> Vec<Option<Decimal>> {
        let of_cash = ledger.columns.first().filter(|it| it.security.is_none());
        let mut before = None;
        segment
            .map(|at| {
                let found = self.observation_on(ledger.points[at].day);
                let is_listed = found.is_some_and(|it| !it.rows.is_empty());
                let value = of_cash.and_then(|it| it.at(at)).unwrap_or_default();
                let now = is_listed.then_some(value);
                let change = now.zip(before).map(|(now, before)| now - before);
                before = now;
                change
            })
            .collect()
    }
}

impl Walk<'_> {
    /// Whether a row moves units besides its cash.
    fn is_trade(&self, entry: &Entry, at: usize) -> bool {
        entry.security.is_some() && self.moved[at].tells_units()
    }

    /// While the units of a trade and its cash, which the point `settled` has first,
    /// are apart.
    fn unsettled(&self, at: usize, cash: Decimal, settled: usize) -> Option<Unsettled> {
        let moved = self.moved[at].interval;
        let from = *self.days.get(moved.min(settled))?;
        let until = self.days.get(moved.max(settled)).copied();
        let is_paid_first = settled < moved;
        (moved != settled).then(|| Unsettled {
            from,
            until: until
                .or_else(|| self.days.last()?.succ_opt())
                .unwrap_or(from),
            amount: if is_paid_first { -cash } else { cash },
        })
    }
}
