//! What each figure is, where that is written down, and the command that shows
//! the same.

use crate::domain::Measure;

/// What a figure is, in two sentences at most.
pub(super) fn definition(measure: Measure) -> &'static str {
    match measure {
        Measure::Value => {
            "The sum of what the institutions say their rows are worth; where they say no value, \
             units × price if the price is surely that of one unit."
        }
        Measure::UnrealizedGain => {
            "Value less cost, of the rows of which both are known. What is held is not sold: \
             nothing here is realized."
        }
        Measure::Weight => {
            "Value ÷ the value of all positions in view in this currency, but those that are \
             worth less than nothing."
        }
        Measure::Gain => {
            "Price and income, less fees and taxes. What was paid in or out is no part of it, and \
             what no transaction explains is not either."
        }
        Measure::TimeWeighted => {
            "The chain of the returns between the days on which every account has a value, minus \
             one. What is paid in counts from its day on, so that a deposit is no gain."
        }
        Measure::MoneyWeighted => {
            "The rate at which the begin, all that was paid in and out, and the end balance \
             (Act/365). From one year on it is a rate a year; below, the rate of the span."
        }
        Measure::Drawdown => {
            "The deepest fall of the time-weighted return from a height before it, at the days of \
             syncs. What happened between them is not seen."
        }
        Measure::Volatility => {
            "The standard deviation of the time-weighted returns of whole months (n − 1), times √12: \
             by the year. It takes twelve of them."
        }
        Measure::PaidIn => {
            "What there was at the begin, and all that flowed in and out since. The value less \
             that is the gain."
        }
        Measure::Balance => {
            "The balance that the institution says, less what its rows add up to. A difference is \
             explained or shown, never booked."
        }
        Measure::Units => {
            "The units at the latest sync, less those at the sync before and what the \
             transactions between moved: what is left has no record."
        }
    }
}

/// The page of the documentation that defines it.
pub(super) fn page(measure: Measure) -> &'static str {
    match measure {
        Measure::Value | Measure::UnrealizedGain => "docs/spec/figures.md",
        Measure::Weight => "docs/spec/allocation.md",
        Measure::Gain
        | Measure::TimeWeighted
        | Measure::MoneyWeighted
        | Measure::Drawdown
        | Measure::Volatility
        | Measure::PaidIn => "docs/spec/returns.md",
        Measure::Balance | Measure::Units => "docs/spec/reconciliation.md",
    }
}

/// The command that explains the same.
pub(super) fn command(measure: Measure) -> &'static str {
    match measure {
        Measure::Value => "holdfast holdings --explain value",
        Measure::UnrealizedGain => "holdfast holdings --explain unrealized-gain",
        Measure::Weight => "holdfast allocation --explain weight",
        Measure::Gain => "holdfast performance --explain gain",
        Measure::TimeWeighted => "holdfast performance --explain time-weighted",
        Measure::MoneyWeighted => "holdfast performance --explain money-weighted",
        Measure::Drawdown => "holdfast performance --explain drawdown",
        Measure::Volatility => "holdfast performance --explain volatility",
        Measure::PaidIn => "holdfast value --explain paid-in",
        Measure::Balance => "holdfast reconcile --explain balance",
        Measure::Units => "holdfast reconcile --explain units",
    }
}
