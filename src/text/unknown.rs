//! Why figures are not known.

use crate::valuation::Unknown;

/// What is said beside a value that is units × price.
pub const DERIVED_VALUE: &str =
    "The institution reports no value: this is units × price, worked out here.";

/// The title of a ring that shorts have no part in.
pub const WITHOUT_SHORTS: &str = "Without shorts";

/// What is said where there is a gain and nothing that it is a share of.
pub const NO_STAKE: &str = "There is no cost to measure the gain against.";

/// Why a value, or a part of it, is not known.
pub fn no_value(because: Unknown) -> &'static str {
    match because {
        Unknown::ZeroPrice => {
            "The institution reports units with a price of zero: their value is not known, \
             which is not a loss of all."
        }
        Unknown::UnitsDoNotFit => {
            "The institution reports no value, and its price may be in percent of par or per \
             contract: units × price would be a guess."
        }
        Unknown::VestedUnclear => {
            "The institution says how many units are vested, and not what they are worth, or more than there are."
        }
        Unknown::TooLarge => "The sum is beyond what can be counted.",
        Unknown::NotReported | Unknown::PartlyVested | Unknown::ZeroCost | Unknown::Cash => {
            "The institution reports neither a value nor a price."
        }
    }
}

/// Why a gain, or a part of it, is not known.
pub fn no_gain(because: Unknown) -> &'static str {
    match because {
        Unknown::NotReported => {
            "The institution does not say what all of this cost, so its gain is not known and in \
             no total."
        }
        Unknown::PartlyVested => {
            "The reported cost covers units that are not vested yet, so the gain of the vested \
             ones is not known."
        }
        Unknown::ZeroCost => {
            "The institution reports a cost of zero for what is worth something, so the gain is \
             not known and in no total."
        }
        Unknown::Cash => "Cash has no gain.",
        Unknown::ZeroPrice
        | Unknown::UnitsDoNotFit
        | Unknown::VestedUnclear
        | Unknown::TooLarge => no_value(because),
    }
}
