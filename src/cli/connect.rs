//! `holdfast connect` and `holdfast reconnect`

use std::{collections::HashMap, sync::Arc};

use super::{
    CliError, ConnectArgs, Ending, Options, PageArgs, ReconnectArgs, connections, output, stdin,
    sync as syncing, twin, world,
};
use crate::{
    connect::{
        AccessToken, Connection, FailureKind, LinkEnd, LinkGoal, LinkOutcome, NewConnection, Twin,
        TwinDecision,
    },
    domain::ItemId,
    session::Session,
    sync::{self, Connected, Context, LinkNews, OpenLink, Pasted, journal},
    text::{self, Label as _},
};

/// Adds a connection: on a page of Plaid's, by its token, or at one of the
/// sandbox's institutions.
pub(super) async fn run(options: &Options, args: ConnectArgs) -> Result<Ending, CliError> {
    let session = world::session(options)?;
    let ctx = session.context(world::now()).await?;
    let pasted = if let Some(institution) = args.sandbox {
        sync::connect_sandbox(ctx, &institution, world::now()).await
    } else if args.access_token_stdin {
        let token = AccessToken::new(stdin::secret("Access token")?);
        sync::connect_token(ctx, &token, world::now()).await
    } else {
        return on_page(options, &session, LinkGoal::Connect, args.page).await;
    };
    journal::outcome(&ctx.log, "connect", &pasted);
    match pasted? {
        Pasted::Connected(connected) => say_connected(options, *connected),
        Pasted::Asked(twin) => asked(options, ctx, &twin).await,
    }
}

/// Asks about a login that is connected already, and does what was decided.
async fn asked(options: &Options, ctx: &Context, twin: &Twin) -> Result<Ending, CliError> {
    let decision = match (twin::ask(twin).await?, &twin.new) {
        (Some(decision), _) => decision,
        (None, NewConnection::ByToken(_)) => {
            output::tell(text::token_not_added(false));
            return Ok(Ending::Failed);
        }
        // Nobody else has its token.
        (None, NewConnection::Made(_) | NewConnection::Added(_)) => TwinDecision::Discard,
    };
    let decided = sync::decide_twin(ctx, twin, decision, true, world::now()).await;
    journal::outcome(&ctx.log, "connect", &decided);
    let mut decided = decided?;
    let Some(connection) = decided.kept.pop() else {
        output::tell(text::token_not_added(true));
        return Ok(Ending::Well);
    };
    let was_known = false;
    let ending = say_connected(
        options,
        Connected {
            connection,
            was_known,
        },
    )?;
    Ok(match &decided.failure {
        None => ending,
        Some(failure) => {
            output::tell(&text::explained(failure));
            Ending::InPart
        }
    })
}

/// Says what was connected without a page.
fn say_connected(options: &Options, connected: Connected) -> Result<Ending, CliError> {
    let Connected {
        connection,
        was_known,
    } = connected;
    let said = text::connected_by_token(&connection.name, was_known);
    output::tell(&format!("{said}. Next: holdfast sync"));
    connections::print(&[(connection, 0)], options.format())?;
    Ok(Ending::Well)
}

/// Signs in again at a connected institution, or chooses its accounts.
pub(super) async fn reconnect(options: &Options, args: ReconnectArgs) -> Result<Ending, CliError> {
    let session = world::session(options)?;
    let portfolio = world::portfolio(options)?;
    let item = world::connection_named(&portfolio, &args.connection)?;
    let failure = portfolio.connection(&item).and_then(Connection::failure);
    let goal = if args.choose_accounts {
        LinkGoal::ChooseAccounts(item)
    } else {
        // Without a failure there is still a login that may be renewed.
        let kind = failure.map_or(FailureKind::SignInNeeded, |it| it.kind);
        LinkGoal::repair(item, kind)
    };
    on_page(options, &session, goal, args.page).await
}

