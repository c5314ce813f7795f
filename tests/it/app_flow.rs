//! The program used like a person uses it: started, clicked, closed and
//! started again.

use std::collections::HashSet;

use crate::common::app::{Computer, Window};
use chrono::{DateTime, Local, NaiveDate};
use egui::{Key, Role};
use holdfast::{
    connect::{AccessToken, Environment, FailureKind, SyncOutcome},
    session::{Preferences, Session, demo},
    simulator::{self, DEMO_SEED, INSTITUTIONS, Simulator},
    state::{HoldingColumn, Linking, News, Screen, ThemeChoice},
    sync,
    text::{self, Label as _},
};
use tokio_util::sync::CancellationToken;

const PAGES: [Screen; 6] = [
    Screen::Overview,
    Screen::Holdings,
    Screen::Allocation,
    Screen::Transactions,
    Screen::Connections,
    Screen::Settings,
];

/// The time by the clock that the app reads.
#[expect(clippy::disallowed_methods, reason = "the app's day is the computer's")]
fn now() -> DateTime<Local> {
    Local::now()
}

fn today() -> NaiveDate {
    now().date_naive()
}

/// Opens a page from the navigation.
fn show(window: &mut Window, screen: Screen) {
    window.click_first(Role::Button, screen.label());
    assert_eq!(window.state().screen, screen);
}

/// Waits until the demo has made up its two years of syncs.
fn wait_for_the_demo(window: &mut Window) {
    window.wait_until("the demo", |it| {
        let notice = it.state().notice.as_ref();
        notice.is_some_and(|it| text::news(&it.news) == "The sample portfolio is ready")
    });
    window.wait_until("what the last sync stored", |it| {
        let portfolio = it.state().portfolio.as_ref().expect("a portfolio");
        let mut times = portfolio.connections.iter().map(|it| it.last_success);
        times.all(|it| it.is_some_and(|it| it.with_timezone(&Local).date_naive() == today()))
    });
}

fn transactions(window: &Window) -> usize {
    let portfolio = window.state().portfolio.as_ref().expect("a portfolio");
    portfolio.transactions.len()
}

#[test]
fn from_the_welcome_page_through_the_demo() {
    let computer = Computer::default();
    let mut window = computer.start();
    window.wait_for("Your whole portfolio, on your own computer.");
    assert_eq!(window.state().environment, Environment::Production);
    window.shoot("welcome");

    window.click(Role::Button, "Open the demo");
    wait_for_the_demo(&mut window);
    assert_eq!(window.state().environment, Environment::Demo);
    let portfolio = window.state().portfolio.clone().expect("a portfolio");
    assert_eq!(portfolio.connections.len(), 3);
    assert_eq!(portfolio.accounts.len(), 6);
    assert!(portfolio.holdings.len() >= 40);
    assert!(transactions(&window) >= 1_300);
    let days = portfolio.account_values.iter().map(|it| it.synced_at);
    let mut days: Vec<_> = days.map(|it| it.date_naive()).collect();
    days.dedup();
    assert!(days.len() > 20, "a history of values: {days:?}");
    assert!(
        portfolio
            .connections
            .iter()
            .all(|it| it.last_run.is_some() && it.failure().is_none())
    );

    sync_from_the_bar(&mut window);
    every_page_shows_something(&mut window);
    sort_search_and_open_a_holding(&mut window);
    narrow_transactions_down(&mut window);
    drill_into_the_allocation(&mut window);
    hide_amounts(&mut window);
    look_through_past_syncs(&mut window);
    hide_and_group_an_account(&mut window);
}

/// Hides the first account with a group of its own, and looks at what is left.
fn hide_and_group_an_account(window: &mut Window) {
    show(window, Screen::Connections);
    window.click_first(Role::Button, "Edit ");
    window.type_text(Role::TextInput, "New group", "Kids");
    window.click(
        Role::CheckBox,
        "Hide it: in no total, and in no view but its own",
    );
    window.click(Role::Button, "Save");
    window.wait_until("the account to be hidden", |it| {
        it.shows_containing(" · Kids · hidden, in no total")
    });
    show(window, Screen::Overview);
    window.wait_until("a total that says so", |it| {
        it.shows("Total value, without 1 hidden account")
    });
    window.click(Role::Button, "Accounts: All accounts, 1 hidden");
    window.click(Role::Button, "Kids");
    window.wait_for("Accounts: Kids, 1 hidden");
}

