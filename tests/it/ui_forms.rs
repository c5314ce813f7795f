//! Forms and buttons by hand: which button is the filled one, what has the
//! focus, what Enter does, what a refusal leaves.

use crate::common::{
    frame::{self, Frame},
    measured,
    page::{self, Page},
    painted, portfolio,
};
use chrono::TimeDelta;
use egui::{Color32, Event, Key, Rect, Role};
use egui_kittest::{
    Harness,
    kittest::{NodeT as _, Queryable as _},
};
use holdfast::{
    connect::{
        Environment, FailureKind, LinkGoal, PendingLink, Secret, SyncFailure, SyncOutcome, SyncStep,
    },
    domain::AccountChoice,
    portfolio::Portfolio,
    state::{
        AppState, Attempt, Command, Drawer, Keys, Removal, Screen, SyncStatus, ThemeChoice, Waiting,
    },
};

const WINDOW: [f32; 2] = [1440.0, 900.0];

/// The accent of the dark theme.
const ACCENT: Color32 = Color32::from_rgba_premultiplied(0x5B, 0x9D, 0xFF, 0xFF);

fn connections() -> AppState {
    page::state(Screen::Connections, portfolio::portfolio())
}

fn first_run() -> AppState {
    page::state(Screen::Connections, Portfolio::default())
}

fn refused(kind: FailureKind) -> Attempt {
    Attempt::Failed(SyncFailure::local(kind, "refused"))
}

/// The labels of the filled buttons.
fn filled(window: &Harness<'_, Frame>) -> Vec<String> {
    let fills = painted::fills(window.output(), ACCENT);
    let nodes = window.get_all_by_role(Role::Button);
    let is_filled = |place: Rect| {
        let mut fills = fills.iter();
        fills.any(|it| it.height() > 20.0 && place.expand(1.0).contains_rect(*it))
    };
    nodes
        .filter(|it| is_filled(it.rect()))
        .filter_map(|it| it.accesskit_node().label())
        .collect()
}

fn check_filled(state: AppState, expected: &[&str]) {
    let window = frame::open(state, WINDOW);
    let accents = painted::fills(window.output(), ACCENT);
    let buttons = accents.iter().filter(|it| it.height() > 20.0);
    assert_eq!(filled(&window), expected);
    assert_eq!(buttons.count(), expected.len());
}

/// Everything is as it should be.
fn healthy() -> Portfolio {
    let mut portfolio = portfolio::portfolio();
    for connection in &mut portfolio.connections {
        let run = connection.last_run.as_mut().expect("synced");
        run.outcome = SyncOutcome::Success(portfolio::summary());
    }
    portfolio
}

#[test]
fn there_is_one_filled_button_at_a_time() {
    for screen in [
        Screen::Overview,
        Screen::Holdings,
        Screen::Allocation,
        Screen::Transactions,
        Screen::Performance,
        Screen::Attention,
        Screen::Settings,
    ] {
        check_filled(page::state(screen, portfolio::portfolio()), &["Sync"]);
    }
    check_filled(
        page::state(Screen::Welcome, Portfolio::default()),
        &["Connect"],
    );
    // One connection asks for a sign-in; all others are well.
    check_filled(connections(), &["Reconnect"]);
    check_filled(page::state(Screen::Connections, healthy()), &["Sync"]);

    let mut two = connections();
    let failure = SyncFailure::local(FailureKind::Offline, "");
    let failed = page::ended(SyncOutcome::Failed(failure.clone()));
    two.syncs.insert("meridian".into(), failed);
    let window = frame::open(two, WINDOW);
    assert_eq!(filled(&window).len(), 1);

    let mut removing = connections();
    let removal = Removal {
        keep_history: true,
        failure: Some(failure),
    };
    removing.removals.insert("meridian".into(), removal);
    check_filled(removing, &["Remove again"]);

    let mut pending = healthy();
    pending.pending_link = Some(PendingLink {
        goal: LinkGoal::Connect,
        opened_at: portfolio::now(),
        expires_at: portfolio::now() + TimeDelta::hours(1),
    });
    check_filled(page::state(Screen::Connections, pending), &["Continue"]);

    check_filled(first_run(), &["Enter keys…"]);
    let mut with_keys = first_run();
    with_keys.keys.client_id_hint = Some("5f3c…91ab".to_owned());
    check_filled(with_keys, &["Connect an institution"]);
}

