//! Why a return is limited or not computable, and what mends it.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{
    format::{self, Figures},
    name::security_name,
};
use crate::{
    analytics::performance::Reason,
    domain::{AccountId, Currency},
    portfolio::Portfolio,
};

/// What limits a figure, or makes it unknown, and what mends it where something
/// does.
pub fn limit(
    reason: &Reason,
    portfolio: &Portfolio,
    currency: Option<&Currency>,
    figures: Figures,
) -> String {
    let money = |amount| figures.money(Some(amount), currency);
    let account = |id: &AccountId| {
        let known = portfolio.account(id);
        known.map_or_else(|| id.as_str().to_owned(), |it| it.short_name().to_string())
    };
    match reason {
        Reason::NoValue => "No sync has found a value yet. Sync, and it begins there.".to_owned(),
        Reason::OneValue(day) => format!(
            "{} is the only day of this span on which every account has a value. Sync on another \
             day, or choose a longer span.",
            format::date(*day)
        ),
        Reason::BeginsLater { day, .. } => format!(
            "It begins on {}, the first day with a value.",
            format::date(*day)
        ),
        Reason::EndsEarlier { day, .. } => format!(
            "It ends on {}, the last day on which every account has a value.",
            format::date(*day)
        ),
        Reason::NoValueNear(day) => format!(
            "No sync within a week before {} has a value of every account.",
            format::date(*day)
        ),
        Reason::UnknownFlows(rows) => format!(
            "{} what it moved, so no return goes across. Its amount, or a price of that day, \
             would complete it.",
            match rows.len() {
                1 => "1 transaction does not say".to_owned(),
                count => format!("{} transactions do not say", format::count(count)),
            }
        ),
        Reason::NoPrice(security) => format!(
            "Units of {} came or went that no transaction explains, and no price is known. A price, \
             or the missing transaction, would complete it.",
            security_name(portfolio, security)
        ),
        Reason::ChainBroken { day, value } => format!(
            "On {} there was {}: too little to measure a return against. Begin the span after \
             that.",
            format::date(*day),
            money(*value)
        ),
        Reason::Approximate { from, to, share } => format!(
            "Approximate between {} and {}: money of {} of the value moved, on days without one.",
            format::date(*from),
            format::date(*to),
            format::percent(Some(*share))
        ),
        Reason::SecuritiesOnly(id) => format!(
            "{} lists no cash: only its securities are measured, and what they are bought with \
             flows in.",
            account(id)
        ),
        Reason::Unclassified { rows, amount } => format!(
            "{} of {} of which the words do not tell what it was: not counted as gain.",
            counted(*rows, "movement"),
            money(*amount)
        ),
        Reason::Unexplained { times, amount } => format!(
            "{} of {} that no transaction explains: not counted as gain.",
            counted(*times, "difference"),
            money(*amount)
        ),
        Reason::Told { times, amount } => format!(
            "{} of {} counted as you said; no institution lists them.",
            counted(*times, "difference"),
            money(*amount)
        ),
        Reason::EarlyDays(day) => early_days(*day),
        Reason::Entered(rows) => entered(*rows),
        Reason::SplitByRatio { security, day } => {
            split_by_ratio(&security_name(portfolio, security), *day)
        }
        Reason::Expired {
            security,
            day,
            account: id,
        } => expired(&security_name(portfolio, security), &account(id), *day),
        Reason::Worthless {
            security,
            day,
            account: id,
        } => worthless(&security_name(portfolio, security), &account(id), *day),
        Reason::EstimatedPrices(times) => estimated_prices(*times),
        Reason::NeverValued {
            account: id,
            security,
        } => format!(
            "{} in {} was never valued: it is in no figure.",
            security_name(portfolio, security),
            account(id)
        ),
        Reason::TooFewMonths(count) => too_few_months(*count),
        Reason::NoRoot => "No rate balances what was paid in and out.".to_owned(),
        Reason::SeveralRoots(rates) => several_roots(rates),
        Reason::TooLarge => "It is beyond what can be counted.".to_owned(),
    }
}

fn estimated_prices(times: usize) -> String {
    let moved = counted(times, "movement");
    format!("{moved} of units at the price of another day.")
}

fn worthless(security: &str, account: &str, day: NaiveDate) -> String {
    format!(
        "{security} in {account} counts as worth nothing since {}: its price is zero, and the \
         balance of the account is what all else is worth.",
        format::date(day)
    )
}

fn early_days(observed: NaiveDate) -> String {
    format!(
        "Before {}, the first sync, it rests on values that follow from transactions: estimated.",
        format::date(observed)
    )
}

fn entered(rows: usize) -> String {
    let them = if rows == 1 { "it" } else { "them" };
    let rows = counted(rows, "transaction");
    format!("{rows} that you entered; no institution lists {them}.")
}

fn split_by_ratio(security: &str, day: NaiveDate) -> String {
    format!(
        "{security} counts as split by {}: its units and its price say so, no transaction does.",
        format::date(day)
    )
}

fn expired(option: &str, account: &str, day: NaiveDate) -> String {
    format!(
        "{option} in {account} counts as expired on {}: it is gone, and no transaction tells.",
        format::date(day)
    )
}

fn several_roots(rates: &[Decimal]) -> String {
    let rates = rates.iter().map(|it| format::signed_percent(Some(*it)));
    format!(
        "Several yearly rates balance what was paid in and out: {}.",
        rates.collect::<Vec<_>>().join(", ")
    )
}

fn too_few_months(count: usize) -> String {
    let are = if count == 1 { "month is" } else { "months are" };
    format!(
        "{} whole {are} measured; it takes 12. Choose a longer span, or sync once a week at least.",
        format::count(count)
    )
}

fn counted(count: usize, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        _ => format!("{} {what}s", format::count(count)),
    }
}
