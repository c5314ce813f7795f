//! The frame around the pages, by what it says and does.

use std::{
    panic::{self, AssertUnwindSafe},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use crate::common::{frame, frame::Frame, page, portfolio};
use chrono::TimeDelta;
use egui::{Key, Modifiers, Role};
use egui_kittest::{Harness, kittest::Queryable as _};
use holdfast::{
    connect::{Environment, FailureKind, SyncFailure, SyncOutcome, SyncStep},
    portfolio::Portfolio,
    state::{
        AccountFilter, AppState, Command, News, Notice, Screen, SyncStatus, SyncTarget, Table,
        ThemeChoice,
    },
    text::Label as _,
    ui::Runner,
};

const WINDOW: [f32; 2] = [1440.0, 900.0];
const SMALLEST: [f32; 2] = [900.0, 600.0];

fn open(screen: Screen) -> Harness<'static, Frame> {
    frame::open(page::state(screen, portfolio::portfolio()), WINDOW)
}

/// Presses a key together with Ctrl, or with ⌘ on a Mac.
fn press(harness: &mut Harness<'_, Frame>, key: Key) {
    harness.key_press_modifiers(Modifiers::COMMAND, key);
    harness.run();
}

fn click(harness: &mut Harness<'_, Frame>, label: &str) {
    harness.get_by_label(label).click();
    harness.run();
}

fn running() -> SyncStatus {
    SyncStatus::Running {
        since: portfolio::now(),
        step: SyncStep::Transactions {
            received: 1500,
            total: Some(2310),
        },
        cancelling: false,
    }
}

#[test]
fn it_looks_as_designed() {
    for screen in [
        Screen::Overview,
        Screen::Holdings,
        Screen::Allocation,
        Screen::Transactions,
        Screen::Connections,
        Screen::Settings,
    ] {
        let state = page::state(screen, portfolio::portfolio());
        frame::shoot_all(&state, &format!("frame-{}", screen.label().to_lowercase()));
    }
    let mut state = page::state(Screen::Settings, portfolio::portfolio());
    state.log_path = "/home/ada/.local/share/holdfast/production/logs/holdfast.log".into();
    let line = "2026-11-23T09:12:44.310Z info plaid.call endpoint=/investments/holdings/get \
                ms=812 status=ok bytes=48211 request_id=45QSn5bZ1sbuWXV";
    state.log = Some(vec![line.to_owned(); 40].into());
    frame::shoot_all(&state, "frame-settings-log");
    let mut state = page::state(Screen::Welcome, Portfolio::default());
    frame::shoot_all(&state, "frame-welcome");
    state.environment = Environment::Demo;
    frame::shoot_all(&state, "frame-demo");

    let mut state = page::state(Screen::Overview, portfolio::portfolio());
    state.environment = Environment::Sandbox;
    state.choices.hide_amounts = true;
    state.syncs.insert("meridian".into(), running());
    state.say(News::Connected("Meridian Brokerage".into()));
    frame::shoot_all(&state, "frame-busy");
}

#[test]
fn every_page_is_reached_by_click_and_by_key() {
    let mut harness = open(Screen::Overview);
    for (screen, key) in [
        (Screen::Holdings, Key::Num2),
        (Screen::Allocation, Key::Num3),
        (Screen::Transactions, Key::Num4),
        (Screen::Connections, Key::Num7),
        (Screen::Settings, Key::Num8),
        (Screen::Overview, Key::Num1),
    ] {
        let title = screen.label();
        harness.get_by_role_and_label(Role::Button, title).click();
        harness.run();
        assert_eq!(harness.state().state.screen, screen);
        press(&mut harness, Key::Num1);
        assert_eq!(harness.state().state.screen, Screen::Overview);
        press(&mut harness, key);
        assert_eq!(harness.state().state.screen, screen);
    }
}