#[test]
fn the_filled_button_is_that_of_the_form_one_is_at() {
    let mut window = frame::open(connections(), WINDOW);
    let click = |window: &mut Harness<'_, Frame>, label: &str| {
        window.get_by_label(label).click();
        window.run();
    };
    let type_text = |window: &mut Harness<'_, Frame>, text: &str| {
        window.event(Event::Text(text.to_owned()));
        window.run();
    };
    click(&mut window, "paste an access token");
    type_text(&mut window, "access-1");
    assert_eq!(filled(&window), ["Connect"]);
    click(&mut window, "Edit Brokerage ••4821");
    assert_eq!(filled(&window), ["Save"]);
    click(&mut window, "Change…");
    type_text(&mut window, "5f3c");
    window.key_press(Key::Tab);
    window.run();
    type_text(&mut window, "hush");
    assert_eq!(filled(&window).len(), 1);
    window.key_press(Key::Escape);
    window.run();
    window.key_press(Key::Escape);
    window.run();
    assert_eq!(filled(&window), ["Connect"]);
}

fn click(page: &mut Harness<'_, Page>, label: &str) {
    page.get_by_label(label).click();
    page.run();
}

fn press(page: &mut Harness<'_, Page>, key: Key) {
    page.key_press(key);
    page.run();
}

/// Types into whatever has the focus.
fn type_text(page: &mut Harness<'_, Page>, text: &str) {
    page.event(Event::Text(text.to_owned()));
    page.run();
}

/// What the field with the focus is called.
fn focused(page: &Harness<'_, Page>) -> Option<String> {
    let nodes = page.root().children_recursive();
    let mut nodes = nodes.filter(|it| it.accesskit_node().is_focused());
    nodes.next()?.accesskit_node().label()
}

fn keys(environment: Environment) -> Command {
    Command::SaveKeys(Keys {
        environment,
        client_id: Secret::new("5f3c".to_owned()),
        secret: Secret::new("hush".to_owned()),
    })
}

#[test]
fn keys_are_typed_without_the_mouse() {
    let mut page = page::open(first_run(), WINDOW);
    click(&mut page, "Enter keys…");
    assert_eq!(focused(&page).as_deref(), Some("Client ID"));
    type_text(&mut page, "5f3c");
    press(&mut page, Key::Enter);
    assert_eq!(page.state().commands, [], "the secret is missing");
    assert_eq!(focused(&page).as_deref(), Some("Secret"));
    type_text(&mut page, "hush");
    press(&mut page, Key::Enter);
    assert_eq!(page.state().commands, [keys(Environment::Production)]);
}

#[test]
fn refused_keys_stay_to_be_mended() {
    let mut page = page::open(first_run(), WINDOW);
    click(&mut page, "Enter keys…");
    click(&mut page, "Sandbox");
    page.get_by_role_and_label(Role::TextInput, "Client ID")
        .focus();
    page.run();
    type_text(&mut page, "5f3c");
    press(&mut page, Key::Tab);
    type_text(&mut page, "hash");
    press(&mut page, Key::Enter);
    page.state_mut().state.saving_keys = Attempt::Running(Waiting::Keyring);
    page.run();
    page.state_mut().state.saving_keys = refused(FailureKind::WrongKeys);
    page.run();
    assert_eq!(focused(&page).as_deref(), Some("Secret"));
    press(&mut page, Key::Backspace);
    press(&mut page, Key::Backspace);
    press(&mut page, Key::Backspace);
    type_text(&mut page, "ush");
    press(&mut page, Key::Enter);
    let last = page.state().commands.last();
    assert_eq!(last, Some(&keys(Environment::Sandbox)));
    page.state_mut().state.saving_keys = Attempt::Done;
    page.run();
    assert!(page.state().form.keys.is_none());
}

#[test]
fn a_refused_token_stays_to_be_mended() {
    let mut state = connections();
    state.environment = Environment::Sandbox;
    let mut page = page::open(state, WINDOW);
    page.state_mut().form.institution = "ins_3".to_owned();
    click(&mut page, "paste an access token");
    assert_eq!(focused(&page).as_deref(), Some("Paste an access token"));
    type_text(&mut page, "access-");
    press(&mut page, Key::Enter);
    page.state_mut().state.connecting = refused(FailureKind::WrongToken);
    page.run();
    assert_eq!(focused(&page).as_deref(), Some("Paste an access token"));
    type_text(&mut page, "1");
    press(&mut page, Key::Enter);
    let token = Command::ConnectToken(Secret::new("access-1".to_owned()));
    assert_eq!(page.state().commands.last(), Some(&token));
    assert_eq!(page.state().form.institution, "ins_3");
    page.state_mut().state.connecting = Attempt::Idle;
    page.run();
    press(&mut page, Key::Escape);
    press(&mut page, Key::Escape);
    assert!(page.state().form.token.is_none());
}

