//! How accounts came out, what differs, and what the person can say of it.

use chrono::{Datelike as _, NaiveDate};
use rust_decimal::Decimal;

use super::{
    Label as _,
    format::{self, Figures},
    transaction_name,
};
use crate::{
    analytics::{
        attention::{AccountCheck, Attention, Resolved},
        reconciliation::{Difference, MoneyCheck, UnitsCheck, Verdict},
    },
    domain::{Account, Answer, EntryFault, EntryKind, TransactionId},
    portfolio::Portfolio,
    text::AttentionText as _,
};

/// How a balance fits what is listed, in a few words.
pub fn money_check(check: &MoneyCheck, portfolio: &Portfolio) -> String {
    match &check.verdict {
        Verdict::Agrees => "agrees".to_owned(),
        Verdict::Margin => "explained: the margin loan".to_owned(),
        Verdict::Unvested => "explained: units that are not vested yet".to_owned(),
        Verdict::Sweep => "explained: cash is listed as a fund, too".to_owned(),
        Verdict::Unsettled(rows) => unsettled(rows, portfolio),
        Verdict::Unexplained(_) => "unexplained".to_owned(),
        Verdict::NotComparable if check.balance.is_none() => "no balance is reported".to_owned(),
        Verdict::NotComparable if check.listed.is_none() => "not everything has a value".to_owned(),
        Verdict::NotComparable => "other currencies are listed, too".to_owned(),
    }
}

fn unsettled(rows: &[TransactionId], portfolio: &Portfolio) -> String {
    let mut all = portfolio.transactions.iter();
    match rows {
        [one] if let Some(row) = all.find(|it| it.id == *one) => format!(
            "explained: {} of {} on its way",
            row.kind().label().to_lowercase(),
            day(row.date)
        ),
        rows => format!("explained: {} transactions on their way", rows.len()),
    }
}

/// How the units of an account came out, in a few words.
pub fn units_check(check: Option<&UnitsCheck>, portfolio: &Portfolio, figures: Figures) -> String {
    let Some(check) = check else {
        return "known from the next sync on".to_owned();
    };
    let mut parts = vec![];
    match check.unexplained.as_slice() {
        [] => {}
        [(security, left)] => {
            let known = portfolio.security(security);
            let ticker = known.and_then(|it| it.ticker_symbol.as_deref());
            let name = super::security_name(portfolio, security);
            let since = day(check.from);
            let left = signed_units(*left, figures);
            parts.push(format!(
                "{} {left} since {since}, unexplained",
                ticker.unwrap_or(&name)
            ));
        }
        several => parts.push(format!("{} unexplained", several.len())),
    }
    for (count, what) in [
        (check.in_flight, "in flight"),
        (check.corporate_actions, "split or the like"),
        (check.expired, "expired"),
        (check.transferred, "transferred"),
        (check.told, "as you said"),
        (check.unknown, "without units"),
    ] {
        if count > 0 {
            parts.push(format!("{count} {what}"));
        }
    }
    if parts.is_empty() {
        return format!("{} of {} agree", check.agree, check.all());
    }
    parts.join(", ")
}

/// Whether nothing is open about an account's units.
pub fn units_agree(check: &AccountCheck) -> bool {
    check.units.as_ref().is_some_and(|it| it.agree == it.all())
}

fn signed_units(units: Decimal, figures: Figures) -> String {
    let size = figures.quantity(Some(units.abs().normalize()));
    let sign = if units.is_sign_negative() {
        "\u{2212}"
    } else {
        "+"
    };
    format!("{sign}{size}")
}

/// `0.004 BTC appeared in Crypto between 2 Nov and 9 Nov 2026`.
pub(super) fn difference_title(
    account: &str,
    security: Option<&str>,
    difference: &Difference,
    figures: Figures,
) -> String {
    let size = difference.size.abs();
    let what = match security {
        Some(name) => format!("{} {name}", figures.quantity(Some(size.normalize()))),
        None => format!(
            "{} of cash",
            figures.money(Some(size), difference.currency.as_ref())
        ),
    };
    let happened = if difference.size.is_sign_negative() {
        "disappeared from"
    } else {
        "appeared in"
    };
    format!(
        "{what} {happened} {account} {}",
        between(difference.from, difference.day)
    )
}

/// What that means for the figures.
pub(super) fn difference_text(difference: &Difference, figures: Figures) -> String {
    let (whence, effect, never) = if difference.size.is_sign_negative() {
        ("where it went", "taken out", "loss")
    } else {
        ("where it came from", "brought in", "gain")
    };
    let Some(value) = difference.value else {
        return format!(
            "No transaction tells {whence}, and no price is known: no return goes across that day."
        );
    };
    let day = day(difference.day);
    if difference.security.is_none() {
        return format!(
            "No transaction tells {whence}. It counts as {effect} on {day}, and not as {never}."
        );
    }
    let money = figures.money(Some(value.abs()), difference.currency.as_ref());
    format!(
        "No transaction tells {whence}. It counts as {effect}, worth {money} on {day}, and not as {never}."
    )
}

/// `and 7 others like it`
pub fn others_like_it(others: usize) -> String {
    match others {
        1 => "and another one like it".to_owned(),
        _ => format!("and {} others like it", format::count(others)),
    }
}

