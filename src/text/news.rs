//! What the status bar tells, in one line.

use std::sync::Arc;

use super::{
    connected, failure,
    format::{self, count},
    removal::{data_deletion, removed_notice, tokens_left_text},
    system::System,
    twin::{connected_by_token, token_not_added},
};
use crate::{
    connect::{FailureKind, SyncOutcome, SyncSummary},
    state::News,
};

/// News in one line.
pub fn news(news: &News) -> String {
    match news {
        News::Connected(name) => connected(name),
        News::TokenRenewed(name) => connected_by_token(name, true),
        News::TokenNotAdded { was_ended } => token_not_added(*was_ended).to_owned(),
        News::Removed {
            name,
            kept_history,
            at_plaid,
            environment,
        } => removed_notice(name, at_plaid, *kept_history, *environment),
        News::Synced(ended) => synced(ended),
        News::NothingToSync => "Nothing is connected yet".to_owned(),
        News::SyncOfToday => "A sync is of today; go back to today first".to_owned(),
        News::NotDone(kind) => failure(*kind).sentence.to_owned(),
        News::AnswerNotKept(kind) => because("What you said was not kept", *kind),
        News::SyncNotSetAside(kind) => because("The sync counts as before", *kind),
        News::AccountNotChanged(kind) => because("The account was not changed", *kind),
        News::DataDeletion {
            outcome,
            environment,
        } => data_deletion(outcome, *environment),
        News::DataNotDeleted(kind) => because("Not everything was deleted", *kind),
        News::TokensLeft(why) => format!(
            "The data on this computer is deleted. {}",
            tokens_left_text(*why)
        ),
        News::RestDeleted => "The rest of the deleted data is gone, too".to_owned(),
        News::RestNotDeleted(why) => {
            because("The rest of the deleted data is still there", Some(*why))
        }
        News::SyncInTheWay => "A sync is running; cancel it or wait, then delete".to_owned(),
        News::PageInTheWay => {
            "A page is open in your browser already; finish it or cancel it first".to_owned()
        }
        News::DemoDay { day, done, of } => {
            let day = format::date(*day);
            format!("Preparing two years of syncs: {day} ({done} of {of})")
        }
        News::DemoReady => "The sample portfolio is ready".to_owned(),
        News::TableExported(path) => format!("Exported to {}", path.display()),
        News::TableNotExported(why) => with("The table was not exported", why.as_deref()),
        News::TableCopied => "Copied the table".to_owned(),
        News::TableNotCopied => "The table was not copied".to_owned(),
        News::NothingToExport => "There is nothing to export yet".to_owned(),
        News::ChartSaved(path) => format!("Saved as {}", path.display()),
        News::ChartNotSaved(why) => with("The chart was not saved", why.as_deref()),
        News::ReportCopied => {
            "Copied the report: versions and errors, no figures and no names".to_owned()
        }
        News::ReportNotMade => "The report could not be made".to_owned(),
        News::PageNotPrepared => "A page could not be prepared".to_owned(),
        News::HistoryUnreadable => "The history of syncs could not be read".to_owned(),
        News::SecurityHistoryUnreadable => "The value over time could not be read".to_owned(),
        News::HeldHistoryUnreadable => "What was held at each sync could not be read".to_owned(),
        News::LogUnreadable => "The log could not be read".to_owned(),
        News::NoFileManager => System::HERE.no_file_manager().to_owned(),
        News::SettingsUnreadable(why) => with("The settings are back to their defaults", Some(why)),
        News::SettingsNotSaved(why) => with("The settings were not saved", Some(why)),
    }
}

fn because(what: &str, kind: Option<FailureKind>) -> String {
    with(what, kind.map(|it| failure(it).sentence))
}

fn with(what: &str, why: Option<&str>) -> String {
    why.map_or_else(|| what.to_owned(), |it| format!("{what}: {it}"))
}