/// Fetches one institution's 24 months again, and finds it in the history.
fn look_through_past_syncs(window: &mut Window) {
    show(window, Screen::Connections);
    let stored = |it: &Window| it.state().portfolio.clone().expect("a portfolio");
    let before = stored(window);
    window.click_first(Role::Button, "More for");
    window.click(Role::Button, "Fetch everything again");
    window.wait_until("the end of the sync", |it| {
        let notice = it.state().notice.as_ref();
        !it.state().is_syncing() && notice.is_some_and(|it| text::news(&it.news).contains("synced"))
    });
    window.wait_until("what the sync stored", |it| {
        stored(it).last_success() > before.last_success()
    });
    // The simulator moved on meanwhile; nothing of before is lost.
    let after = stored(window);
    let kept: HashSet<_> = after.transactions.iter().map(|it| &it.id).collect();
    assert!(before.transactions.iter().all(|it| kept.contains(&it.id)));
    window.click_first(Role::Button, "Sync history");
    window.wait_until("the history", |it| it.rows().len() > 10);
    let syncs = |it: &Window| {
        let history = it.state().sync_history.as_ref();
        history.map_or(0, |it| it.runs().len())
    };
    let all = syncs(window);
    assert!(all > 60, "{all} syncs");
    window.press(Key::R);
    window.wait_until("the new syncs in the history", |it| syncs(it) == all + 3);
    show(window, Screen::Connections);
    window.wait_for_part("institutions");
}

fn sync_from_the_bar(window: &mut Window) {
    let before = transactions(window);
    window.click(Role::Button, "Sync");
    window.wait_until("the end of the sync", |it| {
        let notice = it.state().notice.as_ref();
        notice.is_some_and(|it| text::news(&it.news).starts_with("3 of 3 institutions synced"))
    });
    window.wait_until("new transactions", |it| transactions(it) > before);
}

fn every_page_shows_something(window: &mut Window) {
    for screen in PAGES {
        show(window, screen);
        let quiet = window.spoken().len();
        window.wait_until(screen.label(), |it| it.spoken().len() >= quiet.max(15));
        window.shoot(screen.label());
    }
    window.resize([900.0, 600.0]);
    for screen in PAGES {
        show(window, screen);
        window.shoot(&format!("{}-small", screen.label()));
    }
    window.resize([1440.0, 900.0]);
}

fn sort_search_and_open_a_holding(window: &mut Window) {
    show(window, Screen::Holdings);
    window.click(Role::RadioButton, "None");
    window.wait_until("rows", |it| it.rows().len() > 20);
    let largest = window.rows()[0].clone();
    window.click(Role::ColumnHeader, "Security");
    window.wait_until("rows by name", |it| it.rows()[0] != largest);
    assert_eq!(window.state().view.holdings.sort.0, HoldingColumn::Security);
    window.type_text(Role::TextInput, "Search holdings", "bitcoin");
    window.wait_until("what was searched for", |it| {
        let rows = it.rows();
        (1..=3).contains(&rows.len()) && rows[0].contains("Bitcoin")
    });
    window.click_first(Role::Row, "BTC");
    window.wait_until("the details", |it| it.state().view.holdings.open.is_some());
    window.wait_until("the details on screen", |it| {
        it.shows_containing("First purchase")
    });
    window.wait_until("its value over time", |it| {
        it.shows_containing("Chart of the holding's value")
    });
    window.shoot("Holdings-open");
}

fn narrow_transactions_down(window: &mut Window) {
    window.press(Key::Num4);
    assert_eq!(window.state().screen, Screen::Transactions);
    window.click(Role::Button, "Dividend");
    window.wait_until("dividends alone", |it| {
        let rows = it.rows();
        let is_total = |row: &str| row.contains(" transactions") || row.starts_with("in ");
        rows.len() > 10
            && rows
                .iter()
                .all(|it| it.contains("Dividend") || is_total(it))
    });
    window.click(Role::Button, "All types");
    window.type_text(Role::TextInput, "Search transactions", "no such thing");
    window.wait_for("No transaction matches");
    window.click(Role::Button, "Clear filters");
    window.wait_until("all rows again", |it| it.rows().len() > 10);
}

fn drill_into_the_allocation(window: &mut Window) {
    window.press(Key::Num3);
    window.click_first(Role::Row, "ETF");
    window.wait_until("the category", |it| {
        it.state().view.allocation.drill.is_some()
    });
    window.wait_for("› ETF");
    window.shoot("Allocation-drill");
}

fn hide_amounts(window: &mut Window) {
    for screen in PAGES {
        show(window, screen);
        if screen == Screen::Overview {
            window.wait_until("amounts", |it| {
                it.spoken().iter().any(|it| it.contains('$'))
            });
            window.press(Key::H);
            assert!(window.state().choices.hide_amounts);
        }
        // The models of the pages are shared by hidden and shown figures.
        window.wait_until(screen.label(), |it| it.spoken().len() >= 15);
        for text in window.spoken() {
            assert!(!text.contains('$'), "{screen:?} tells {text:?}");
        }
    }
}

