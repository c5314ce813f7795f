//! Every state a connection is met in, walked into for real: the whole window,
//! a simulator that goes wrong on demand, and the words on screen.
//!
//! `docs/screenshots/make` takes the pictures of `docs/connections.md` here: with
//! `HOLDFAST_SHOTS` naming a folder, each state is saved there in both themes.

#[cfg(unix)]
use std::{sync::Arc, time::Duration};

#[cfg(unix)]
use crate::common::desktop::Session;
use crate::common::{
    app::{Computer, Window},
    world::connected,
};
use chrono::{DateTime, Local, NaiveDate, TimeDelta, TimeZone as _, Utc};
use egui::{Key, Role};
use holdfast::{
    connect::Environment,
    plaid::BaseUrl,
    simulator::{self, INSTITUTIONS, Scenario, Simulator},
    state::Screen,
    sync,
    text::{self, Label as _},
};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

const SANDBOX: Environment = Environment::Sandbox;

/// The time by the clock that the app reads.
#[expect(clippy::disallowed_methods, reason = "as the app does")]
fn now() -> DateTime<Utc> {
    Utc::now()
}

fn today() -> NaiveDate {
    now().with_timezone(&Local).date_naive()
}

fn noon(day: NaiveDate) -> DateTime<Utc> {
    let noon = day.and_hms_opt(12, 0, 0).expect("noon");
    let noon = Local.from_local_datetime(&noon).earliest();
    noon.expect("a time").with_timezone(&Utc)
}

fn simulator(computer: &Computer) -> Simulator {
    let started = Simulator::start(simulator::Config::demo(today()));
    computer.runtime.block_on(started).expect("a simulator")
}

/// What goes wrong from now on.
fn goes_wrong(simulator: &Simulator, rules: &Value) {
    let scenario = Scenario::parse(&json!({ "rules": rules }).to_string());
    simulator.set_scenario(scenario.expect("a scenario"));
}

/// A computer with keys, on which the three institutions are connected and were
/// synced every month for two years; the last time this morning.
fn with_a_past() -> (Computer, Simulator) {
    let computer = Computer::default();
    let simulator = simulator(&computer);
    computer.keep_keys(SANDBOX, simulator::CLIENT_ID, simulator::SECRET);
    let url = BaseUrl::parse(&simulator.url()).expect("loopback");
    let vault = computer.vault.clone();
    let session = holdfast::session::Session::new(computer.root.path(), SANDBOX, Some(url), vault);
    computer.runtime.block_on(async {
        let context = session.context(now()).await.expect("a data folder");
        let mut items = vec![];
        for institution in INSTITUTIONS {
            let made = sync::connect_sandbox(context, institution, now()).await;
            items.push(connected(made).expect("a connection").connection.item_id);
        }
        let days = simulator::back_fill_dates(today());
        let mut times: Vec<_> = days.into_iter().map(|it| (it, noon(it))).collect();
        times.push((today(), now() - TimeDelta::hours(5)));
        for (day, time) in times {
            simulator.set_today(day);
            let never = CancellationToken::new();
            let synced = sync::sync_all(context, items.clone(), time, |_, _| {}, never).await;
            assert!(synced.values().all(Result::is_ok), "{synced:?}");
        }
    });
    (computer, simulator)
}

/// Starts the program on such a computer, with the connections in sight.
fn connections(computer: &Computer, simulator: &Simulator) -> Window {
    let mut window = computer.start_with(SANDBOX, Some(&simulator.url()));
    window.wait_until("the portfolio", |it| it.state().can_sync());
    show(&mut window, Screen::Connections);
    window.wait_for("3 institutions");
    window
}

fn show(window: &mut Window, screen: Screen) {
    window.click_first(Role::Button, screen.label());
    assert_eq!(window.state().screen, screen);
}

/// Syncs everything, to whatever end.
fn sync_all(window: &mut Window) {
    window.press(Key::R);
    window.wait_until("the end of the sync", |it| {
        !it.state().is_syncing() && it.state().notice.is_some()
    });
}

