//! How large everything in the window is.

use serde::{Deserialize, Serialize};

/// The sizes there are, in percent of the usual one.
const STEPS: [u16; 8] = [80, 90, 100, 110, 125, 150, 175, 200];

/// A size, in percent of the usual one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct UiScale(u16);

impl Default for UiScale {
    fn default() -> Self {
        Self(100)
    }
}

impl TryFrom<u16> for UiScale {
    type Error = &'static str;

    fn try_from(percent: u16) -> Result<Self, Self::Error> {
        let is_usable = (STEPS[0]..=STEPS[STEPS.len() - 1]).contains(&percent);
        is_usable.then_some(Self(percent)).ok_or("unusable")
    }
}

impl From<UiScale> for u16 {
    fn from(scale: UiScale) -> Self {
        scale.0
    }
}

impl UiScale {
    /// In percent of the usual size.
    pub fn percent(self) -> u16 {
        self.0
    }

    /// The next larger one; the largest stays.
    #[must_use]
    pub fn larger(self) -> Self {
        STEPS.into_iter().find(|it| *it > self.0).map_or(self, Self)
    }

    /// The next smaller one; the smallest stays.
    #[must_use]
    pub fn smaller(self) -> Self {
        let mut steps = STEPS.into_iter().rev();
        steps.find(|it| *it < self.0).map_or(self, Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_goes_from_80_to_200_percent_and_stays_there() {
        let mut scale = UiScale::default();
        for _ in 0..9 {
            scale = scale.larger();
        }
        assert_eq!(scale.percent(), 200);
        for _ in 0..9 {
            scale = scale.smaller();
        }
        assert_eq!(scale.percent(), 80);
        assert_eq!(
            UiScale::try_from(120).map(UiScale::larger),
            Ok(UiScale(125))
        );
        assert!(UiScale::try_from(79).is_err() && UiScale::try_from(201).is_err());
    }
}