/// `2 of 3 institutions synced · 12 new transactions`.
fn synced(ended: &[(Option<Arc<str>>, SyncOutcome)]) -> String {
    let mut good = vec![];
    let mut failed = vec![];
    for (name, outcome) in ended {
        match outcome {
            SyncOutcome::Success(summary) => good.push(summary),
            SyncOutcome::Failed(failure) => failed.push((name, failure.kind)),
        }
    }
    let name = |name: &Option<Arc<str>>| name.as_deref().unwrap_or("The institution").to_owned();
    let mut parts = vec![];
    match (ended, failed.is_empty()) {
        ([(only, _)], true) => parts.push(format!("{} synced", name(only))),
        ([_], false) => {}
        (all, _) => parts.push(format!(
            "{} of {} institutions synced",
            good.len(),
            all.len()
        )),
    }
    if !good.is_empty() {
        parts.extend(changes(&good));
    }
    match failed.as_slice() {
        [] => {}
        [(only, kind)] => parts.push(format!("{}: {}", name(only), failure(*kind).sentence)),
        all if all.iter().all(|(_, kind)| *kind == FailureKind::Cancelled) => {
            parts.push(format!("{} cancelled", all.len()));
        }
        [..] => parts.push("Connections tells why".to_owned()),
    }
    parts.join(" · ")
}

fn changes(good: &[&SyncSummary]) -> Vec<String> {
    let sum = |part: fn(&SyncSummary) -> usize| good.iter().map(|it| part(it)).sum::<usize>();
    let things = |number: usize, one: &str, many: &str| match number {
        0 => None,
        1 => Some(format!("1 {one}")),
        _ => Some(format!("{} {many}", count(number))),
    };
    let mut parts: Vec<String> = [
        things(sum(|it| it.added), "new transaction", "new transactions"),
        things(
            sum(|it| it.changed),
            "changed transaction",
            "changed transactions",
        ),
        things(
            sum(|it| it.removed),
            "removed transaction",
            "removed transactions",
        ),
        things(
            sum(|it| it.holdings_changed),
            "changed holding",
            "changed holdings",
        ),
    ]
    .into_iter()
    .flatten()
    .collect();
    if parts.is_empty() {
        parts.push("nothing new".to_owned());
    }
    parts.extend(things(
        sum(|it| it.row_issues.len()),
        "row to look at",
        "rows to look at",
    ));
    if good.iter().any(|it| it.contradictory) {
        parts.push("a list of transactions contradicts itself".to_owned());
    } else if good.iter().any(|it| it.incomplete) {
        parts.push("some transactions did not arrive".to_owned());
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connect::SyncFailure;

    fn check(ended: &[Result<SyncSummary, FailureKind>], text: &str, is_problem: bool) {
        let ended = ended.iter().cloned().map(|result| {
            let outcome = match result {
                Ok(summary) => SyncOutcome::Success(summary),
                Err(kind) => SyncOutcome::Failed(SyncFailure::local(kind, "detail")),
            };
            (None, outcome)
        });
        let ended = News::Synced(ended.collect());
        assert_eq!(
            (news(&ended), ended.is_problem()),
            (text.to_owned(), is_problem)
        );
    }

    fn summary(added: usize, holdings_changed: usize) -> SyncSummary {
        SyncSummary {
            added,
            holdings_changed,
            ..SyncSummary::default()
        }
    }

    #[test]
    fn one_line_tells_what_changed_and_what_failed() {
        check(
            &[Ok(summary(1_300, 1))],
            "The institution synced · 1,300 new transactions · 1 changed holding",
            false,
        );
        check(
            &[Ok(summary(1, 0)), Ok(summary(0, 0))],
            "2 of 2 institutions synced · 1 new transaction",
            false,
        );
        check(
            &[Ok(summary(0, 0)), Err(FailureKind::InstitutionDown)],
            "1 of 2 institutions synced · nothing new · \
             The institution: The institution does not answer at the moment.",
            true,
        );
        check(
            &[Err(FailureKind::Offline), Err(FailureKind::Offline)],
            "0 of 2 institutions synced · Connections tells why",
            true,
        );
        check(
            &[Err(FailureKind::Cancelled), Err(FailureKind::Cancelled)],
            "0 of 2 institutions synced · 2 cancelled",
            false,
        );
        check(
            &[Err(FailureKind::Cancelled), Err(FailureKind::Offline)],
            "0 of 2 institutions synced · Connections tells why",
            true,
        );
        check(
            &[Err(FailureKind::Cancelled)],
            "The institution: The sync was cancelled.",
            false,
        );
    }

    #[test]
    fn an_incomplete_sync_is_a_problem() {
        let incomplete = SyncSummary {
            incomplete: true,
            ..summary(3, 0)
        };
        check(
            &[Ok(incomplete)],
            "The institution synced · 3 new transactions · some transactions did not arrive",
            true,
        );
    }
}
