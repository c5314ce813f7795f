//! `holdfast sync`

use std::{
    collections::{BTreeMap, HashMap},
    future::{Future as _, poll_fn},
    io::{self, IsTerminal as _},
    sync::{Arc, Mutex, PoisonError},
    task::Poll,
};

use tokio_util::sync::CancellationToken;

use super::{
    CliError, Ending, Options, SyncArgs,
    output::{self, Cell, Column, Table, field, figure, shown},
    world,
};
use crate::{
    connect::{Environment, SyncFailure, SyncStep, SyncSummary},
    domain::ItemId,
    session::{
        Session,
        demo::{self, Preparation},
    },
    sync::{self, Context},
    text::{self, Label as _, format::Figures},
    valuation::Amounts,
};

const COLUMNS: &[Column] = &[
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
    field("row_issues"),
    field("failure"),
    field("failure_kind"),
    field("failure_code"),
    field("request_id"),
];

pub(super) type Results = BTreeMap<ItemId, Result<SyncSummary, SyncFailure>>;

/// Syncs side by side; Ctrl-C cancels what is not being saved yet.
pub(super) async fn run(options: &Options, args: SyncArgs) -> Result<Ending, CliError> {
    let session = world::session(options)?;
    if session.environment() == Environment::Demo && !prepare_demo(&session).await? {
        output::tell("Interrupted. The next sync of the demo goes on from here.");
        return Ok(Ending::Interrupted);
    }
    let mut portfolio = world::portfolio(options)?;
    portfolio
        .connections
        .retain(|it| it.disconnected_at.is_none());
    let whole_history = args.all_history.is_some();
    let mut wanted = args.item_ids;
    wanted.extend(args.connection);
    wanted.extend(args.all_history);
    let names: HashMap<ItemId, Arc<str>> = portfolio
        .connections
        .iter()
        .map(|it| (it.item_id.clone(), Arc::clone(&it.name)))
        .collect();
    let mut items: Vec<ItemId> = if wanted.is_empty() {
        names.keys().cloned().collect()
    } else {
        let found = wanted
            .iter()
            .map(|it| world::connections_named(&portfolio, it));
        found.collect::<Result<Vec<_>, _>>()?.concat()
    };
    items.sort();
    items.dedup();
    if items.is_empty() {
        output::tell("There is nothing to sync: connect an institution first.");
        return Ok(Ending::Failed);
    }

    let ctx = Context {
        whole_history,
        ..session.context(world::now()).await?.clone()
    };
    let results = sync_items(&ctx, items, Arc::new(names.clone())).await;
    let rows = results.iter().map(|(item, it)| row(item, &names[item], it));
    output::print(Table::new(COLUMNS, rows), options.format())?;
    Ok(ending(&results))
}

/// Prepares what is missing of the demo; whether Ctrl-C left it to the end. What
/// is being saved when it is pressed is saved whole.
async fn prepare_demo(session: &Session) -> Result<bool, CliError> {
    let cancel = cancelled_by_interrupt().await;
    let news = |news| {
        if let Preparation::Connected(_) = news {
            output::tell("Preparing the demo, which takes a moment once. Ctrl-C stops it.");
        }
    };
    demo::prepare(session, world::now(), news, cancel.clone()).await?;
    Ok(!cancel.is_cancelled())
}

/// Syncs connections side by side and says how it went, on stderr.
pub(super) async fn sync_items(
    ctx: &Context,
    items: Vec<ItemId>,
    names: Arc<HashMap<ItemId, Arc<str>>>,
) -> Results {
    let progress = progress(Arc::clone(&names));
    let cancel = cancelled_by_interrupt().await;
    let results = sync::sync_all(ctx, items, world::now(), progress, cancel).await;
    for (item, result) in &results {
        report(&names[item], result);
    }
    results
}

