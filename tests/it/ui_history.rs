//! The history of syncs, by what it says and does.

use crate::common::{frame, page, portfolio};
use chrono::TimeDelta;
use egui_kittest::{Harness, kittest::Queryable as _};
use holdfast::{
    connect::{
        FailureKind, Misfit, RowIssue, RowKind, RowName, SyncFailure, SyncOutcome, SyncRun,
        SyncSummary,
    },
    state::{AppState, Command, HistoryQuery, Screen, SyncHistory},
};

const WINDOW: [f32; 2] = [1244.0, 846.0];

fn run(hours_ago: i64, item: &str, outcome: SyncOutcome) -> SyncRun {
    let started_at = portfolio::now() - TimeDelta::hours(hours_ago);
    SyncRun {
        record: None,
        item_id: item.into(),
        started_at,
        finished_at: started_at + TimeDelta::milliseconds(1234),
        outcome,
    }
}

fn failure() -> SyncFailure {
    SyncFailure {
        kind: FailureKind::SignInNeeded,
        code: Some("ITEM_LOGIN_REQUIRED".to_owned()),
        request_id: Some("HNTDNrA8F1shFEW".to_owned()),
        detail: "Plaid says ITEM_LOGIN_REQUIRED".to_owned(),
    }
}

/// Two thousand quiet syncs, then three that have something to tell.
fn state() -> AppState {
    let mut state = page::state(Screen::Connections, portfolio::portfolio());
    let quiet = (0..2000).map(|at| {
        let outcome = SyncOutcome::Success(SyncSummary::default());
        run(3000 - at, "northlake", outcome)
    });
    let mut runs: Vec<SyncRun> = quiet.collect();
    let skipped = SyncSummary {
        row_issues: vec![RowIssue::left_out(
            RowName::named(RowKind::Transaction, "t1"),
            Misfit::NoAccount,
        )],
        ..portfolio::summary()
    };
    runs.push(run(4, "meridian", SyncOutcome::Success(skipped)));
    runs.push(run(3, "coinharbor", SyncOutcome::Failed(failure())));
    runs.push(run(
        2,
        "meridian",
        SyncOutcome::Success(portfolio::summary()),
    ));
    state.view.history = Some(HistoryQuery::default());
    state.sync_history = Some(SyncHistory::new(runs));
    state
}

fn click(harness: &mut Harness<'_, page::Page>, label: &str) {
    harness.get_by_label(label).click();
    harness.run();
}

/// Clicks the row whose label has these parts.
fn open_row(harness: &mut Harness<'_, page::Page>, name: &str, result: &str) {
    let mut rows = harness.query_all_by_role(egui::Role::Row);
    let row = rows.find(|it| {
        let label = egui_kittest::kittest::NodeT::accesskit_node(it).label();
        label.is_some_and(|it| it.contains(name) && it.ends_with(result))
    });
    row.expect("the row").click();
    drop(rows);
    harness.run();
}

#[test]
fn it_looks_as_designed() {
    let mut state = state();
    page::shoot_all(&state, "history");
    state.view.history = Some(HistoryQuery {
        open: Some(("coinharbor".into(), portfolio::now() - TimeDelta::hours(3))),
        ..HistoryQuery::default()
    });
    page::shoot_all(&state, "history-open");
    frame::shoot_all(&state, "frame-history");
}

#[test]
fn the_newest_sync_stands_first_and_tells_what_it_changed() {
    let mut harness = page::open(state(), WINDOW);
    harness.get_by_label("2,003 syncs");
    let rows = harness.query_all_by_role(egui::Role::Row);
    let labels: Vec<String> = rows
        .filter_map(|it| egui_kittest::kittest::NodeT::accesskit_node(&it).label())
        .take(3)
        .collect();
    assert!(
        labels[0].ends_with("Meridian Brokerage Synced"),
        "{labels:?}"
    );
    assert!(
        labels[1].ends_with("Coinharbor Sign-in needed"),
        "{labels:?}"
    );
    open_row(&mut harness, "Meridian", "Synced");
    harness.get_by_label("Took 1.2 s");
    harness.get_by_label("New transactions 3");
    harness.get_by_label("Value before $424,637.22");
    harness.get_by_label("Value after $428,855.99");
}

#[test]
fn a_failure_has_a_sentence_and_its_code_behind_details() {
    let mut harness = page::open(state(), WINDOW);
    open_row(&mut harness, "Coinharbor", "Sign-in needed");
    harness.get_by_label_contains("asks you to sign in again. What was stored stayed");
    assert!(harness.query_by_label("Code ITEM_LOGIN_REQUIRED").is_none());
    click(&mut harness, "Details");
    harness.run_steps(20);
    harness.get_by_label("Code ITEM_LOGIN_REQUIRED");
    harness.get_by_label("Request ID HNTDNrA8F1shFEW");
    harness.get_by_label("Copy details");
}

#[test]
fn problems_and_one_institution_can_be_picked_out() {
    let mut harness = page::open(state(), WINDOW);
    click(&mut harness, "Problems");
    harness.get_by_label("2 syncs");
    open_row(&mut harness, "Meridian", "rows to look at");
    harness.get_by_label("transaction t1: its account is not among the accounts (left out)");
    click(&mut harness, "Only this institution");
    harness.get_by_label("1 sync");
    click(&mut harness, "Meridian Brokerage: Show all institutions");
    harness.get_by_label("2 syncs");
    click(&mut harness, "Back to institutions");
    assert_eq!(
        harness.state().commands.last(),
        Some(&Command::ShowHistory(None))
    );
    harness.get_by_label("More for Coinharbor");
}

#[test]
fn it_is_reached_from_the_page_a_card_and_the_status_bar() {
    let mut cards = state();
    cards.view.history = None;
    let mut harness = page::open(cards.clone(), WINDOW);
    click(&mut harness, "More for Coinharbor");
    harness
        .get_all_by_label("Sync history")
        .last()
        .expect("an entry")
        .click();
    harness.run();
    let item = Some("coinharbor".into());
    let expected = HistoryQuery {
        item,
        ..HistoryQuery::default()
    };
    assert_eq!(
        harness.state().commands,
        [Command::ShowHistory(Some(expected))]
    );

    let mut harness = page::open(cards.clone(), WINDOW);
    click(&mut harness, "Sync history");
    assert_eq!(
        harness.state().state.view.history,
        Some(HistoryQuery::default())
    );

    cards.screen = Screen::Overview;
    let mut harness = frame::open(cards, [1440.0, 900.0]);
    harness.get_by_label("Sync history").click();
    harness.run();
    let expected = Command::ShowHistory(Some(HistoryQuery::default()));
    assert_eq!(harness.state().commands, [expected]);
}

#[test]
fn hidden_amounts_are_hidden_here_too() {
    let mut state = state();
    state.choices.hide_amounts = true;
    let mut harness = page::open(state, WINDOW);
    open_row(&mut harness, "Meridian", "Synced");
    for text in page::spoken(&harness) {
        assert!(!text.contains('$'), "{text}");
    }
    harness.get_by_label("Value after •••");
}

#[test]
fn without_a_sync_it_says_what_will_stand_here() {
    let mut state = state();
    state.sync_history = Some(SyncHistory::default());
    page::open(state.clone(), WINDOW).get_by_label("No sync yet");
    state.sync_history = None;
    page::open(state, WINDOW);
}
