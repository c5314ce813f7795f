//! A sum that neither rounds nor overflows on the way, so that the order of its
//! amounts decides nothing.

use rust_decimal::Decimal;

/// Parts of a whole unit: as fine as a decimal counts.
const ONE: i128 = 10_i128.pow(Decimal::MAX_SCALE);

/// An exact sum. One value has one form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exact {
    Decimal(Decimal),
    /// What no decimal holds to the last digit.
    Long(Long),
}

/// Whole units, and from zero up to [`ONE`] parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Long {
    whole: i128,
    parts: i128,
}

impl Exact {
    pub(super) fn add(self, other: Self) -> Self {
        if let (Self::Decimal(a), Self::Decimal(b)) = (self, other)
            && let Some(sum) = a.checked_add(b)
            // With fewer places than its amounts it was rounded.
            && (sum.scale() == a.scale().max(b.scale()) || a.is_zero() || b.is_zero())
        {
            return Self::Decimal(sum);
        }
        let sum = self.long().add(other.long());
        match sum.rounded() {
            Some(rounded) if Long::of(rounded) == sum => Self::Decimal(rounded),
            _ => Self::Long(sum),
        }
    }

    /// The sum, rounded where it has more digits than a decimal holds; `None`
    /// where it is too large for one.
    pub(super) fn shown(self) -> Option<Decimal> {
        match self {
            Self::Decimal(sum) => Some(sum),
            Self::Long(sum) => sum.rounded(),
        }
    }

    fn long(self) -> Long {
        match self {
            Self::Decimal(sum) => Long::of(sum),
            Self::Long(sum) => sum,
        }
    }
}

impl Long {
    fn of(amount: Decimal) -> Self {
        let (whole, fraction) = (amount.trunc(), amount.fract());
        let places = Decimal::MAX_SCALE - fraction.scale();
        Self::new(whole.mantissa(), fraction.mantissa() * 10_i128.pow(places))
    }

    /// Of parts on either side of zero.
    fn new(whole: i128, parts: i128) -> Self {
        Self {
            // Two thousand million of the largest amounts are still within.
            whole: whole.saturating_add(parts.div_euclid(ONE)),
            parts: parts.rem_euclid(ONE),
        }
    }

    fn add(self, other: Self) -> Self {
        let whole = self.whole.saturating_add(other.whole);
        Self::new(whole, self.parts + other.parts)
    }

    fn rounded(self) -> Option<Decimal> {
        let whole = Decimal::try_from_i128_with_scale(self.whole, 0).ok()?;
        let parts = Decimal::try_from_i128_with_scale(self.parts, Decimal::MAX_SCALE).ok()?;
        whole.checked_add(parts.normalize())
    }
}

#[cfg(test)]
mod tests {
    use rust_decimal::dec;

    use super::*;

    fn sum(amounts: &[Decimal]) -> Exact {
        let amounts = amounts.iter().copied().map(Exact::Decimal);
        amounts.reduce(Exact::add).expect("an amount")
    }

    #[test]
    fn the_order_of_amounts_decides_nothing() {
        let amounts = [
            Decimal::MAX,
            dec!(-0.0000000000000000000000000001),
            dec!(0.10),
            -Decimal::MAX,
            dec!(2.50),
            Decimal::MAX,
            dec!(-7000000000000000000000000000.5),
            -Decimal::MAX,
        ];
        let expected = Exact::Decimal(dec!(-6999999999999999999999999997.9));
        let tiny = Exact::Decimal(dec!(0.0000000000000000000000000001));
        for first in 0..amounts.len() {
            let mut turned = amounts;
            turned.rotate_left(first);
            assert_eq!(sum(&turned).add(tiny), expected, "from {first}");
            turned.reverse();
            assert_eq!(sum(&turned).add(tiny), expected, "back from {first}");
        }
    }

    #[test]
    fn digits_are_kept_and_what_is_too_large_is_not_shown() {
        let shown = |amounts: &[Decimal]| sum(amounts).shown().map(|it| it.to_string());
        assert_eq!(shown(&[dec!(1.10), dec!(2)]).as_deref(), Some("3.10"));
        assert_eq!(shown(&[Decimal::MAX, dec!(1)]), None);
        assert_eq!(shown(&[-Decimal::MAX, dec!(-1)]), None);
        let rounded = shown(&[Decimal::MAX - dec!(1), dec!(0.25)]);
        assert_eq!(rounded, Some((Decimal::MAX - dec!(1)).to_string()));
    }
}