#[test]
fn hiding_amounts_leaves_no_amount_on_any_page() {
    let mut harness = open(Screen::Overview);
    click(&mut harness, "Hide amounts");
    for screen in [
        Screen::Overview,
        Screen::Holdings,
        Screen::Allocation,
        Screen::Transactions,
        Screen::Connections,
    ] {
        harness.state_mut().state.screen = screen;
        harness.run();
        for text in frame::spoken(&harness) {
            assert!(!text.contains('$'), "{screen:?}: {text}");
        }
    }
    press(&mut harness, Key::H);
    assert!(!harness.state().state.choices.hide_amounts);
}

#[test]
fn the_account_menu_narrows_every_page() {
    let mut harness = open(Screen::Overview);
    click(&mut harness, "Accounts: All accounts");
    click(&mut harness, "RRSP ••2210");
    let rrsp = AccountFilter::Account("rrsp".into());
    assert_eq!(harness.state().state.view.accounts, rrsp);
    harness.get_by_label("Accounts: RRSP ••2210");
    assert!(harness.query_by_label("$436,450.70").is_none());
}

#[test]
fn a_sync_starts_once() {
    let mut harness = open(Screen::Overview);
    click(&mut harness, "Sync");
    assert_eq!(harness.state().commands, [Command::Sync(SyncTarget::All)]);
    click(&mut harness, "Syncing… 1 of 3");
    press(&mut harness, Key::R);
    assert_eq!(harness.state().commands.len(), 1);
}

#[test]
fn without_a_connection_there_is_nothing_to_sync() {
    let state = page::state(Screen::Holdings, Portfolio::default());
    let mut harness = frame::open(state, WINDOW);
    click(&mut harness, "Sync");
    press(&mut harness, Key::R);
    assert_eq!(harness.state().commands, []);
}

#[test]
fn the_export_key_exports_the_table_of_the_page() {
    for (screen, table) in [
        (Screen::Holdings, Some(Table::Holdings)),
        (Screen::Transactions, Some(Table::Transactions)),
        (Screen::Overview, None),
    ] {
        let mut harness = open(screen);
        press(&mut harness, Key::E);
        let expected: Vec<_> = table.into_iter().map(Command::Export).collect();
        assert_eq!(harness.state().commands, expected);
    }
}

#[test]
fn the_status_bar_says_what_the_data_is() {
    let mut harness = open(Screen::Overview);
    harness.get_by_label("Offline until you sync");
    harness.get_by_label("3 institutions · 20 holdings · 8 transactions");
    harness.get_by_label("CAD, USD · as of 21 Nov 2026");
    let syncs = &mut harness.state_mut().state.syncs;
    syncs.insert("meridian".into(), running());
    harness.run();
    harness.get_by_label("Syncing: Transactions 1,500 of 2,310");
}

#[test]
fn good_news_goes_by_itself_and_a_problem_stays() {
    let notice = |news| Notice {
        news,
        at: portfolio::now() - TimeDelta::seconds(60),
    };
    let mut harness = open(Screen::Overview);
    harness.state_mut().state.notice = Some(notice(News::TableCopied));
    harness.run();
    assert!(harness.query_by_label("Copied the table").is_none());
    harness.state_mut().state.notice = Some(notice(News::LogUnreadable));
    harness.run();
    harness.get_by_label("The log could not be read");
    click(&mut harness, "Dismiss");
    assert!(
        harness
            .query_by_label("The log could not be read")
            .is_none()
    );
}

#[test]
fn a_broken_connection_is_named_above_its_figures() {
    let mut harness = open(Screen::Holdings);
    harness.get_by_label_contains("Coinharbor: The institution asks you to sign in again.");
    click(&mut harness, "Reconnect");
    assert_eq!(harness.state().state.screen, Screen::Connections);

    let mut state = page::state(Screen::Holdings, portfolio::portfolio());
    state.view.accounts = AccountFilter::Connection("meridian".into());
    let harness = frame::open(state, WINDOW);
    assert!(harness.query_by_label("Reconnect").is_none());
}

