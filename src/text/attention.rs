//! What is said of what needs attention.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{
    failure as failure_text,
    format::{self, Figures},
    lead_button,
    name::UNKNOWN_SECURITY,
    reconciliation::{difference_text, difference_title},
    row_name, row_problem,
};
use crate::{
    analytics::attention::{Attention, Named},
    connect::NextStep,
    domain::Currency,
};

/// The words of a card.
pub trait AttentionText {
    /// What it is about, in one line.
    fn title(&self, figures: Figures) -> String;

    /// What it means, in a sentence or two.
    fn text(&self, figures: Figures) -> String;

    /// The text of the button that leads to where it is shown or mended.
    fn action(&self) -> Option<&'static str>;
}

impl AttentionText for Attention {
    fn title(&self, figures: Figures) -> String {
        match self {
            Self::Failed { name, failure, .. }
                if failure.kind.next_step() == NextStep::Reconnect =>
            {
                format!("{name} needs you")
            }
            Self::Failed { name, .. } => format!("{name} could not be synced"),
            Self::ConsentEnds { name, at, .. } => {
                format!("Consent for {name} ends on {}", format::day_of(*at))
            }
            Self::NeverSynced { name, .. } => format!("{name} has not been synced yet"),
            Self::OldData { name, .. } => format!("{name} has old figures"),
            Self::SyncedAhead { name, .. } => format!("{name} was synced in the future"),
            Self::RowIssues { name, rows, .. } => match rows {
                1 => format!("1 row of {name} was not taken as it came"),
                _ => format!("{rows} rows of {name} were not taken as they came"),
            },
            Self::AccountMissing { account, .. } => format!("{account} is no longer listed"),
            Self::AccountDoubted { account, .. } => {
                format!("{account} lists fewer holdings than can be")
            }
            Self::SameAccount { account, .. } => {
                format!("Is {account} the same account as before?")
            }
            Self::NoValue(named) => counted(named, "no market value"),
            Self::NoCostBasis(named) => counted(named, "no cost basis"),
            Self::DerivedValue(named) => counted(named, "a value worked out here"),
            Self::InferredCurrency(named) => counted(named, "no currency of their own"),
            Self::BalanceAlone { account, .. } => format!("{account} lists no holdings"),
            Self::MarginLoan { account, .. } => format!("{account} has a margin loan"),
            Self::BalanceGap { account, .. } => {
                format!("{account} reports another balance than its holdings")
            }
            Self::Difference {
                account,
                security,
                difference,
            } => difference_title(account, security.as_deref(), difference, figures),
            Self::OldPrice { name, since, .. } => {
                format!("{name} has one price since {}", format::month(*since))
            }
            Self::LoneCancellations { rows } => match rows.len() {
                1 => "1 cancellation matches no transaction".to_owned(),
                count => format!("{count} cancellations match no transaction"),
            },
        }
    }

