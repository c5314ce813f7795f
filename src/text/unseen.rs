//! What is known of days that no sync saw, in words.

use rust_decimal::Decimal;

use super::{format, name::security_name};
use crate::{
    analytics::{
        performance::{Grade, Rolled, Units},
        value_before::{Action, Because, EarlyDay, ValueBefore},
    },
    portfolio::Portfolio,
};

/// What the dashed line of a chart is.
pub const DASHED: &str = "dashed: from transactions and known prices";

/// How many names of what is missing a sentence has.
const NAMES: usize = 3;

/// `estimated · 97.2% of the value is known · without VTI`, in lines.
pub fn unseen_day(day: &EarlyDay, portfolio: &Portfolio) -> String {
    let mut parts = vec![
        match day.grade {
            Grade::Observed => "observed",
            Grade::Derived => "derived: rows and prices of the day",
            Grade::Estimated => "estimated: prices up to 5 trading days old",
            Grade::Unknown => "unknown",
        }
        .to_owned(),
    ];
    if day.coverage == Some(Decimal::ONE) {
        parts.push("all of it has a price".to_owned());
    } else {
        let share = format::percent(day.coverage);
        parts.push(format!("{share} of the value is known"));
    }
    if !day.missing.is_empty() {
        let names = day.missing.iter().take(NAMES);
        let names: Vec<_> = names.map(|it| short_name(portfolio, it)).collect();
        let more = day.missing.len().saturating_sub(NAMES);
        parts.push(match more {
            0 => format!("without {}", names.join(", ")),
            _ => format!("without {} and {more} more", names.join(", ")),
        });
    }
    parts.join("\n")
}

/// `Split · VTI`
pub fn action(action: &Action, portfolio: &Portfolio) -> String {
    let mut word = action.word.clone();
    if let Some(first) = word.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    format!("{word} · {}", short_name(portfolio, &action.security))
}

/// `Split, as units and price say · VTI`: what no transaction tells of units that came
/// out so; `None` of what one tells.
pub fn inferred(rolled: &Rolled, portfolio: &Portfolio) -> Option<String> {
    let what = match rolled.outcome {
        Units::SplitByRatio => "Split, as units and price say",
        Units::Expired(_) => "Expired, as no transaction tells otherwise",
        Units::Agree
        | Units::InFlight
        | Units::CorporateAction
        | Units::Transferred(_)
        | Units::Unexplained(_)
        | Units::Unknown => return None,
    };
    Some(format!(
        "{what} · {}",
        short_name(portfolio, &rolled.security)
    ))
}

fn short_name(portfolio: &Portfolio, id: &crate::domain::SecurityId) -> String {
    let ticker = portfolio
        .security(id)
        .and_then(|it| it.ticker_symbol.as_deref());
    ticker.map_or_else(|| security_name(portfolio, id).into_owned(), str::to_owned)
}

/// One line under a chart: what was derived, or that nothing could be.
pub fn before_first_sync(before: &ValueBefore) -> String {
    let first = format::date(before.observed);
    let drawn = before.days.iter().filter(|it| it.value.is_some()).count();
    match drawn {
        0 => format!("Observed from {first} on. No value of before follows from the transactions."),
        days => format!(
            "Observed from {first} on; before, {} of {} days follow from transactions.",
            format::count(days),
            format::count(before.days.len()),
        ),
    }
}

/// Why not more is known of the time before the first sync: a line for each
/// reason.
pub fn why_not_earlier(before: &ValueBefore, portfolio: &Portfolio) -> Vec<String> {
    let mut lines = vec![];
    if before.days.iter().any(|it| it.value.is_none()) {
        lines.push(
            "A day has a value where 95% of it has a price of that day, or of up to 5 trading \
             days before."
                .to_owned(),
        );
    }
    for limit in &before.limits {
        let account = portfolio.account(&limit.account);
        let account = account.map_or(limit.account.as_str(), |it| &**it.short_name());
        let what = limit.security.as_ref();
        let what = what.map_or_else(
            || "cash".to_owned(),
            |it| security_name(portfolio, it).into_owned(),
        );
        let day = format::date(limit.before);
        lines.push(match limit.because {
            Because::NoUnits => format!("{account}: {what} is reported without units."),
            Because::ComesWithoutRows => {
                format!("{account}: units of {what} come and go without transactions.")
            }
            Because::SignsNotProven => format!(
                "{account}: which way {what} moved on {day} is in its sign alone, and the \
                 institution has not proved its signs."
            ),
            Because::TurnsNegative => format!(
                "{account}: before {day} there would have been less than nothing of {what}."
            ),
            Because::RowWithoutUnits => {
                format!(
                    "{account}: a transaction of {day} does not say how many units of {what} moved."
                )
            }
            Because::RowWithoutAmount => {
                format!("{account}: a transaction of {day} does not say how much cash moved.")
            }
            Because::WindowBegins => format!("{account}: its transactions begin on {day}."),
            Because::NoRows => format!("{account}: there is no transaction before {day}."),
        });
    }
    lines
}
