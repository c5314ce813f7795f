use std::path::PathBuf;

use super::*;
use crate::{
    connect::{
        AddedItem, AddedKey, FailureKind, LinkEnd, LinkOutcome, NewConnection, SyncFailure,
        SyncOutcome, SyncRun, SyncSummary,
    },
    portfolio::sample::{connection, noon},
    state::{
        AccountFilter, Choices, HistoryQuery, Linking, RangeChoice, SyncHistory, SyncTarget,
        TransactionsQuery, View,
    },
};

fn state(environment: Environment) -> AppState {
    AppState::new(environment, PathBuf::new(), Choices::default(), noon(21))
}

fn run(item: &str, day: u32, outcome: SyncOutcome) -> SyncRun {
    SyncRun {
        record: None,
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
    assert_eq!(loads(&state.reduce(Event::Stored)), 0);
    assert_eq!(loads(&state.reduce(Event::SyncEnded(good("a", 21)))), 0);
    assert_eq!(loads(&state.reduce(recorded(&good("a", 21)))), 1);
    assert_eq!(loads(&state.reduce(recorded(&good("a", 21)))), 0);
}

#[test]
fn how_a_sync_ended_is_kept_in_one_place() {
    let mut state = state(Environment::Sandbox);
    state.begin_syncs(vec!["a".into(), "b".into()], false);
    state.reduce(Event::SyncEnded(good("a", 21)));
    state.reduce(recorded(&good("a", 21)));
    assert_eq!(state.batch(), Some((1, 2)), "while one runs, all are told");
    assert!(state.notice.is_none());

    let cancelled = SyncFailure::local(FailureKind::Cancelled, "cancelled");
    let cancelled = run("b", 21, SyncOutcome::Failed(cancelled));
    state.reduce(Event::SyncEnded(cancelled.clone()));
    let Some(News::Synced(ended)) = state.notice.as_ref().map(|it| &it.news) else {
        panic!("{:?}", state.notice);
    };
    let names: Vec<_> = ended.iter().map(|(name, _)| name.as_deref()).collect();
    assert_eq!(names, [Some("Harbor"), None]);

    state.reduce(recorded(&good("a", 21)));
    let left: Vec<_> = state.syncs.values().cloned().collect();
    assert_eq!(left, [SyncStatus::Ended(cancelled)], "it is not on record");
    assert!(state.keys.have_served);

    state.begin_syncs(vec!["a".into()], false);
    assert_eq!(state.batch(), Some((0, 1)), "an earlier one is forgotten");
}

#[test]
fn an_empty_portfolio_is_no_news_while_the_demo_is_prepared() {
    let empty = || Event::PortfolioLoaded(Arc::default());
    let mut own = state(Environment::Production);
    own.reduce(empty());
    assert_eq!(own.screen, Screen::Welcome);
    let mut demo = state(Environment::Demo);
    demo.reduce(empty());
    assert!(demo.portfolio.is_none());
    demo.begin_syncs(vec!["a".into()], false);
    let failure = SyncFailure::local(FailureKind::Offline, "no port");
    demo.reduce(Event::DemoFailed(failure));
    assert!(!demo.is_syncing() && demo.load_failure.is_some());
}

#[test]
fn what_was_connected_is_synced_once() {
    let mut state = state(Environment::Sandbox);
    let kept = || Event::LinkKept(Box::new(connection("a", "Harbor", 20)));
    let syncs = |effects: Vec<Effect>| {
        let syncs = effects
            .iter()
            .filter(|it| matches!(it, Effect::Sync { .. }));
        syncs.count()
    };
    assert_eq!(syncs(state.reduce(kept())), 1);
    assert_eq!(syncs(state.reduce(kept())), 0);
}

/// A state that shows these connections, synced on the 20th.
fn showing(items: &[&str]) -> AppState {
    let mut state = state(Environment::Sandbox);
    state.portfolio = Some(Arc::new(Portfolio {
        connections: items
            .iter()
            .map(|it| connection(it, "Harbor", 20))
            .collect(),
        ..Portfolio::default()
    }));
    state
}

fn said(state: &AppState) -> Option<&News> {
    state.notice.as_ref().map(|it| &it.news)
}

/// The effects in the words of the code, to compare them.
fn told(effects: &[Effect]) -> String {
    format!("{effects:?}")
}

#[test]
fn a_sync_is_begun_once_and_cancelled_where_it_runs() {
    let mut state = showing(&["a", "b", "c"]);
    let items = |names: &[&str]| names.iter().map(|it| ItemId::from(*it)).collect();
    let sync = |names: &[&str], whole_history| {
        let items = items(names);
        told(&[Effect::Sync {
            items,
            whole_history,
        }])
    };
    let one = |it: &str| SyncTarget::One(it.into());
    let effects = state.reduce(Command::SyncWholeHistory("b".into()));
    assert_eq!(told(&effects), sync(&["b"], true));
    let effects = state.reduce(Command::Sync(SyncTarget::All));
    assert_eq!(told(&effects), sync(&["a", "c"], false));
    assert_eq!(state.batch(), Some((0, 3)));
    assert!(state.reduce(Command::Sync(one("a"))).is_empty());
    assert!(said(&state).is_none(), "it runs already");

    let effects = state.reduce(Command::CancelSync(one("a")));
    assert_eq!(told(&effects), told(&[Effect::CancelSyncs(items(&["a"]))]));
    let cancelling = |it: &AppState| {
        let all = it.syncs.values();
        all.filter(|it| {
            matches!(
                it,
                SyncStatus::Running {
                    cancelling: true,
                    ..
                }
            )
        })
        .count()
    };
    assert_eq!(cancelling(&state), 1);
    state.reduce(Event::SyncEnded(good("a", 21)));
    let effects = state.reduce(Command::CancelSync(SyncTarget::All));
    assert_eq!(
        told(&effects),
        told(&[Effect::CancelSyncs(items(&["b", "c"]))])
    );

    let mut none = showing(&[]);
    assert!(none.reduce(Command::Sync(SyncTarget::All)).is_empty());
    assert_eq!(said(&none), Some(&News::NothingToSync));
}

#[test]
fn what_cannot_be_done_now_is_said_and_not_begun() {
    let mut empty = state(Environment::Sandbox);
    assert!(empty.reduce(Command::Export(Table::Holdings)).is_empty());
    assert_eq!(said(&empty), Some(&News::NothingToExport));
    let remove = || Command::Remove {
        item: "a".into(),
        keep_history: true,
    };
    assert!(empty.reduce(remove()).is_empty() && empty.removals.is_empty());

    let mut busy = showing(&["a"]);
    assert_eq!(busy.reduce(remove()).len(), 1);
    assert!(busy.removals.contains_key(&ItemId::from("a")));
    busy.reduce(Command::Sync(SyncTarget::All));
    let delete = Command::DeleteLocalData { end_at_plaid: true };
    assert!(busy.reduce(delete.clone()).is_empty());
    assert_eq!(said(&busy), Some(&News::SyncInTheWay));
    busy.reduce(Event::SyncEnded(good("a", 21)));
    assert_eq!(busy.reduce(delete.clone()).len(), 1);

    let open = || Command::OpenLink(LinkGoal::Connect);
    assert_eq!(busy.reduce(open()).len(), 1);
    assert!(busy.reduce(open()).is_empty());
    assert_eq!(said(&busy), Some(&News::PageInTheWay));
}

#[test]
fn what_only_changes_what_is_shown_asks_for_nothing() {
    let mut state = showing(&["a"]);
    let transactions = TransactionsQuery {
        search: "fee".to_owned(),
        ..TransactionsQuery::default()
    };
    let commands = [
        Command::ShowAccounts(AccountFilter::Connection("a".into())),
        Command::ShowRange(RangeChoice::All),
        Command::QueryTransactions(transactions.clone()),
        Command::HideAmounts(true),
        Command::Show(Screen::Transactions),
    ];
    for command in commands {
        assert!(state.reduce(command).is_empty());
    }
    let expected = View {
        accounts: AccountFilter::Connection("a".into()),
        range: RangeChoice::All,
        transactions,
        ..View::default()
    };
    assert_eq!(state.view, expected);
    assert!(state.choices.hide_amounts && state.screen == Screen::Transactions);
}

#[test]
fn the_history_is_read_when_it_is_first_shown() {
    let mut state = showing(&["a"]);
    let show = || Command::ShowHistory(Some(HistoryQuery::default()));
    assert_eq!(told(&state.reduce(show())), told(&[Effect::ReadHistory]));
    state.reduce(Event::HistoryRead(SyncHistory::default()));
    assert!(state.reduce(show()).is_empty());
    state.reduce(Command::Show(Screen::Overview));
    assert!(state.view.history.is_none());
}

#[test]
fn one_twin_is_decided_about_after_the_other() {
    let twin = |id: &str| Twin {
        new: NewConnection::Added(AddedItem {
            key: AddedKey {
                session: id.into(),
                position: 0,
            },
            public_token: Secret::new("once".to_owned()),
            institution_id: None,
            institution_name: None,
            accounts: vec![],
        }),
        known: connection(id, "Harbor", 20),
    };
    let mut state = showing(&["a", "b"]);
    state.linking = Linking::Asking(vec![twin("a"), twin("b")]);
    let decide = || Command::DecideTwin(TwinDecision::KeepBoth);
    for (id, last) in [("a", false), ("b", true)] {
        let effects = state.reduce(decide());
        let [Effect::DecideTwin { twin, is_last, .. }] = effects.as_slice() else {
            panic!("{effects:?}");
        };
        assert_eq!((twin.known.item_id.as_str(), *is_last), (id, last));
        assert!(state.reduce(decide()).is_empty(), "one at a time");
        state.reduce(Event::LinkEnded(Ok(LinkOutcome {
            kept: vec![],
            twins: vec![],
            failure: None,
            end: LinkEnd::Connected,
        })));
    }
    assert_eq!(state.linking, Linking::Idle);
}