/// The button that gives an answer.
pub fn answer_button(answer: Answer, about: &Attention) -> String {
    let Attention::Difference { difference, .. } = about else {
        return match answer {
            Answer::Mute => "Mute",
            Answer::Leave | Answer::Transfer | Answer::Income | Answer::Split => "Leave it",
        }
        .to_owned();
    };
    let is_out = difference.size.is_sign_negative();
    let is_cash = difference.security.is_none();
    match answer {
        Answer::Transfer if is_cash && is_out => "Paid out".to_owned(),
        Answer::Transfer if is_cash => "Paid in".to_owned(),
        Answer::Transfer if is_out => "Sent as a transfer".to_owned(),
        Answer::Transfer => "Received as a transfer".to_owned(),
        Answer::Income if is_cash => "Earned".to_owned(),
        Answer::Income => "Income in kind".to_owned(),
        Answer::Split => split(difference),
        Answer::Leave => "Leave it".to_owned(),
        Answer::Mute => "Mute".to_owned(),
    }
}

/// `A split, 4 for 1`.
fn split(difference: &Difference) -> String {
    match difference.split() {
        Some((into, of)) => format!("A split, {} for {of}", into.normalize()),
        None => "A split".to_owned(),
    }
}

/// `9 Nov`.
fn day(date: NaiveDate) -> String {
    date.format("%-d %b").to_string()
}

/// `between 2 and 9 Nov 2026`.
fn between(from: NaiveDate, to: NaiveDate) -> String {
    let is_one_month = (from.year(), from.month()) == (to.year(), to.month());
    let from = if is_one_month {
        from.day().to_string()
    } else if from.year() == to.year() {
        day(from)
    } else {
        format::date(from)
    };
    format!("between {from} and {}", format::date(to))
}

/// What an answer does, as a sentence for a tooltip.
pub fn answer_effect(answer: Answer) -> &'static str {
    match answer {
        Answer::Transfer => {
            "It crosses the border of the account: paid in or out, and no gain. Nothing that \
             the institution lists is altered."
        }
        Answer::Income => "It counts as income, at its value on that day.",
        Answer::Split => "The same holding in other units: nothing came in, nothing is gained.",
        Answer::Leave => "It stays unexplained in every figure, and is asked no more.",
        Answer::Mute => "It is listed no more while it says the same.",
    }
}

/// What was said, after a name: `counted as a transfer`.
fn answered(answer: Answer) -> &'static str {
    match answer {
        Answer::Transfer => "counts as a transfer",
        Answer::Income => "counts as income",
        Answer::Split => "counts as a split",
        Answer::Leave => "left unexplained",
        Answer::Mute => "muted",
    }
}

/// Of what the person said, about what it is and what was said.
pub fn resolved(item: &Resolved, portfolio: &Portfolio, figures: Figures) -> (String, String) {
    match item {
        Resolved::Answer {
            about: Some(about),
            resolution,
        } => (about.title(figures), answered(resolution.answer).to_owned()),
        Resolved::Answer {
            about: None,
            resolution,
        } => (
            no_longer(resolution.subject.topic.as_str(), portfolio, resolution),
            format!(
                "{}, without effect now: it is not there any more, or says something else",
                answered(resolution.answer)
            ),
        ),
        Resolved::Entered(id) => {
            let row = portfolio.transactions.iter().find(|it| it.id == *id);
            let what = row.map_or_else(String::new, |row| {
                let account = portfolio.account(&row.account_id);
                let account = account.map_or_else(String::new, Account::display_name);
                format!(
                    "{} of {} in {account}: {}",
                    row.kind().label(),
                    format::date(row.date),
                    transaction_name(portfolio, row)
                )
            });
            (what, ENTERED.to_owned())
        }
    }
}

/// What is said wherever a row is listed that the person entered.
pub const ENTERED: &str = "entered by you";

fn no_longer(topic: &str, portfolio: &Portfolio, resolution: &crate::domain::Resolution) -> String {
    let subject = &resolution.subject;
    let account = subject.account.as_ref();
    let account = account.and_then(|it| portfolio.account(it));
    let security = subject.security.as_ref();
    let security = security.map(|it| super::security_name(portfolio, it).into_owned());
    let names = [security, account.map(Account::display_name)];
    let names: Vec<_> = names.into_iter().flatten().collect();
    let mut words = topic.to_owned();
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    if names.is_empty() {
        words
    } else {
        format!("{words}: {}", names.join(", "))
    }
}

impl super::Label for EntryKind {
    fn label(self) -> &'static str {
        match self {
            Self::Buy => "Buy",
            Self::Sell => "Sell",
            Self::Reinvestment => "Reinvestment",
            Self::Dividend => "Dividend",
            Self::Interest => "Interest",
            Self::Deposit => "Deposit",
            Self::Withdrawal => "Withdrawal",
            Self::TransferIn => "Transfer in",
            Self::TransferOut => "Transfer out",
            Self::Fee => "Fee",
            Self::Tax => "Tax",
        }
    }
}

/// Why a row is not taken as it was entered, and what to do.
pub fn entry_fault(fault: EntryFault) -> &'static str {
    match fault {
        EntryFault::NoUnits => "It moves units: say how many, and of which security.",
        EntryFault::NoAmount => "Say the amount, or units and price.",
        EntryFault::Negative => "Figures have no sign here: the kind says the direction.",
        EntryFault::Date => "The day has to be one that has passed.",
        EntryFault::TooLarge => "The figures are beyond what can be counted.",
    }
}