#[test]
fn a_portfolio_that_cannot_be_read_is_said_with_what_was_kept() {
    let mut state = page::state(Screen::Overview, Portfolio::default());
    state.portfolio = None;
    let failure = SyncFailure::local(FailureKind::Storage, "the file is newer");
    state.load_failure = Some(failure);
    let mut harness = frame::open(state, SMALLEST);
    harness.get_by_label("The portfolio could not be read");
    harness.get_by_label_contains("Nothing was changed.");
    click(&mut harness, "Open folder");
    assert_eq!(harness.state().commands, [Command::OpenDataFolder]);
}

/// A runner whose work ends in a panic as long as it is told so. It is caught as
/// on the app's runtime.
fn runner(is_broken: &Arc<AtomicBool>) -> Runner {
    let is_broken = Arc::clone(is_broken);
    Arc::new(move |work| {
        let ended = panic::catch_unwind(AssertUnwindSafe(|| {
            let work = work;
            assert!(!is_broken.load(Ordering::Relaxed), "a fault of a model");
            work();
        }));
        assert_eq!(ended.is_err(), is_broken.load(Ordering::Relaxed));
    })
}

#[test]
fn a_fault_of_a_page_is_said_on_it_and_the_next_query_works() {
    const SAID: &str = "This page could not be prepared";
    for screen in [
        Screen::Overview,
        Screen::Holdings,
        Screen::Allocation,
        Screen::Transactions,
        Screen::Connections,
    ] {
        let is_broken = Arc::new(AtomicBool::new(false));
        let state = page::state(screen, portfolio::portfolio());
        let mut harness = frame::open_with(runner(&is_broken), state, WINDOW);
        assert!(harness.query_by_label_contains(SAID).is_none());
        let ask = |harness: &mut Harness<'_, Frame>, portfolio: Portfolio| {
            harness.state_mut().state.portfolio = Some(Arc::new(portfolio));
            harness.run();
        };
        is_broken.store(true, Ordering::Relaxed);
        ask(&mut harness, portfolio::portfolio());
        harness.get_by_label_contains(SAID);
        press(&mut harness, Key::Num8);
        assert!(
            harness.query_by_label_contains(SAID).is_none(),
            "{screen:?}"
        );

        is_broken.store(false, Ordering::Relaxed);
        harness.state_mut().state.screen = screen;
        harness.run();
        click(&mut harness, "Try again");
        assert!(
            harness.query_by_label_contains(SAID).is_none(),
            "{screen:?}"
        );
        is_broken.store(true, Ordering::Relaxed);
        ask(&mut harness, portfolio::portfolio());
        harness.get_by_label_contains(SAID);
        is_broken.store(false, Ordering::Relaxed);
        ask(&mut harness, portfolio::portfolio());
        assert!(
            harness.query_by_label_contains(SAID).is_none(),
            "{screen:?}"
        );
    }
}

#[test]
fn the_welcome_leads_to_both_ways_in() {
    let welcome = || frame::open(page::state(Screen::Welcome, Portfolio::default()), SMALLEST);
    let mut harness = welcome();
    click(&mut harness, "Connect");
    assert_eq!(harness.state().state.screen, Screen::Connections);
    let mut harness = welcome();
    click(&mut harness, "Open the demo");
    assert_eq!(harness.state().commands, [Command::OpenDemo]);
}

