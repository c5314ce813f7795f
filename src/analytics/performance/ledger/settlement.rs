//! Cash of trades that moves on another day than their units.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::Unsettled;

/// Cash of a row whose units a snapshot has before or after the day of the row.
/// Points are counted within the segment, as many as there are for one after the
/// last.
#[derive(Clone, Copy, Debug)]
pub(super) struct Late {
    /// Positive when it comes in.
    pub(super) cash: Decimal,
    /// The point that has the units first.
    pub(super) moved: usize,
    /// The first point from the day of the row on.
    pub(super) dated: usize,
    /// The point that has the cash first, once that is found.
    settled: Option<usize>,
}

impl Late {
    pub(super) fn new(cash: Decimal, moved: usize, dated: usize) -> Self {
        Self {
            cash,
            moved,
            dated,
            settled: None,
        }
    }

    /// Whether its cash has to be there at a point, whatever else is.
    fn is_due(&self, at: usize) -> bool {
        self.moved.max(self.dated) <= at
    }

    fn is_open(&self, at: usize) -> bool {
        self.settled.is_none() && self.moved.min(self.dated) <= at
    }

    /// While units and cash are apart; `days` are those of the points.
    pub(super) fn unsettled(&self, days: &[NaiveDate]) -> Option<Unsettled> {
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

/// Finds the rows whose cash makes up `residue`, which other rows do not explain
/// at a point: those that are due, all that are open, or the due ones and one
/// more. Returns what is left; where nothing fits, cash counts as moved with the
/// units.
pub(super) fn settle(residue: Decimal, at: usize, late: &mut [Late]) -> Decimal {
    let of = |is_meant: &dyn Fn(&Late) -> bool| -> Vec<usize> {
        let all = late.iter().enumerate().filter(|(_, it)| it.is_open(at));
        all.filter(|(_, it)| is_meant(it)).map(|it| it.0).collect()
    };
    let due = of(&|it| it.is_due(at));
    let open = of(&|_| true);
    let others = open.iter().filter(|it| !due.contains(it));
    let and_one: Vec<Vec<usize>> = others
        .map(|&one| due.iter().copied().chain([one]).collect())
        .collect();
    let moved = of(&|it| it.is_due(at) || it.moved <= at);
    let sum = |rows: &[usize]| -> Decimal { rows.iter().map(|&it| late[it].cash).sum() };
    let fits = [due, open].into_iter().chain(and_one);
    let chosen = fits
        .into_iter()
        .find(|it| sum(it) == residue)
        .unwrap_or(moved);
    let left = residue - sum(&chosen);
    for row in chosen {
        late[row].settled = Some(at);
    }
    left
}

/// Takes the cash of rows as moved that nothing can be compared with at a point.
pub(super) fn settle_unseen(at: usize, late: &mut [Late]) {
    for row in late.iter_mut().filter(|it| it.is_open(at) && it.is_due(at)) {
        row.settled = Some(at);
    }
}
