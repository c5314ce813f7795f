//! What is said of syncs that are set aside.

use super::{counted, format};
use crate::connect::{AsideSync, Shown, SyncSummary};

/// What the button is called that asks first.
pub const SET_ASIDE: &str = "Set aside…";

/// What setting a sync aside does: what goes, what stays, what is shown then, and
/// what the next sync will do. A sentence or two each.
pub fn set_aside_consequences(summary: &SyncSummary, shown: Shown, is_kept: bool) -> Vec<String> {
    let mut lines = vec![goes(summary, is_kept)];
    if !is_kept {
        lines.push(
            "Which transactions it brought, changed or took back is not on record for a sync of \
             an earlier version: they stay as they are."
                .to_owned(),
        );
    }
    lines.push(
        "What stays: every row of the file, what a later sync found again, and what you entered \
         or said. It can be taken back at any time."
            .to_owned(),
    );
    lines.push(shown_then(shown));
    lines.push(
        "The next sync reads all 24 months anew: what the institution still lists comes back \
         with it, right or wrong. This one stays set aside."
            .to_owned(),
    );
    lines
}

fn goes(summary: &SyncSummary, is_kept: bool) -> String {
    let mut parts = vec![format!(
        "{}, balances and values as it found them",
        counted(summary.holdings, "holding")
    )];
    let rows = [
        (summary.added, "that it brought"),
        (summary.changed, "back as it was before it"),
        (summary.removed, "that it took back, listed again"),
    ];
    let rows = rows.into_iter().filter(|it| is_kept && it.0 > 0);
    parts.extend(rows.map(|(count, what)| format!("{} {what}", counted(count, "transaction"))));
    format!("What no longer counts: {}.", parts.join("; "))
}

fn shown_then(shown: Shown) -> String {
    match shown {
        Shown::Later => "What is shown now comes from a later sync, and stays.".to_owned(),
        Shown::Earlier(at) => format!(
            "Shown of the institution is then what the sync of {} found, until the next one.",
            format::instant(at)
        ),
        Shown::Nothing => {
            "No other sync of the institution counts: nothing of it is shown until the next one."
                .to_owned()
        }
    }
}

/// Of a sync that is set aside, for its panel.
pub fn is_set_aside(at: chrono::DateTime<chrono::Utc>) -> String {
    format!(
        "Set aside on {}: nothing of what it found counts.",
        format::instant(at)
    )
}

/// Above a page where what is shown of an institution is not of its latest sync;
/// `None` where a later sync counts.
pub fn shows_earlier_sync(institution: &str, aside: &AsideSync) -> Option<String> {
    let at = format::instant(aside.started_at);
    let set_aside = format!("{institution}: the sync of {at} is set aside");
    match aside.shown {
        Shown::Later => None,
        Shown::Earlier(shown) => Some(format!(
            "{set_aside}. Shown is what the one of {} found.",
            format::instant(shown)
        )),
        Shown::Nothing => Some(format!("{set_aside}, and no other one counts.")),
    }
}
