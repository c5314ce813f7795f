//! How much the returns of months differ.

use chrono::{Datelike as _, NaiveDate};
use rust_decimal::Decimal;

use super::{
    figure::{Figure, Grade, Reason},
    measure::Measured,
    subperiod::Span,
};

/// The fewest months that say something.
const FEWEST: usize = 12;

/// Months of a year: the variance of a year is that of so many months.
const MONTHS: Decimal = Decimal::from_parts(12, 0, 0, false, 0);

/// How many times a root is made better; each time doubles its digits.
const STEPS: usize = 128;

impl Measured {
    /// The standard deviation (n − 1) of the time-weighted returns of the whole
    /// months between two days, times √12: by the year.
    ///
    /// Not computable with fewer than twelve of them, or where one of them is
    /// not.
    pub fn volatility(&self, from: Option<NaiveDate>, to: Option<NaiveDate>) -> Figure<Decimal> {
        let months = self.whole_months(from, to);
        let notes = months.iter().flat_map(|(_, it)| it.notes.clone()).collect();
        let grades = months.iter().map(|(_, it)| it.grade);
        let grade = grades.max().unwrap_or(Grade::Unknown);
        let rates: Result<Vec<Decimal>, Reason> =
            months.into_iter().map(|(_, it)| it.value).collect();
        let value = rates.and_then(|rates| match rates.len() {
            count if count < FEWEST => Err(Reason::TooFewMonths(count)),
            _ => by_the_year(&rates).ok_or(Reason::TooLarge),
        });
        Figure::new(value, grade, None, notes)
    }

    /// The months between two days that neither begin nor end within it.
    pub fn whole_months(
        &self,
        from: Option<NaiveDate>,
        to: Option<NaiveDate>,
    ) -> Vec<(Span, Figure<Decimal>)> {
        let is_last = |day: NaiveDate| day.succ_opt().is_some_and(|it| it.day() == 1);
        let mut months = self.periods(1);
        months.retain(|span| {
            let is_asked =
                from.is_none_or(|from| span.from >= from) && to.is_none_or(|to| span.to <= to);
            is_asked && is_last(span.from) && is_last(span.to)
        });
        let months = months.into_iter();
        months.map(|it| (it, self.of_period(it))).collect()
    }
}

fn by_the_year(rates: &[Decimal]) -> Option<Decimal> {
    let count = Decimal::from(rates.len());
    let sum = rates
        .iter()
        .try_fold(Decimal::ZERO, |sum, it| sum.checked_add(*it))?;
    let mean = sum.checked_div(count)?;
    let squares = rates.iter().try_fold(Decimal::ZERO, |sum, it| {
        let apart = it.checked_sub(mean)?;
        sum.checked_add(apart.checked_mul(apart)?)
    })?;
    let variance = squares.checked_div(count - Decimal::ONE)?;
    root(variance.checked_mul(MONTHS)?)
}

/// The square root, by Newton's method, to the last digits but two.
fn root(square: Decimal) -> Option<Decimal> {
    if square.is_zero() {
        return Some(Decimal::ZERO);
    }
    let mut root = square.max(Decimal::ONE);
    for _ in 0..STEPS {
        let next = (root.checked_add(square.checked_div(root)?)?).checked_div(Decimal::TWO)?;
        if next >= root {
            break;
        }
        root = next;
    }
    Some(root)
}

#[cfg(test)]
mod tests {
    use rust_decimal::dec;

    use super::*;

    #[test]
    fn roots_are_exact_to_many_digits() {
        for square in [
            dec!(0),
            dec!(2),
            dec!(0.0004),
            dec!(144),
            dec!(0.000000000000000001),
        ] {
            let root = root(square).expect("a root");
            let apart = (root * root - square).abs();
            assert!(apart <= dec!(0.00000000000000000000001), "{square}: {root}");
        }
    }

    /// Python: `statistics.stdev([0.01, -0.01] * 6) * 12 ** 0.5`
    #[test]
    fn it_is_the_deviation_of_the_sample_by_the_year() {
        let rates: Vec<Decimal> = [dec!(0.01), dec!(-0.01)].repeat(6);
        let found = by_the_year(&rates).map(|it| it.round_dp(12));
        assert_eq!(found, Some(dec!(0.036181361349)));
    }
}