#[test]
fn the_demo_goes_on_where_it_was_left_with_its_tokens_lost() {
    let mut computer = Computer::default();
    let mut window = computer.start_with(Environment::Demo, None);
    wait_for_the_demo(&mut window);
    let before = transactions(&window);
    window.press(Key::H);
    drop(window);

    computer.vault = std::sync::Arc::default();
    let mut window = computer.start_with(Environment::Demo, None);
    window.wait_until("the portfolio", |it| it.state().portfolio.is_some());
    assert_eq!(transactions(&window), before, "nothing is prepared twice");
    assert!(window.state().choices.hide_amounts, "as it was left");
    window.wait_until("a shell", |it| it.state().can_sync());
    window.press(Key::R);
    window.wait_until("the end of the sync", |it| !it.state().is_syncing());
    let notice = window.state().notice.clone().expect("a notice");
    assert!(
        text::news(&notice.news).starts_with("3 of 3 institutions synced"),
        "{notice:?}"
    );
    window.wait_until("new transactions", |it| transactions(it) > before);
    let portfolio = window.state().portfolio.clone().expect("a portfolio");
    for row in portfolio
        .transactions
        .iter()
        .filter(|it| it.removed_on.is_some())
    {
        let subtype = row.subtype.as_deref();
        assert_eq!(
            subtype,
            Some("pending credit"),
            "all else is still told: {row:?}"
        );
    }
}

#[test]
fn preparing_the_demo_can_be_cancelled_and_goes_on_at_the_next_start() {
    let computer = Computer::default();
    let mut window = computer.start_with(Environment::Demo, None);
    window.wait_until("the first days of the demo", |it| {
        it.state().portfolio.is_some() && it.state().is_syncing()
    });
    show(&mut window, Screen::Connections);
    window.click_first(Role::Button, "Cancel");
    window.wait_until("the end of the syncs", |it| !it.state().is_syncing());
    let notice = window.state().notice.clone().expect("a notice");
    // What was being saved just then is kept; nothing else of the day.
    let News::Synced(ended) = &notice.news else {
        panic!("{notice:?}");
    };
    let is_cancelled = |outcome: &SyncOutcome| match outcome {
        SyncOutcome::Success(_) => false,
        SyncOutcome::Failed(failure) => failure.kind == FailureKind::Cancelled,
    };
    assert!(ended.iter().any(|(_, outcome)| is_cancelled(outcome)));
    assert!(!notice.news.is_problem(), "{notice:?}");
    let stored = transactions(&window);
    drop(window);

    let mut window = computer.start_with(Environment::Demo, None);
    wait_for_the_demo(&mut window);
    assert!(transactions(&window) > stored);
}

#[test]
fn a_demo_that_was_left_while_connecting_connects_the_rest() {
    let computer = Computer::default();
    let session = || {
        let vault = computer.vault.clone();
        Session::new(computer.root.path(), Environment::Demo, None, vault)
    };
    let now = now().into();
    let left = async {
        let session = session();
        let context = session.context(now).await.expect("the demo's Plaid");
        sync::connect_sandbox(context, INSTITUTIONS[1], now).await
    };
    computer.runtime.block_on(left).expect("one institution");
    let session = session();
    let cancel = CancellationToken::new();
    cancel.cancel();
    let prepared = demo::prepare(&session, now, |_| {}, cancel);
    let prepared = computer.runtime.block_on(prepared).expect("syncs");
    assert_eq!(prepared.len(), 3);
    assert!(prepared.values().all(Result::is_err), "cancelled");
    let stored = session.portfolio().expect("a portfolio");
    assert_eq!(stored.connections.len(), 3);
}