#[test]
fn deleting_local_data_asks_first() {
    let mut harness = open(Screen::Settings);
    click(&mut harness, "Delete local data…");
    click(&mut harness, "Keep it");
    assert_eq!(harness.state().commands, []);
    click(&mut harness, "Delete local data…");
    harness.key_press(Key::Escape);
    harness.run();
    assert!(harness.query_by_label("Delete here only").is_none());
    click(&mut harness, "Delete local data…");
    harness.get_by_label_contains("can be ended first");
    click(&mut harness, "End them at Plaid, then delete");
    click(&mut harness, "Delete local data…");
    click(&mut harness, "Delete here only");
    let expected = [true, false].map(|end_at_plaid| Command::DeleteLocalData { end_at_plaid });
    assert_eq!(harness.state().commands, expected);

    // In the demo, and where nothing is connected, there is nothing to end.
    let mut state = page::state(Screen::Settings, portfolio::portfolio());
    state.environment = Environment::Demo;
    let mut harness = frame::open(state, WINDOW);
    click(&mut harness, "Delete local data…");
    click(&mut harness, "Delete it all");
    let end_at_plaid = false;
    let expected = [Command::DeleteLocalData { end_at_plaid }];
    assert_eq!(harness.state().commands, expected);
}

#[test]
fn settings_show_the_log_and_copy_a_report() {
    let mut state = page::state(Screen::Settings, portfolio::portfolio());
    state.log_path = "/portfolio/logs/holdfast.log".into();
    let mut harness = frame::open(state, WINDOW);
    harness.get_by_label("/portfolio/logs/holdfast.log");
    click(&mut harness, "Show log");
    click(&mut harness, "Copy report");
    let asked = [Command::ShowLog, Command::CopyReport];
    assert_eq!(harness.state().commands, asked);

    let lines: Vec<String> = (0..200).map(|it| format!("line {it}")).collect();
    harness.state_mut().state.log = Some(lines.into());
    harness.run();
    harness.get_by_label("line 199");
    assert!(harness.query_by_label("line 0").is_none());
    click(&mut harness, "Hide log");
    assert_eq!(harness.state().commands.last(), Some(&Command::HideLog));
}

#[test]
fn settings_change_how_the_window_looks() {
    let mut harness = open(Screen::Settings);
    click(&mut harness, "Light");
    click(&mut harness, "Compact table rows");
    let choices = &harness.state().state.choices;
    assert_eq!((choices.theme, choices.compact), (ThemeChoice::Light, true));
}

#[test]
fn keys_and_settings_choose_the_same_scale() {
    let mut harness = open(Screen::Settings);
    let percent = |harness: &Harness<'_, Frame>| harness.state().state.choices.scale.percent();
    click(&mut harness, "Larger");
    assert_eq!(percent(&harness), 110);
    harness.get_by_label("110%");
    press(&mut harness, Key::Plus);
    press(&mut harness, Key::Equals);
    assert_eq!(percent(&harness), 150);
    harness.get_by_label("150%");
    press(&mut harness, Key::Num0);
    assert_eq!(percent(&harness), 100);
    press(&mut harness, Key::Minus);
    click(&mut harness, "Smaller");
    assert_eq!(percent(&harness), 80);
    click(&mut harness, "Usual size");
    assert_eq!(percent(&harness), 100);
}

#[test]
fn f1_lists_the_keys_and_escape_closes_them() {
    let mut harness = open(Screen::Overview);
    harness.key_press(Key::F1);
    harness.run();
    harness.get_by_label("Move through a table");
    harness.key_press(Key::Escape);
    harness.run();
    assert!(harness.query_by_label("Move through a table").is_none());
}

/// Opens the command palette, with this typed into it.
fn palette(harness: &mut Harness<'_, Frame>, search: &str) {
    press(harness, Key::K);
    harness.get_by_label("Command palette").type_text(search);
    harness.run();
}

#[test]
fn the_palette_goes_to_pages_accounts_and_holdings() {
    let mut harness = open(Screen::Overview);
    for (search, expected) in [
        ("hold", Command::Show(Screen::Holdings)),
        ("vti", Command::OpenHolding("brokerage/vti/0".into())),
        (
            "rollover",
            Command::ShowAccounts(AccountFilter::Account("ira".into())),
        ),
        ("hide", Command::HideAmounts(true)),
        (
            "sync meri",
            Command::Sync(SyncTarget::One("meridian".into())),
        ),
    ] {
        palette(&mut harness, search);
        harness.key_press(Key::Enter);
        harness.run();
        assert_eq!(harness.state().commands.last(), Some(&expected), "{search}");
        assert!(harness.query_by_label("Command palette").is_none());
    }
}

