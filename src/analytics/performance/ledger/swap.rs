//! Units of one security for units of another, in two rows without cash.

use rust_decimal::{Decimal, dec};

use super::{
    super::{
        entry::{Cause, Entry},
        units::is_near,
    },
    Source, of_value,
    rows::Walk,
};
use crate::domain::TransactionKind;

/// How far the values of two transfers may be apart that are one conversion.
const ROUNDED: Decimal = dec!(0.001);

impl Source<'_> {
    /// Makes one of two rows of a day that take units of one security and bring units
    /// of another for them: a trade of coins, or a conversion that is told as two
    /// transfers of the same value. Nothing crosses the border of the account.
    pub(super) fn join_swaps(&self, walk: &Walk<'_>, entries: &mut [Entry]) {
        let in_kind = |at: &usize| entries[*at].cause == Cause::InKind;
        let rows: Vec<usize> = (0..entries.len()).filter(in_kind).collect();
        let date = |at: usize| walk.rows[at].0.date;
        for day in rows.chunk_by(|&a, &b| date(a) == date(b)) {
            self.join_swaps_of_day(walk, entries, day);
        }
    }

    fn join_swaps_of_day(&self, walk: &Walk<'_>, entries: &mut [Entry], rows: &[usize]) {
        let is_in = |at: &usize| value(&entries[*at]) > Decimal::ZERO;
        let (mut ins, outs): (Vec<usize>, Vec<usize>) = rows.iter().copied().partition(is_in);
        for out in outs {
            let is_of_it = |&into: &usize| self.is_swap(walk, entries, out, into);
            let apart = |into: &usize| (value(&entries[out]) + value(&entries[*into])).abs();
            let found = ins.iter().copied().filter(is_of_it).min_by_key(apart);
            let Some(into) = found else {
                continue;
            };
            ins.retain(|it| *it != into);
            // What came is worth what was given for it; a row says more than a price of
            // another day.
            let is_given_known = !entries[out].is_estimated || entries[into].is_estimated;
            let (from, to) = if is_given_known {
                (out, into)
            } else {
                (into, out)
            };
            entries[to].legs = Ok(of_value(-value(&entries[from]), false));
            entries[to].is_estimated = entries[from].is_estimated;
            for (one, other) in [(out, into), (into, out)] {
                let became = entries[other].security.clone();
                entries[one].exchange = became;
                entries[one].units_in_kind = None;
                entries[one].cause = Cause::Row(walk.rows[one].1.kind);
            }
        }
    }

    fn is_swap(&self, walk: &Walk<'_>, entries: &[Entry], out: usize, into: usize) -> bool {
        let (left, came) = (value(&entries[out]), value(&entries[into]));
        let is_other = entries[out].security != entries[into].security;
        let rows = [walk.rows[out], walk.rows[into]];
        if !is_other || left.is_zero() {
            return false;
        }
        let is = |kinds: [TransactionKind; 2]| [rows[0].1.kind, rows[1].1.kind] == kinds;
        if is([TransactionKind::Sell, TransactionKind::Buy]) {
            return is_near(came, -left);
        }
        let currency = self.currency;
        let is_answered = || {
            rows.iter().any(|(row, _)| {
                let span = (row.date, row.date);
                self.others.answers(self.account, row, currency, span)
            })
        };
        is([TransactionKind::Transfer, TransactionKind::Transfer])
            && (left + came).abs() <= left.abs() * ROUNDED
            && !is_answered()
    }
}

/// What moved into securities, negative where it left; zero where that is not known.
fn value(entry: &Entry) -> Decimal {
    entry.legs.map_or(Decimal::ZERO, |it| it.securities)
}