#[test]
fn closing_the_demo_leads_back_and_deleting_it_clears_it() {
    let computer = Computer::default();
    let mut window = computer.start();
    window.click(Role::Button, "Open the demo");
    wait_for_the_demo(&mut window);
    show(&mut window, Screen::Settings);
    window.click(Role::Button, "Close the demo");
    window.wait_until("the own portfolio", |it| {
        it.state().environment == Environment::Production && it.state().portfolio.is_some()
    });
    assert_eq!(window.state().screen, Screen::Welcome);
    let demo = computer.root.path().join("demo");
    assert!(demo.join("portfolio.sqlite3").is_file());
    assert!(demo.join("logs/holdfast.log").is_file());

    window.click(Role::Button, "Open the demo");
    window.wait_until("the demo", |it| it.state().can_sync());
    show(&mut window, Screen::Settings);
    window.click(Role::Button, "Show log");
    window.wait_until("the log", |it| {
        let log = it.state().log.as_deref().unwrap_or_default();
        log.iter().any(|it| it.contains("program=window"))
    });
    window.click(Role::Button, "Copy report");
    window.wait_until("the report", |it| {
        let notice = it.state().notice.as_ref();
        notice.is_some_and(|it| text::news(&it.news).starts_with("Copied the report"))
    });
    window.click(Role::Button, "Delete local data…");
    window.click(Role::Button, "Delete it all");
    window.wait_until("the own portfolio", |it| {
        it.state().environment == Environment::Production
    });
    assert!(!demo.join("portfolio.sqlite3").exists());
    assert!(!demo.join("logs").exists());
}

#[test]
fn choices_outlive_the_program() {
    let computer = Computer::default();
    let mut window = computer.start();
    window.wait_for("Your whole portfolio, on your own computer.");
    show(&mut window, Screen::Settings);
    window.click(Role::RadioButton, "Light");
    assert_eq!(window.state().choices.theme, ThemeChoice::Light);
    window.press(Key::Plus);
    window.press(Key::Plus);
    assert!((window.zoom() - 1.25).abs() < 0.01);
    drop(window);
    let window = computer.start();
    assert_eq!(window.state().choices.theme, ThemeChoice::Light);
    assert!((window.zoom() - 1.25).abs() < 0.01);
}

#[test]
fn with_keys_and_a_token_a_portfolio_comes_up_and_goes_again() {
    let computer = Computer::default();
    let simulator = computer
        .runtime
        .block_on(Simulator::start(simulator::Config::demo(today())))
        .expect("a simulator");
    let token = simulator::access_token(DEMO_SEED, INSTITUTIONS[1]);
    let mut window = computer.start_with(Environment::Production, Some(&simulator.url()));
    window.wait_for("Your whole portfolio, on your own computer.");
    window.click(Role::Button, "Connect");
    assert_eq!(window.state().screen, Screen::Connections);

    window.click(Role::Button, "Enter keys…");
    window.click(Role::RadioButton, "Sandbox");
    window.type_text(Role::TextInput, "Client ID", simulator::CLIENT_ID);
    window.type_text(Role::PasswordInput, "Secret", simulator::SECRET);
    window.click(Role::Button, "Save");
    window.wait_until("the environment of the keys", |it| {
        it.state().environment == Environment::Sandbox && it.state().portfolio.is_some()
    });
    assert_eq!(window.state().screen, Screen::Connections);

    window.click(Role::Link, "paste an access token");
    window.type_text(
        Role::PasswordInput,
        "Paste an access token",
        token.secret().reveal(),
    );
    window.click(Role::Button, "Connect");
    window.wait_until("a connection", |it| it.state().can_sync());
    assert!(
        window
            .state()
            .portfolio
            .iter()
            .all(|it| it.holdings.is_empty())
    );
    window.press(Key::R);
    window.wait_until("holdings", |it| {
        it.state()
            .portfolio
            .iter()
            .any(|it| !it.holdings.is_empty())
    });
    leaves_no_secret(&computer, &[token.secret().reveal(), simulator::SECRET]);

    window.click_first(Role::Button, "More for");
    window.click(Role::Button, "Remove…");
    window.click(Role::Button, "Remove and delete history");
    window.wait_until("an empty portfolio", |it| {
        it.state().portfolio.iter().all(|it| it.is_empty())
    });
    let saved = Preferences::load(computer.root.path()).expect("settings");
    assert_eq!(
        saved.environment,
        Environment::Sandbox,
        "where to go on next time"
    );
}

/// Reads every file that the program has written.
fn leaves_no_secret(computer: &Computer, secrets: &[&str]) {
    let mut folders = vec![computer.root.path().to_owned()];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = match std::fs::read(&path) {
                // A log of SQLite's is gone with the connection that wrote it.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
                read => read.expect("a file"),
            };
            files += 1;
            for secret in secrets {
                let found = bytes
                    .windows(secret.len())
                    .any(|it| it == secret.as_bytes());
                assert!(!found, "{} holds a secret", path.display());
            }
        }
    }
    assert!(files >= 2, "a database and its journal");
}

#[test]
fn an_environment_named_at_the_start_is_not_the_one_in_use() {
    let computer = Computer::default();
    let mut window = computer.start_with(Environment::Sandbox, None);
    window.wait_for("Your whole portfolio, on your own computer.");
    window.press(Key::H);
    drop(window);
    let saved = Preferences::load(computer.root.path()).expect("settings");
    assert!(saved.choices.hide_amounts);
    assert_eq!(saved.environment, Environment::Production);
}

