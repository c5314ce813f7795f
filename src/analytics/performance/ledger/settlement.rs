//! Cash rolled from one point to the next, like units, and the trades of which it
//! moves on another day than they do.

use rust_decimal::Decimal;

use super::{
    super::{
        entry::{Cause, Entry},
        units::{Calendar, UnitRow},
    },
    Ledger, Source, Unsettled,
    rows::Walk,
};
use crate::{
    analytics::flows::{Effect, effect},
    domain::{Transaction, TransactionKind},
};

impl Source<'_> {
    /// Rolls the cash of a segment: finds in which interval the cash of rows moved,
    /// adds what no row explains, and the trades that are not settled at a point.
    pub(super) fn roll_cash(
        &self,
        ledger: &mut Ledger,
        segment: std::ops::Range<usize>,
        calendar: &Calendar<'_>,
        entries: &mut [Entry],
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
            let left = left.map(|left| {
                let turned = walk.turned(entries, at, left, (&own, &rows));
                for &place in &turned {
                    rows[place].units = -rows[place].units;
                    walk.turn_cash(&mut entries[own[place]], own[place]);
                }
                if turned.is_empty() {
                    left
                } else {
                    Decimal::ZERO
                }
            });
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

    /// The rows of an interval whose cash went the other way than their sign says:
    /// one, or all of those whose sign contradicts their words, where that makes up
    /// what is `left` to the last digit. Places in `own` and `rows`, which are side by
    /// side.
    fn turned(
        &self,
        entries: &[Entry],
        interval: usize,
        left: Decimal,
        (own, rows): (&[usize], &[UnitRow]),
    ) -> Vec<usize> {
        if left.is_zero() {
            return vec![];
        }
        let may = (0..rows.len()).filter(|&it| {
            let at = own[it];
            let by_sign = matches!(
                self.rows[at].1.kind,
                TransactionKind::Transfer | TransactionKind::Adjustment
            );
            rows[it].interval == interval
                && !entries[at].is_entered
                && !self.is_trade(&entries[at], at)
                && (by_sign || self.contradicts(at))
        });
        let may: Vec<usize> = may.collect();
        let signed = |places: &[usize]| places.iter().map(|&it| rows[it].units).sum::<Decimal>();
        let is_it = |places: &[usize]| signed(places) * -Decimal::TWO == left;
        let contradicts = |it: &&usize| self.contradicts(own[**it]);
        let one = may.iter().filter(contradicts).chain(&may);
        let one = one.map(|&it| vec![it]).find(|it| is_it(it));
        one.unwrap_or_else(|| {
            let all: Vec<usize> = may.iter().filter(contradicts).copied().collect();
            if !all.is_empty() && is_it(&all) {
                all
            } else {
                vec![]
            }
        })
    }

    /// Whether the sign of a row's cash is not that of its words: income and what is
    /// paid in come in; costs and what is withdrawn go out.
    fn contradicts(&self, at: usize) -> bool {
        let (_, meaning) = self.rows[at];
        let Some(cash) = meaning.cash_effect() else {
            return false;
        };
        match meaning.kind {
            // Interest that was paid has its own kind, by its sign.
            TransactionKind::Dividend
            | TransactionKind::CapitalGain
            | TransactionKind::Contribution => cash.is_sign_negative(),
            TransactionKind::InterestPaid => true,
            TransactionKind::Fee | TransactionKind::Tax | TransactionKind::Withdrawal => {
                cash.is_sign_positive()
            }
            TransactionKind::Buy
            | TransactionKind::Sell
            | TransactionKind::Interest
            | TransactionKind::Transfer
            | TransactionKind::ReturnOfPrincipal
            | TransactionKind::CorporateAction
            | TransactionKind::OptionEvent
            | TransactionKind::Adjustment
            | TransactionKind::Unclassified
            | TransactionKind::Cancelled => false,
        }
    }

    /// Makes of an entry what its row says with the other sign.
    fn turn_cash(&self, entry: &mut Entry, at: usize) {
        let turned = Transaction {
            amount: self.rows[at].0.amount.map(|it| -it),
            ..self.rows[at].0.clone()
        };
        let meaning = turned.meaning();
        if let Effect::Known(mut legs) = effect(&turned, meaning) {
            if entry.security.is_none() {
                legs = legs.all_in_cash();
            }
            entry.legs = Ok(legs);
            if entry.cause != Cause::Unclassified {
                entry.cause = Cause::Row(meaning.kind);
            }
        }
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
