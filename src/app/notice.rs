//! How the end of a sync is told in one line.

use crate::{
    connect::{FailureKind, SyncFailure, SyncSummary},
    domain::ItemId,
    portfolio::Portfolio,
    text,
    text::format::count,
};

/// The syncs that ended since the last one began.
pub(super) type Ended = Vec<(ItemId, Result<SyncSummary, SyncFailure>)>;

/// `2 of 3 institutions synced · 12 new transactions`, and whether it is a
/// problem.
pub(super) fn of_syncs(ended: &Ended, portfolio: Option<&Portfolio>) -> (String, bool) {
    let good: Vec<_> = ended
        .iter()
        .filter_map(|(_, it)| it.as_ref().ok())
        .collect();
    let failed: Vec<_> = ended
        .iter()
        .filter_map(|(item, it)| Some((item, it.as_ref().err()?)))
        .collect();
    let name = |item: &ItemId| {
        portfolio
            .and_then(|it| it.connection(item))
            .map_or_else(|| "The institution".to_owned(), |it| it.name.to_string())
    };

    let mut parts = vec![];
    match (ended.as_slice(), failed.is_empty()) {
        ([(item, _)], true) => parts.push(format!("{} synced", name(item))),
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
        [(item, failure)] => parts.push(format!(
            "{}: {}",
            name(item),
            text::failure(failure.kind).sentence
        )),
        [..] => parts.push("Connections tells why".to_owned()),
    }
    let is_problem = failed
        .iter()
        .any(|(_, it)| it.kind != FailureKind::Cancelled)
        || good.iter().any(|it| it.incomplete || it.contradictory);
    (parts.join(" · "), is_problem)
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

    fn check(ended: &[Result<SyncSummary, FailureKind>], text: &str, is_problem: bool) {
        let ended = ended
            .iter()
            .cloned()
            .enumerate()
            .map(|(at, result)| {
                let result = result.map_err(|kind| SyncFailure::local(kind, "detail"));
                (format!("item-{at}").into(), result)
            })
            .collect();
        assert_eq!(of_syncs(&ended, None), (text.to_owned(), is_problem));
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