    fn text(&self, figures: Figures) -> String {
        match self {
            Self::Failed {
                failure, data_from, ..
            } => match data_from {
                Some(at) => format!(
                    "{} Its figures are from {}. Nothing is lost.",
                    failure_text(failure.kind).sentence,
                    format::day_of(*at)
                ),
                None => failure_text(failure.kind).sentence.to_owned(),
            },
            Self::ConsentEnds { .. } => {
                "After that day it cannot be synced until you consent again at the institution."
                    .to_owned()
            }
            Self::NeverSynced { .. } => "Press Sync to read its accounts.".to_owned(),
            Self::OldData { from, .. } => format!("They are from {}.", format::day_of(*from)),
            Self::SyncedAhead { at, .. } => format!(
                "Its latest sync is dated {}: the clock was wrong then, or is now. How old its \
                 figures are is known once it is synced again.",
                format::day_of(*at)
            ),
            Self::RowIssues { skipped, first, .. } => {
                let effect = match skipped {
                    0 => "All were kept, without the parts that did not fit.".to_owned(),
                    skipped => format!("{skipped} left out of every figure."),
                };
                format!(
                    "{}: {}. {effect}",
                    row_name(&first.row, figures),
                    row_problem(first, figures)
                )
            }
            Self::AccountMissing { since, .. } => format!(
                "Since {} the institution does not list it. Its history stays; no total counts it.",
                format::date(*since)
            ),
            Self::AccountDoubted {
                since,
                balance,
                currency,
                ..
            } => format!(
                "Since {} some or all of its holdings are gone without a sale, while its balance is {}. \
                 What it held before counts until that is clear.",
                format::date(*since),
                figures.money(*balance, currency.as_ref())
            ),
            Self::SameAccount { .. } => {
                "It looks like one that is gone. If it is the same, its history can be carried over."
                    .to_owned()
            }
            Self::NoValue(named) => {
                format!("Amounts leave {} out: {}.", pronoun(named), listed(named))
            }
            Self::NoCostBasis(named) => {
                format!("Gains leave {} out: {}.", pronoun(named), listed(named))
            }
            Self::DerivedValue(named) => format!(
                "No value is reported, so units × price counts: {}.",
                listed(named)
            ),
            Self::InferredCurrency(named) => format!(
                "The currency of the security or the account is taken: {}.",
                listed(named)
            ),
            Self::BalanceAlone { balance: None, .. } => {
                "Its balance is not known either, so it is in no total.".to_owned()
            }
            Self::BalanceAlone {
                balance, currency, ..
            } => format!(
                "Its balance of {} counts in every total.",
                figures.money(*balance, currency.as_ref())
            ),
            Self::MarginLoan {
                amount, currency, ..
            } => format!(
                "{} is borrowed. Neither its balance nor any total subtracts it.",
                figures.money(Some(*amount), currency.as_ref())
            ),
            Self::BalanceGap {
                balance,
                holdings,
                currency,
                ..
            } => gap(*balance, *holdings, currency.as_ref(), figures),
            Self::Difference { difference, .. } => difference_text(difference, figures),
            Self::OldPrice {
                price,
                currency,
                since,
                ..
            } => repeated(*price, currency.as_ref(), *since, figures),
            Self::LoneCancellations { rows } if rows.len() == 1 => {
                "It stays out of every sum.".to_owned()
            }
            Self::LoneCancellations { .. } => "They stay out of every sum.".to_owned(),
        }
    }

    fn action(&self) -> Option<&'static str> {
        match self {
            Self::Failed { failure, .. } => Some(lead_button(failure.kind.next_step())),
            Self::ConsentEnds { .. } => Some("Renew consent"),
            Self::NeverSynced { .. }
            | Self::OldData { .. }
            | Self::SyncedAhead { .. }
            | Self::SameAccount { .. } => Some("Open connections"),
            Self::RowIssues { .. } => Some("Show rows"),
            Self::OldPrice { .. } => Some("Show prices"),
            Self::LoneCancellations { .. } => Some("Show them"),
            Self::AccountMissing { .. }
            | Self::AccountDoubted { .. }
            | Self::NoValue(_)
            | Self::NoCostBasis(_)
            | Self::DerivedValue(_)
            | Self::InferredCurrency(_)
            | Self::BalanceAlone { .. }
            | Self::MarginLoan { .. }
            | Self::BalanceGap { .. }
            | Self::Difference { .. } => None,
        }
    }
}

/// That a price is not of the day of the sync.
fn repeated(
    price: Option<Decimal>,
    currency: Option<&Currency>,
    since: NaiveDate,
    figures: Figures,
) -> String {
    format!(
        "The institution repeats {} of {}. Its value is shown with that date.",
        figures.price(price, currency),
        format::date(since)
    )
}

/// By how much, and to which side, balance and holdings differ.
fn gap(
    balance: Decimal,
    holdings: Decimal,
    currency: Option<&Currency>,
    figures: Figures,
) -> String {
    let money = |amount| figures.money(Some(amount), currency);
    let (gap, side, reason) = if balance > holdings {
        let reason = "Cash that is not listed as a holding is the usual reason.";
        (balance.checked_sub(holdings), "less", reason)
    } else {
        let reason = "Unsettled trades, a margin loan or a sweep listed twice may be why.";
        (holdings.checked_sub(balance), "more", reason)
    };
    format!(
        "Its balance is {}, its holdings come to {}: {} {side}. {reason}",
        money(balance),
        money(holdings),
        figures.money(gap, currency),
    )
}

fn counted(named: &Named, lack: &str) -> String {
    match named.count {
        1 => format!("1 holding has {lack}"),
        count => format!("{count} holdings have {lack}"),
    }
}

fn pronoun(named: &Named) -> &'static str {
    if named.count == 1 { "it" } else { "them" }
}

/// `Apple, Bitcoin and 3 more`.
fn listed(named: &Named) -> String {
    let words = named.names.iter();
    let words: Vec<_> = words
        .map(|it| it.as_deref().unwrap_or(UNKNOWN_SECURITY))
        .collect();
    let joined = words.join(", ");
    match named.others {
        0 => joined,
        more => format!("{joined} and {more} more"),
    }
}
