//! Sums of amounts that are known.

use rust_decimal::Decimal;

/// A sum that is not known while nothing was added, nor once it does not fit.
#[derive(Clone, Copy, Default)]
pub(super) enum Sum {
    #[default]
    Nothing,
    Known(Decimal),
    TooLarge,
}

impl Sum {
    pub(super) fn add(&mut self, amount: Decimal) {
        *self = match *self {
            Self::Nothing => Self::Known(amount),
            Self::Known(sum) => sum.checked_add(amount).map_or(Self::TooLarge, Self::Known),
            Self::TooLarge => Self::TooLarge,
        };
    }

    /// The sum, if it is known.
    pub(super) fn known(self) -> Option<Decimal> {
        match self {
            Self::Known(sum) => Some(sum),
            Self::Nothing | Self::TooLarge => None,
        }
    }
}