#[test]
fn the_palette_is_moved_through_by_arrows_and_left_by_escape() {
    let mut harness = open(Screen::Overview);
    palette(&mut harness, "theme");
    harness.get_by_label("Theme of the system, Action");
    harness.get_by_label("Light theme, Action");
    harness.key_press(Key::ArrowDown);
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(
        harness.state().commands,
        [Command::Theme(ThemeChoice::Light)]
    );

    palette(&mut harness, "no such thing");
    harness.get_by_label("Nothing is called that");
    harness.key_press(Key::Enter);
    harness.run();
    harness.key_press(Key::Escape);
    harness.run();
    assert!(harness.query_by_label("Command palette").is_none());
    assert_eq!(harness.state().commands.len(), 1);
}

#[test]
fn a_click_in_the_palette_chooses_too() {
    let mut harness = open(Screen::Overview);
    palette(&mut harness, "transactions");
    harness.get_by_label("Transactions, Page · Ctrl 4").click();
    harness.run();
    let expected = [Command::Show(Screen::Transactions)];
    assert_eq!(harness.state().commands, expected);
    palette(&mut harness, "");
    frame::shoot(&harness, "palette");
}

#[test]
fn a_small_window_cuts_no_control_off() {
    for screen in [Screen::Overview, Screen::Transactions, Screen::Connections] {
        let mut state: AppState = page::state(screen, portfolio::portfolio());
        state.environment = Environment::Sandbox;
        state.view.accounts = AccountFilter::Account("401k".into());
        let harness = frame::open(state, SMALLEST);
        let window = egui::Rect::from_min_size(egui::Pos2::ZERO, SMALLEST.into());
        for label in ["Sync", "Settings", "Offline until you sync"] {
            let rect = harness.get_by_label(label).rect();
            assert!(window.contains_rect(rect), "{screen:?} {label}: {rect:?}");
        }
    }
}

#[test]
fn nothing_is_painted_again_while_nothing_happens() {
    let mut harness = open(Screen::Overview);
    harness.run();
    let delay = harness.output().viewport_output[&egui::ViewportId::ROOT].repaint_delay;
    assert!(delay >= std::time::Duration::from_secs(1), "{delay:?}");
}

/// Whether `text` has a sum of money, such as `$12` or `CA$1.5k`.
fn has_amount(text: &str) -> bool {
    text.split('$')
        .skip(1)
        .any(|rest| rest.starts_with(|letter: char| letter.is_ascii_digit()))
}

#[test]
fn hidden_amounts_are_in_no_text_of_any_page() {
    let portfolio = portfolio::portfolio();
    let mut seen = [0, 0];
    for screen in [
        Screen::Overview,
        Screen::Holdings,
        Screen::Allocation,
        Screen::Transactions,
        Screen::Connections,
    ] {
        let mut state = page::state(screen, portfolio.clone());
        state.view.holdings.open = Some(portfolio.holdings[0].id.clone());
        state.view.transactions.open = Some(portfolio.transactions[0].id.clone());
        state.syncs = [(
            "meridian".into(),
            page::ended(SyncOutcome::Success(portfolio::summary())),
        )]
        .into();
        for (seen, hide) in seen.iter_mut().zip([false, true]) {
            state.choices.hide_amounts = hide;
            let spoken = frame::spoken(&frame::open(state.clone(), WINDOW));
            let amounts: Vec<_> = spoken.iter().filter(|it| has_amount(it)).collect();
            assert!(!hide || amounts.is_empty(), "{screen:?}: {amounts:?}");
            *seen += amounts.len();
        }
    }
    assert!(seen[0] > 50 && seen[1] == 0, "{seen:?}");
}
