//! What is said of an earlier day.

use super::format;
use crate::portfolio::{Past, PastView};

/// How many names of absent accounts a sentence has.
const NAMES: usize = 3;

/// Where nothing was read by the day that is shown.
pub const NOTHING_BY_THEN: &str = "Nothing was synced by then";

/// The two pictures of an earlier day.
pub const KNOWN_NOW: &str = "As known now";
pub const SHOWN_THEN: &str = "As shown then";

/// `As of 12 Mar 2026, as it is known now.`, and which accounts are not there.
pub fn past(past: &Past) -> String {
    let day = format::date(past.day);
    let day = match past.view {
        PastView::KnownNow => format!("As of {day}, as it is known now."),
        PastView::ShownThen { is_kept: true } => format!("As of {day}, as it was shown then."),
        PastView::ShownThen { is_kept: false } => {
            format!("As of {day}, as it was shown then, with the transactions known now.")
        }
    };
    let names: Vec<&str> = past.absent.iter().take(NAMES).map(|it| &**it).collect();
    let names = match past.absent.len().saturating_sub(NAMES) {
        0 => names.join(", "),
        more => format!("{} and {more} more", names.join(", ")),
    };
    match past.absent.len() {
        0 => day,
        1 => format!("{day} Without {names}: no sync had read it by then."),
        _ => format!("{day} Without {names}: no sync had read them by then."),
    }
}
