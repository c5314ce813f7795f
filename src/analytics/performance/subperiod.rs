//! The time between two days with a value, and its return.

use chrono::NaiveDate;
use rust_decimal::{Decimal, dec};

use super::{figure::Reason, measure::Measured};
use crate::valuation::ratio;

/// Flows inside of a subperiod beyond this share of its begin make the return
/// approximate.
const APPROXIMATE: Decimal = dec!(0.10);

/// A begin, or what a gain is measured against, below this share of the span's largest
/// value breaks the chain.
pub(in crate::analytics) const TOO_LITTLE: Decimal = dec!(0.01);

/// Two days, the value of the first as the begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

/// The time between two days with a value.
#[derive(Clone, Debug, PartialEq)]
pub struct Subperiod {
    pub span: Span,
    pub begin: Decimal,
    pub end: Decimal,
    /// What crossed the border, net.
    pub flow: Decimal,
    /// What the gain is measured against: the begin, and flows by the share of
    /// the time that they had a part in.
    pub base: Decimal,
    /// What was earned.
    pub gain: Decimal,
    /// `None` where nothing was invested and nothing moved.
    pub ratio: Result<Option<Decimal>, Reason>,
    /// The flows whose effect before the end is not known, as a share of the
    /// begin.
    pub inner_share: Decimal,
}

impl Measured {
    pub(super) fn subperiods(&self, span: Span) -> Vec<Subperiod> {
        let first = self.days.partition_point(|it| it.day < span.from);
        let last = self.days.partition_point(|it| it.day <= span.to);
        let days = &self.days[first..last];
        let largest = days.iter().map(|it| it.value).max().unwrap_or_default();
        let pairs = days.windows(2);
        pairs
            .map(|pair| {
                let span = Span {
                    from: pair[0].day,
                    to: pair[1].day,
                };
                self.subperiod(span, (pair[0].value, pair[1].value), largest)
            })
            .collect()
    }

    fn subperiod(
        &self,
        span: Span,
        (begin, end): (Decimal, Decimal),
        largest: Decimal,
    ) -> Subperiod {
        let days = Decimal::from((span.to - span.from).num_days());
        let (mut flow, mut base, mut inner) = (Decimal::ZERO, begin, Decimal::ZERO);
        for (ledger, entry, is_matched) in self.entries(span.from, span.to) {
            let amount = entry.flow(ledger.listing);
            if is_matched || amount.is_zero() {
                continue;
            }
            flow += amount;
            let is_at_end = entry.day == span.to && entry.cause.is_found_at_end();
            if is_at_end {
                continue;
            }
            // In at the start of the day, out at its end.
            let left = (span.to - entry.day).num_days();
            let had = left + i64::from(amount.is_sign_positive());
            base += amount * Decimal::from(had) / days;
            if days > Decimal::ONE {
                inner += amount.abs();
            }
        }
        let gain = end - begin - flow;
        let unknown = self.unknown_between(span.from, span.to);
        Subperiod {
            span,
            begin,
            end,
            flow,
            base,
            gain,
            ratio: unknown.and_then(|()| {
                let found = rate(span, begin, base, gain, flow, largest)?;
                // More than all was lost only as it was averaged over the time.
                let is_averaged = !inner.is_zero() && found.is_some_and(|it| it < -Decimal::ONE);
                if is_averaged {
                    return Err(Reason::ChainBroken {
                        day: span.from,
                        value: begin,
                    });
                }
                Ok(found)
            }),
            inner_share: ratio(inner, begin).unwrap_or_default(),
        }
    }
}

impl Subperiod {
    pub(super) fn approximate(&self) -> Option<Reason> {
        let is_known = matches!(self.ratio, Ok(Some(_)));
        (is_known && self.inner_share > APPROXIMATE).then_some(Reason::Approximate {
            from: self.span.from,
            to: self.span.to,
            share: self.inner_share,
        })
    }
}

/// The return of a subperiod; `None` where nothing was invested and nothing
/// moved.
fn rate(
    span: Span,
    begin: Decimal,
    base: Decimal,
    gain: Decimal,
    flow: Decimal,
    largest: Decimal,
) -> Result<Option<Decimal>, Reason> {
    if begin.is_zero() && flow.is_zero() && gain.is_zero() {
        return Ok(None);
    }
    let broken = Reason::ChainBroken {
        day: span.from,
        value: begin,
    };
    let is_too_little = |it: Decimal| it <= Decimal::ZERO || it < largest * TOO_LITTLE;
    if is_too_little(begin) || is_too_little(base) {
        return Err(broken);
    }
    gain.checked_div(base).map(Some).ok_or(Reason::TooLarge)
}