/// Removes Harbor Brokerage and connects it anew, its history kept.
fn connect_again(computer: &Computer, simulator: &Simulator) {
    let url = BaseUrl::parse(&simulator.url()).expect("loopback");
    let session = holdfast::session::Session::new(
        computer.root.path(),
        SANDBOX,
        Some(url),
        computer.vault.clone(),
    );
    computer.runtime.block_on(async {
        let context = session.context(now()).await.expect("a data folder");
        let portfolio = session.portfolio().expect("a portfolio");
        let mut connections = portfolio.connections.iter();
        let harbor = connections.find(|it| &*it.name == "Harbor Brokerage");
        let item = harbor.expect("a connection").item_id.clone();
        let removed = sync::remove(context, &item, true, now()).await;
        removed.expect("it is removed");
        let made = sync::connect_sandbox(context, INSTITUTIONS[0], now()).await;
        let item = connected(made).expect("a connection").connection.item_id;
        let never = CancellationToken::new();
        let synced = sync::sync_item(context, &item, now(), |_| {}, never).await;
        synced.expect("it is synced");
    });
}

#[test]
fn an_account_that_comes_back_under_another_id_is_asked_about() {
    let (computer, simulator) = with_a_past();
    connect_again(&computer, &simulator);
    let mut window = computer.start_with(SANDBOX, Some(&simulator.url()));
    window.wait_until("the portfolio", |it| it.state().can_sync());
    window.wait_for_part("the same account as before?");
    let points = |it: &Window| {
        let portfolio = it.state().portfolio.clone().expect("a portfolio");
        let account = portfolio
            .accounts
            .iter()
            .find(|it| &*it.name == "Individual brokerage" && !portfolio.is_gone(it));
        let account = account.expect("the account");
        let values = portfolio.account_values.iter();
        values.filter(|it| it.account_id == account.id).count()
    };
    assert_eq!(points(&window), 1);
    show(&mut window, Screen::Connections);
    window.wait_for("Is Individual brokerage ••4417 the same account as before?");
    window.wait_for_part("listed by both and will be counted once");
    window.shoot_state("same-account");
    // The first question is about the first account on the card.
    window.click_first(Role::Button, "Carry history over");
    window.wait_until("the history of before", |it| points(it) > 20);
    window.wait_until("what was carried over", |it| {
        it.shows_containing("carried over to Individual brokerage ••4417")
    });
    assert!(!window.shows("Is Individual brokerage ••4417 the same account as before?"));
}

/// From nothing to the first sync, as far as a person waits on the way.
#[test]
fn connecting_says_what_is_waited_for() {
    let computer = Computer::default();
    let simulator = simulator(&computer);
    goes_wrong(
        &simulator,
        &json!([
            {"endpoint": "/link/token/create", "delay_ms": 4000},
            {"endpoint": "/investments/transactions/get", "delay_ms": 3_600_000},
        ]),
    );
    let mut window = computer.start_with(Environment::Production, Some(&simulator.url()));
    window.click(Role::Button, "Connect");
    window.click(Role::Button, "Enter keys…");
    window.click(Role::RadioButton, "Sandbox");
    window.type_text(Role::TextInput, "Client ID", simulator::CLIENT_ID);
    window.type_text(Role::PasswordInput, "Secret", simulator::SECRET);
    window.click(Role::Button, "Save");
    window.wait_for("Client ID simu…t-id");

    window.click(Role::Button, "Connect an institution");
    window.wait_for("Asking Plaid for a page…");
    window.shoot_state("connecting");

    let page = window.page_address();
    window.wait_for("Waiting for you in the browser…");
    window.wait_for_part("You may close this program meanwhile");
    window.wait_for("Open the page again");
    window.shoot_state("waiting-for-browser");

    computer.submit(&page, "action=connect&institution=ins_holdfast_1");
    window.wait_until("the first sync", |it| {
        it.shows_containing("Plaid may take a minute or two") && it.shows_containing("0:03 so far")
    });
    window.wait_for("Cancel");
    window.shoot_state("first-sync");
    window.click(Role::Button, "Cancel");
    window.wait_until("the end of the sync", |it| !it.state().is_syncing());
}