#[test]
fn an_institution_connected_in_the_browser_is_synced_at_once() {
    let computer = Computer::default();
    let simulator = computer
        .runtime
        .block_on(Simulator::start(simulator::Config::demo(today())))
        .expect("a simulator");
    computer.keep_keys(
        Environment::Sandbox,
        simulator::CLIENT_ID,
        simulator::SECRET,
    );
    let url = simulator.url();
    let mut window = computer.start_with(Environment::Sandbox, Some(&url));
    window.wait_for("Your whole portfolio, on your own computer.");
    show(&mut window, Screen::Connections);
    window.click(Role::Button, "Connect an institution");
    let page = window.page_address();

    // The program is closed meanwhile, and asks after the page when it is back.
    drop(window);
    computer.submit(&page, "action=connect&institution=ins_holdfast_2");
    let mut window = computer.start_with(Environment::Sandbox, Some(&url));
    window.wait_for("Your whole portfolio, on your own computer.");
    show(&mut window, Screen::Connections);
    window.click(Role::Button, "Continue");
    window.wait_until("holdings", |it| {
        it.state()
            .portfolio
            .iter()
            .any(|it| !it.holdings.is_empty())
    });
    assert_eq!(
        window.state().linking,
        Linking::Connected(vec!["Evergreen Retirement".into()])
    );
    leaves_no_secret(&computer, &[&page, simulator::SECRET]);

    // The same login once more is asked about, and not added.
    window.click(Role::Button, "Connect an institution");
    let page = window.page_address();
    computer.submit(&page, "action=connect&institution=ins_holdfast_2");
    window.wait_for("Evergreen Retirement is connected already");
}

/// Opens the form for an access token, and pastes one into it.
fn paste(window: &mut Window, token: &AccessToken) {
    let token = token.secret().reveal();
    window.click(Role::Link, "paste an access token");
    window.type_text(Role::PasswordInput, "Paste an access token", token);
    window.click(Role::Button, "Connect");
}

fn notice(window: &Window) -> Option<String> {
    let notice = window.state().notice.as_ref();
    notice.map(|it| text::news(&it.news))
}

#[test]
fn a_pasted_token_of_a_login_that_is_connected_is_asked_about() {
    let computer = Computer::default();
    let start = Simulator::start(simulator::Config::demo(today()));
    let simulator = computer.runtime.block_on(start).expect("a simulator");
    let (id, secret) = (simulator::CLIENT_ID, simulator::SECRET);
    computer.keep_keys(Environment::Sandbox, id, secret);
    let mut window = computer.start_with(Environment::Sandbox, Some(&simulator.url()));
    window.wait_for("Your whole portfolio, on your own computer.");
    show(&mut window, Screen::Connections);
    let first = simulator::access_token(DEMO_SEED, INSTITUTIONS[1]);
    paste(&mut window, &first);
    let connections = |it: &Window| {
        let portfolio = it.state().portfolio.as_ref();
        portfolio.map_or(0, |it| it.connections.len())
    };
    window.wait_until("the connection", |it| connections(it) == 1);
    let said = notice(&window);
    assert_eq!(said.as_deref(), Some("Connected Evergreen Retirement"));
    window.press(Key::R);
    window.wait_until("its data", |it| transactions(it) > 0);

    // The very same one once more is no second one.
    paste(&mut window, &first);
    window.wait_until("the answer", |it| {
        notice(it).is_some_and(|it| it.contains("was connected already"))
    });

    let second = simulator
        .sign_in_beside(INSTITUTIONS[1])
        .expect("an institution");
    paste(&mut window, &second);
    window.wait_for("Evergreen Retirement is connected already");
    window.click(Role::Button, "Do not add it");
    assert!(notice(&window).is_some_and(|it| it.contains("At Plaid it goes on")));
    assert_eq!(connections(&window), 1);

    paste(&mut window, &second);
    window.wait_for("Evergreen Retirement is connected already");
    let before = transactions(&window);
    window.click(Role::Button, "Replace the old one");
    window.wait_until("the new one", |it| connections(it) == 2);
    let portfolio = window.state().portfolio.clone().expect("a portfolio");
    let removed = portfolio.connections.iter();
    let removed = removed.filter(|it| it.disconnected_at.is_some());
    assert_eq!(removed.count(), 1);
    assert_eq!(transactions(&window), before, "its history stays");
    let tokens = [&first, &second].map(|it| it.secret().reveal());
    leaves_no_secret(&computer, &tokens);
}
