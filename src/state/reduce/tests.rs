use std::path::PathBuf;

use super::*;
use crate::{
    connect::{FailureKind, SyncOutcome, SyncSummary},
    portfolio::sample::{connection, noon},
    state::Choices,
};

fn state(environment: Environment) -> AppState {
    AppState::new(environment, PathBuf::new(), Choices::default(), noon(21))
}

fn run(item: &str, day: u32, outcome: SyncOutcome) -> SyncRun {
    SyncRun {
        item_id: item.into(),
        started_at: noon(day),
        finished_at: noon(day),
        outcome,
    }
}

fn good(item: &str, day: u32) -> SyncRun {
    run(item, day, SyncOutcome::Success(SyncSummary::default()))
}

/// The portfolio of one connection, last synced as `run` tells.
fn recorded(run: &SyncRun) -> Event {
    let mut connection = connection(run.item_id.as_str(), "Harbor", 20);
    connection.last_run = Some(run.clone());
    Event::PortfolioLoaded(Arc::new(Portfolio {
        connections: vec![connection],
        ..Portfolio::default()
    }))
}

fn loads(effects: &[Effect]) -> usize {
    let loads = effects.iter().filter(|it| matches!(it, Effect::Load));
    loads.count()
}

#[test]
fn several_ends_during_a_reading_lead_to_one_more() {
    let mut state = state(Environment::Sandbox);
    assert!(matches!(state.reload(), Some(Effect::Load)));
    assert_eq!(loads(&state.apply(Event::Stored)), 0);
    assert_eq!(loads(&state.apply(Event::SyncEnded(good("a", 21)))), 0);
    assert_eq!(loads(&state.apply(recorded(&good("a", 21)))), 1);
    assert_eq!(loads(&state.apply(recorded(&good("a", 21)))), 0);
}

#[test]
fn how_a_sync_ended_is_kept_in_one_place() {
    let mut state = state(Environment::Sandbox);
    state.begin_sync("a".into());
    state.begin_sync("b".into());
    state.apply(Event::SyncEnded(good("a", 21)));
    state.apply(recorded(&good("a", 21)));
    assert_eq!(state.batch(), Some((1, 2)), "while one runs, all are told");
    assert!(state.notice.is_none());

    let cancelled = SyncFailure::local(FailureKind::Cancelled, "cancelled");
    let cancelled = run("b", 21, SyncOutcome::Failed(cancelled));
    state.apply(Event::SyncEnded(cancelled.clone()));
    let Some(News::Synced(ended)) = state.notice.as_ref().map(|it| &it.news) else {
        panic!("{:?}", state.notice);
    };
    let names: Vec<_> = ended.iter().map(|(name, _)| name.as_deref()).collect();
    assert_eq!(names, [Some("Harbor"), None]);

    state.apply(recorded(&good("a", 21)));
    let left: Vec<_> = state.syncs.values().cloned().collect();
    assert_eq!(left, [SyncStatus::Ended(cancelled)], "it is not on record");
    assert!(state.keys.have_served);

    state.begin_sync("a".into());
    assert_eq!(state.batch(), Some((0, 1)), "an earlier one is forgotten");
}

#[test]
fn an_empty_portfolio_is_no_news_while_the_demo_is_prepared() {
    let empty = || Event::PortfolioLoaded(Arc::default());
    let mut own = state(Environment::Production);
    own.apply(empty());
    assert_eq!(own.screen, Screen::Welcome);
    let mut demo = state(Environment::Demo);
    demo.apply(empty());
    assert!(demo.portfolio.is_none());
    demo.begin_sync("a".into());
    let failure = SyncFailure::local(FailureKind::Offline, "no port");
    demo.apply(Event::DemoFailed(failure));
    assert!(!demo.is_syncing() && demo.load_failure.is_some());
}

#[test]
fn what_was_connected_is_synced_once() {
    let mut state = state(Environment::Sandbox);
    let kept = || Event::LinkKept(Box::new(connection("a", "Harbor", 20)));
    let syncs = |effects: Vec<Effect>| {
        let syncs = effects.iter().filter(|it| matches!(it, Effect::Sync(_)));
        syncs.count()
    };
    assert_eq!(syncs(state.apply(kept())), 1);
    state.begin_sync("a".into());
    assert_eq!(syncs(state.apply(kept())), 0);
}