#[test]
fn an_account_is_renamed_without_the_mouse() {
    let mut page = page::open(connections(), WINDOW);
    click(&mut page, "Edit Brokerage ••4821");
    assert_eq!(focused(&page).as_deref(), Some("Name"));
    type_text(&mut page, "College");
    press(&mut page, Key::Enter);
    let expected = Command::ChangeAccount {
        account: "brokerage".into(),
        before: AccountChoice::default(),
        choice: AccountChoice {
            name: Some("College".into()),
            ..AccountChoice::default()
        },
    };
    assert_eq!(page.state().commands, [expected]);
    assert!(page.state().form.account.is_none());
    click(&mut page, "Edit Brokerage ••4821");
    press(&mut page, Key::Escape);
    assert!(page.state().form.account.is_some(), "it leaves the field");
    press(&mut page, Key::Escape);
    assert!(page.state().form.account.is_none());
}

#[test]
fn steps_of_the_guide_are_ticked_when_they_are_done() {
    let mut page = page::open(first_run(), WINDOW);
    page.get_by_label("Step 1");
    page.get_by_label("Step 3");
    page.state_mut().state.keys.client_id_hint = Some("5f3c…91ab".to_owned());
    page.run();
    for done in ["Step 1, done", "Step 2, done", "Step 3, done", "Step 4"] {
        page.get_by_label(done);
    }
}

/// Where the menu of each card is, from top to bottom, or its Cancel.
fn tops(page: &Harness<'_, Page>) -> Vec<f32> {
    let nodes = page.get_all_by_role(Role::Button);
    let mut tops: Vec<_> = nodes
        .filter(|it| {
            let label = it.accesskit_node().label().unwrap_or_default();
            label.starts_with("More for") || label == "Cancel"
        })
        .map(|it| it.rect().center().y.round())
        .collect();
    tops.sort_by(f32::total_cmp);
    tops
}

#[test]
fn cards_keep_their_size_while_they_are_synced() {
    let mut portfolio = portfolio::portfolio();
    // One that was never synced, above the others.
    let mut never = portfolio.connections[0].clone();
    never.item_id = "never".into();
    never.name = "Aardvark".into();
    (never.last_run, never.last_success) = (None, None);
    portfolio.connections.insert(0, never);
    let mut page = page::open(page::state(Screen::Connections, portfolio), WINDOW);
    let before = tops(&page);
    assert_eq!(before.len(), 4);
    for item in ["never", "meridian", "northlake", "coinharbor"] {
        let running = SyncStatus::Running {
            since: portfolio::now(),
            step: SyncStep::Holdings,
            cancelling: false,
        };
        page.state_mut().state.syncs.insert(item.into(), running);
        page.run();
        assert_eq!(tops(&page), before, "{item}");
    }
}

/// Goes through every control with Tab, and looks for something around it that
/// is painted in the color of the ring.
fn check_rings(state: AppState) {
    let mut window = frame::open(state, WINDOW);
    let mut seen = 0;
    for _ in 0..80 {
        window.key_press(Key::Tab);
        window.run();
        let nodes = window.root().children_recursive();
        let mut nodes = nodes.filter(|it| it.accesskit_node().is_focused());
        let Some(node) = nodes.next() else { continue };
        let place = node.rect();
        let label = node.accesskit_node().label().unwrap_or_default();
        let light = [
            Color32::from_rgba_premultiplied(0xE8, 0xEC, 0xF2, 0xFF),
            ACCENT,
        ];
        let outlines = light.map(|it| painted::outlines(window.output(), it));
        let is_around = |ring: &Rect| {
            let near = |a: f32, b: f32| (a - b).abs() <= 6.0;
            near(ring.top(), place.top()) && near(ring.left(), place.left())
        };
        assert!(
            outlines.iter().flatten().any(is_around),
            "{label} at {place:?}"
        );
        seen += 1;
    }
    assert!(seen > 10, "{seen}");
}

/// What was held at two syncs, and how that came out.
fn measured(screen: Screen) -> AppState {
    let mut state = measured::state(screen, &measured::DAYS);
    let portfolio = state.portfolio.as_ref().expect("a portfolio");
    let history = state.held_history.as_ref().expect("a history");
    state.reconciled = Some(history.reconcile(portfolio, state.today()));
    state
}

#[test]
fn whatever_has_the_focus_has_a_ring() {
    let mut sandbox = connections();
    sandbox.environment = Environment::Sandbox;
    sandbox.connecting = refused(FailureKind::WrongToken);
    let welcome = page::state(Screen::Welcome, Portfolio::default());
    let mut settings = page::state(Screen::Settings, portfolio::portfolio());
    settings.log = Some(vec!["a line".to_owned()].into());
    let mut said = page::state(Screen::Overview, portfolio::portfolio());
    said.say(holdfast::state::News::LogUnreadable);
    let (performance, attention) = (measured(Screen::Performance), measured(Screen::Attention));
    let mut drawer = measured(Screen::Overview);
    drawer.view.drawer = Some(Drawer::Changes);
    for mut state in [
        connections(),
        sandbox,
        first_run(),
        welcome,
        settings,
        said,
        performance,
        attention,
        drawer,
    ] {
        state.choices.theme = ThemeChoice::Dark;
        check_rings(state);
    }
}
