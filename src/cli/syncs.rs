//! `holdfast syncs`

use super::{
    CliError, Ending, Options, SyncsArgs,
    output::{self, Cell, Column, Table, field, figure, shown},
    sync::values,
    world,
};
use crate::connect::{RowIssue, SettingAside, Shown, SyncOutcome, SyncRun};
use crate::text::{self, format::Figures};

const COLUMNS: &[Column] = &[
    figure("sync_id", "Sync"),
    shown("started_at", "Began"),
    field("finished_at"),
    figure("milliseconds", "ms"),
    field("item_id"),
    shown("institution_name", "Institution"),
    shown("outcome", "Outcome"),
    shown("set_aside_at", "Set aside"),
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

/// Lists the syncs on record, the newest first; or sets one of them aside, or takes
/// it back, and lists that one.
pub(super) fn run(options: &Options, args: &SyncsArgs) -> Result<Ending, CliError> {
    let change = args.set_aside.map(|it| (it, true));
    let change = change.or(args.take_back.map(|it| (it, false)));
    if let Some((sync, is_aside)) = change {
        set_aside(options, sync, is_aside)?;
    }
    let portfolio = world::portfolio(options)?;
    let wanted = args.connection.as_deref();
    let wanted = wanted
        .map(|it| world::connections_named(&portfolio, it))
        .transpose()?;
    let mut runs = world::sync_history(options)?;
    runs.reverse();
    runs.retain(|run| {
        let is_changed = change.is_none_or(|it| run.record.is_some_and(|run| run.id == it.0));
        is_changed && wanted.as_ref().is_none_or(|it| it.contains(&run.item_id))
    });
    let rows = runs.iter().map(|run| {
        let connection = portfolio.connection(&run.item_id);
        row(run, connection.map(|it| &*it.name))
    });
    output::print(Table::new(COLUMNS, rows), options.format())?;
    Ok(Ending::Well)
}

/// Sets a sync aside and says what follows, or takes it back.
fn set_aside(options: &Options, sync: i64, is_aside: bool) -> Result<(), CliError> {
    let session = world::session(options)?;
    match session.set_sync_aside(sync, is_aside, world::now())? {
        SettingAside::Done => {}
        SettingAside::NoSuchSync => return Err(CliError::NoSuchSync(sync)),
        SettingAside::FoundNothing => return Err(CliError::FoundNothing(sync)),
    }
    if !is_aside {
        output::tell("Taken back: what it found counts again.");
        return Ok(());
    }
    let aside = session.portfolio()?.set_aside;
    for run in session.sync_history()? {
        let record = run.record.filter(|it| it.id == sync);
        if let (SyncOutcome::Success(summary), Some(record)) = (&run.outcome, record) {
            let of_run = aside.iter().find(|it| it.run == sync);
            let shown = of_run.map_or(Shown::Later, |it| it.shown);
            for line in text::set_aside_consequences(summary, shown, record.is_kept) {
                output::tell(&line);
            }
        }
    }
    Ok(())
}

fn row(run: &SyncRun, name: Option<&str>) -> Vec<Cell> {
    let failure = run.failure();
    let summary = match &run.outcome {
        SyncOutcome::Success(summary) => Some(summary),
        SyncOutcome::Failed(_) => None,
    };
    let took = (run.finished_at - run.started_at).num_milliseconds();
    let number = run.record.and_then(|it| usize::try_from(it.id).ok());
    vec![
        number.into(),
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
        run.set_aside_at().into(),
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
