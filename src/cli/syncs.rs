//! `holdfast syncs`

use super::{
    CliError, Ending, Options,
    output::{self, Cell, Column, Table, field, figure, shown},
    sync::values,
    world,
};
use crate::connect::{RowIssue, SyncOutcome, SyncRun};
use crate::text::{self, format::Figures};

const COLUMNS: &[Column] = &[
    shown("started_at", "Began"),
    field("finished_at"),
    figure("milliseconds", "ms"),
    field("item_id"),
    shown("institution_name", "Institution"),
    shown("outcome", "Outcome"),
    figure("added", "New"),
    figure("changed", "Changed"),
    figure("removed", "Gone"),
    figure("holdings", "Holdings"),
    figure("holdings_changed", "Differ"),
    shown("value_before", "Value before"),
    shown("value_after", "Value after"),
    field("incomplete"),
    field("contradictory"),
    figure("row_issues", "Issues"),
    shown("failure", "Failure"),
    field("failure_kind"),
    field("failure_code"),
    field("request_id"),
];

/// Lists the syncs on record, the newest first.
pub(super) fn run(options: &Options, connection: Option<&str>) -> Result<Ending, CliError> {
    let portfolio = world::portfolio(options)?;
    let wanted = connection
        .map(|it| world::connections_named(&portfolio, it))
        .transpose()?;
    let mut runs = world::sync_history(options)?;
    runs.reverse();
    runs.retain(|run| wanted.as_ref().is_none_or(|it| it.contains(&run.item_id)));
    let rows = runs.iter().map(|run| {
        let connection = portfolio.connection(&run.item_id);
        row(run, connection.map(|it| &*it.name))
    });
    output::print(Table::new(COLUMNS, rows), options.format())?;
    Ok(Ending::Well)
}

fn row(run: &SyncRun, name: Option<&str>) -> Vec<Cell> {
    let failure = run.failure();
    let summary = match &run.outcome {
        SyncOutcome::Success(summary) => Some(summary),
        SyncOutcome::Failed(_) => None,
    };
    let took = (run.finished_at - run.started_at).num_milliseconds();
    vec![
        run.started_at.into(),
        run.finished_at.into(),
        usize::try_from(took).ok().into(),
        run.item_id.as_str().into(),
        name.into(),
        if failure.is_none() {
            "synced"
        } else {
            "failed"
        }
        .into(),
        summary.map(|it| it.added).into(),
        summary.map(|it| it.changed).into(),
        summary.map(|it| it.removed).into(),
        summary.map(|it| it.holdings).into(),
        summary.map(|it| it.holdings_changed).into(),
        summary.map(|it| values(&it.value_before)).into(),
        summary.map(|it| values(&it.value_after)).into(),
        summary.map(|it| it.incomplete).into(),
        summary.map(|it| it.contradictory).into(),
        summary.map(|it| issues(&it.row_issues)).into(),
        failure.map(|it| text::failure(it.kind).sentence).into(),
        failure.map(|it| it.kind.as_str()).into(),
        failure.and_then(|it| it.code.as_deref()).into(),
        failure.and_then(|it| it.request_id.as_deref()).into(),
    ]
}

fn issues(issues: &[RowIssue]) -> Cell {
    let open = Figures::default();
    let row = |it: &RowIssue| {
        vec![
            ("row", Cell::Text(text::row_name(&it.row, open))),
            ("problem", Cell::Text(text::row_problem(it, open))),
            ("skipped", it.skipped.into()),
        ]
    };
    Cell::Rows(issues.iter().map(row).collect())
}