/// Cancelled when the person presses Ctrl-C, from the moment that it is there.
pub(super) async fn cancelled_by_interrupt() -> CancellationToken {
    let cancel = CancellationToken::new();
    let on_interrupt = cancel.clone();
    let mut pressed = Box::pin(tokio::signal::ctrl_c());
    // The first poll begins to listen. A task of its own would some time later,
    // and until then Ctrl-C ends the program.
    let first = poll_fn(|context| Poll::Ready(pressed.as_mut().poll(context))).await;
    if first.is_pending() {
        tokio::spawn(async move {
            if pressed.await.is_ok() {
                on_interrupt.cancel();
            }
        });
    }
    cancel
}

/// Tells of each step on stderr; of the rows in between only where a person
/// watches.
fn progress(
    names: Arc<HashMap<ItemId, Arc<str>>>,
) -> impl Fn(&ItemId, SyncStep) + Clone + Send + Sync + 'static {
    let watched = io::stderr().is_terminal();
    let last: Arc<Mutex<HashMap<ItemId, &'static str>>> = Arc::default();
    move |item, step| {
        let label = (&step).label();
        let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.insert(item.clone(), label) == Some(label) && !watched {
            return;
        }
        let name = &names[item];
        output::tell(&format!("{name}: {}", text::progress(&step)));
    }
}

/// Says what a person should know beside the table.
fn report(name: &str, result: &Result<SyncSummary, SyncFailure>) {
    match result {
        Err(failure) => output::tell(&format!("{name}: {}", text::explained(failure))),
        Ok(summary) => {
            for issue in &summary.row_issues {
                output::tell(&format!(
                    "{name}: {}",
                    text::row_issue(issue, Figures::default())
                ));
            }
            if let Some(sentence) = text::doubtful_list(summary) {
                output::tell(&format!("{name}: {sentence}"));
            }
        }
    }
}

fn row(item: &ItemId, name: &str, result: &Result<SyncSummary, SyncFailure>) -> Vec<Cell> {
    let summary = result.as_ref().ok();
    let failure = result.as_ref().err();
    vec![
        item.as_str().into(),
        name.into(),
        if result.is_ok() { "synced" } else { "failed" }.into(),
        summary.map(|it| it.added).into(),
        summary.map(|it| it.changed).into(),
        summary.map(|it| it.removed).into(),
        summary.map(|it| it.holdings).into(),
        summary.map(|it| it.holdings_changed).into(),
        summary.map(|it| values(&it.value_before)).into(),
        summary.map(|it| values(&it.value_after)).into(),
        summary.map(|it| it.incomplete).into(),
        summary.map(|it| it.contradictory).into(),
        summary.map(|it| it.row_issues.len()).into(),
        failure.map(|it| text::failure(it.kind).sentence).into(),
        failure.map(|it| it.kind.as_str()).into(),
        failure.and_then(|it| it.code.as_deref()).into(),
        failure.and_then(|it| it.request_id.as_deref()).into(),
    ]
}

/// A sum per currency: `1234.56 USD, 78.90 (no currency)`.
pub(super) fn values(totals: &Amounts) -> Cell {
    let sums = totals.iter().map(|(currency, sum)| {
        let sum = sum.map_or_else(|| "?".to_owned(), |it| it.to_string());
        match currency {
            Some(currency) => format!("{sum} {currency}"),
            None => format!("{sum} (no currency)"),
        }
    });
    Cell::Text(sums.collect::<Vec<_>>().join(", "))
}

fn ending(results: &Results) -> Ending {
    let synced = results.values().filter(|it| it.is_ok()).count();
    match synced {
        0 => Ending::Failed,
        _ if synced == results.len() => Ending::Well,
        _ => Ending::InPart,
    }
}

#[cfg(test)]
mod tests {
    use rust_decimal::dec;

    use super::*;
    use crate::domain::Currency;

    #[test]
    fn a_sum_says_its_currency_or_that_it_has_none() {
        let mut totals = Amounts::default();
        totals.add(dec!(70), None);
        totals.add(dec!(7000), Some(&Currency::iso("USD")));
        let expected = "70 (no currency), 7000 USD".to_owned();
        assert_eq!(values(&totals), Cell::Text(expected));
    }
}