/// Opens a page, or goes on with one for the same that was left open, and syncs
/// what came of it.
async fn on_page(
    options: &Options,
    session: &Session,
    goal: LinkGoal,
    args: PageArgs,
) -> Result<Ending, CliError> {
    let ctx = session.context(world::now()).await?;
    let mut kept = vec![];
    let earlier = sync::reopen_link(ctx).await?;
    let same = earlier.filter(|it| it.pending.goal == goal && it.is_open(world::now()));
    let open = if let Some(earlier) = same {
        output::tell("Going on with the page that was opened before.");
        earlier
    } else {
        if let Some(outcome) = sync::settle_link(ctx, world::now()).await? {
            kept.extend(outcome.kept);
            kept.extend(twin::decide(ctx, &outcome.twins).await?);
        }
        sync::open_link(ctx, goal, world::now()).await?
    };
    // Before the page is shown, which says that Ctrl-C may be pressed.
    let cancel = syncing::cancelled_by_interrupt().await;
    show(&open, &args);
    let outcome = sync::follow_link(ctx, &open, world::now(), tell_news, cancel).await;
    journal::outcome(&ctx.log, "link", &outcome);
    let outcome = outcome?;
    let said = say_end(&open.pending.goal, &outcome);
    drop(open);
    let repaired = match &outcome.end {
        LinkEnd::Repaired(item) => Some(item.clone()),
        LinkEnd::Connected | LinkEnd::Left(_) | LinkEnd::Expired | LinkEnd::Cancelled => None,
    };
    kept.extend(outcome.kept);
    kept.extend(twin::decide(ctx, &outcome.twins).await?);
    let mut items: Vec<ItemId> = kept.iter().map(|it| it.item_id.clone()).collect();
    items.extend(repaired);
    if items.is_empty() {
        return Ok(said);
    }
    first_sync(options, ctx, items, said).await
}

/// Says where the page is, and opens it.
fn show(open: &OpenLink, args: &PageArgs) {
    let until = open.pending.expires_at.with_timezone(&chrono::Local);
    output::tell(&format!(
        "Sign in on this page, which works until {}:",
        until.format("%H:%M")
    ));
    output::tell(open.url.reveal());
    if !args.no_browser && has_desktop() && webbrowser::open(open.url.reveal()).is_ok() {
        output::tell("It was opened in the browser.");
    }
    output::tell("Waiting for you there. Ctrl-C stops waiting; the page stays open.");
}

/// Whether there is a screen for a browser: one in the terminal would take it
/// over.
fn has_desktop() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|it| !it.is_empty());
    !cfg!(all(unix, not(target_os = "macos"))) || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}

fn tell_news(news: LinkNews) {
    match news {
        LinkNews::Kept(connection) => {
            output::tell(&format!("{}.", text::connected(&connection.name)));
        }
        LinkNews::Trouble(Some(kind)) => {
            output::tell(&format!("{} Asking again.", text::failure(kind).sentence));
        }
        LinkNews::Trouble(None) => output::tell("Plaid answers again."),
    }
}

/// Says how it ended, and whether that is what was wanted.
fn say_end(goal: &LinkGoal, outcome: &LinkOutcome) -> Ending {
    if let Some(failure) = &outcome.failure {
        output::tell(&text::explained(failure));
    }
    match &outcome.end {
        LinkEnd::Connected if outcome.failure.is_none() => return Ending::Well,
        LinkEnd::Repaired(_) => {
            output::tell(&format!("{}.", goal.label()));
            return Ending::Well;
        }
        LinkEnd::Connected => {}
        LinkEnd::Left(exit) => {
            let error = exit.as_ref().and_then(|it| it.error.as_ref());
            let why = error.map(text::explained).unwrap_or_default();
            output::tell(&format!("{} {why}", text::PAGE_LEFT));
        }
        LinkEnd::Expired => output::tell(text::PAGE_EXPIRED),
        LinkEnd::Cancelled => output::tell(text::PAGE_STAYS_OPEN),
    }
    if outcome.kept.is_empty() {
        Ending::Failed
    } else {
        Ending::InPart
    }
}

/// Syncs what was connected, and prints it.
async fn first_sync(
    options: &Options,
    ctx: &Context,
    items: Vec<ItemId>,
    said: Ending,
) -> Result<Ending, CliError> {
    output::tell("Reading its data. The first time, Plaid may take a minute or two to collect it.");
    let portfolio = world::portfolio(options)?;
    let names: HashMap<ItemId, Arc<str>> = portfolio
        .connections
        .iter()
        .map(|it| (it.item_id.clone(), Arc::clone(&it.name)))
        .collect();
    let results = syncing::sync_items(ctx, items.clone(), Arc::new(names)).await;
    connections::print_some(&world::portfolio(options)?, options.format(), |it| {
        items.contains(&it.item_id)
    })?;
    Ok(if results.values().all(Result::is_ok) {
        said
    } else {
        Ending::InPart
    })
}