/// Plaid takes its time, and the person does not.
#[test]
fn a_page_that_never_comes_can_be_given_up() {
    let computer = Computer::default();
    let simulator = simulator(&computer);
    computer.keep_keys(SANDBOX, simulator::CLIENT_ID, simulator::SECRET);
    goes_wrong(
        &simulator,
        &json!([{"endpoint": "/link/token/create", "delay_ms": 3_600_000}]),
    );
    let mut window = computer.start_with(SANDBOX, Some(&simulator.url()));
    window.wait_for("Your whole portfolio, on your own computer.");
    show(&mut window, Screen::Connections);
    window.click(Role::Button, "Connect an institution");
    window.wait_for("Asking Plaid for a page…");
    window.click(Role::Button, "Cancel");
    goes_wrong(&simulator, &json!([]));
    window.click(Role::Button, "Connect an institution");
    window.page_address();
}

#[test]
fn a_login_that_has_ended_asks_for_a_sign_in() {
    let (computer, simulator) = with_a_past();
    let mut window = connections(&computer, &simulator);
    goes_wrong(
        &simulator,
        &json!([{"endpoint": "/item/get", "institution": INSTITUTIONS[2],
                 "item_error": "ITEM_LOGIN_REQUIRED"}]),
    );
    sync_all(&mut window);
    window.wait_for("Sign-in needed");
    window.wait_for("Reconnect");
    window.wait_for_part("asks you to sign in again");
    window.shoot_state("sign-in-needed");
}

#[test]
fn a_consent_that_ends_soon_says_when() {
    let (computer, simulator) = with_a_past();
    let end = now() + TimeDelta::days(9);
    simulator.set_consent_end(INSTITUTIONS[1], Some(end));
    let mut window = connections(&computer, &simulator);
    sync_all(&mut window);
    window.wait_for("Renew consent");
    window.wait_for_part("Your consent at the institution ends on");
    window.shoot_state("consent-ending");

    window.click(Role::Button, "Renew consent");
    let page = window.page_address();
    computer.submit(&page, "action=connect");
    window.wait_for("Consent given");
    window.wait_until("the new end", |it| !it.shows("Renew consent"));
}

#[test]
fn an_institution_that_is_down_is_waited_for() {
    let (computer, simulator) = with_a_past();
    let mut window = connections(&computer, &simulator);
    goes_wrong(
        &simulator,
        &json!([{"endpoint": "/investments/holdings/get", "institution": INSTITUTIONS[0],
                 "error": "INSTITUTION_DOWN"}]),
    );
    sync_all(&mut window);
    window.wait_for("Not available now");
    window.wait_for_part("does not answer at the moment");
    window.wait_for_part("stays in all totals");
    window.wait_for("Sync again");
    window.shoot_state("institution-down");
}

/// The real keyring of a desktop session in which none is running. Windows always
/// has one.
#[cfg(unix)]
#[test]
fn a_missing_keyring_says_what_to_start() {
    if !Session::new("states::a_missing_keyring_says_what_to_start")
        .service("org.freedesktop.secrets", "/bin/false")
        .enter()
    {
        return;
    }
    let (computer, simulator) = with_a_past();
    let keyring = Arc::new(holdfast::vault::OsVault::with_patience(
        Duration::from_secs(20),
    ));
    let mut window = computer.start_on(SANDBOX, Some(&simulator.url()), keyring);
    window.wait_until("the portfolio", |it| it.state().can_sync());
    show(&mut window, Screen::Connections);
    sync_all(&mut window);
    window.wait_for("Keyring needed");
    window.wait_for_part("no keyring service running; start GNOME Keyring");
    window.shoot_state("no-keyring");
}

#[test]
fn one_that_fails_keeps_its_figures_among_the_others() {
    let (computer, simulator) = with_a_past();
    let mut window = connections(&computer, &simulator);
    goes_wrong(
        &simulator,
        &json!([{"endpoint": "/item/get", "institution": INSTITUTIONS[2],
                 "item_error": "ITEM_LOGIN_REQUIRED"}]),
    );
    show(&mut window, Screen::Overview);
    sync_all(&mut window);
    let notice = window.state().notice.clone().expect("a notice");
    assert!(
        text::news(&notice.news).starts_with("2 of 3 institutions synced"),
        "{notice:?}"
    );
    window.wait_for("Cobalt Exchange needs you");
    window.wait_for("Synced now, 1 failed");
    window.shoot_state("partial-success");
}
