//! Connecting on a page in the browser, as the connections page shows it.

use crate::common::{
    page::{self, Page},
    portfolio,
};
use chrono::TimeDelta;
use egui_kittest::{Harness, kittest::Queryable as _};
use holdfast::{
    connect::{
        AccessToken, AddedAccount, AddedItem, AddedKey, Environment, FailureKind, ItemReport,
        LinkGoal, NewConnection, PendingLink, Secret, SyncFailure, SyncOutcome, SyncRun, TokenItem,
        Twin, TwinDecision,
    },
    portfolio::Portfolio,
    state::{AppState, Command, Linking, OpenPage, Screen},
};

const WINDOW: [f32; 2] = [1244.0, 846.0];
const URL: &str = "https://secure.plaid.com/hl/very-secret";

fn state(linking: Linking) -> AppState {
    let mut state = page::state(Screen::Connections, portfolio::portfolio());
    state.linking = linking;
    state
}

fn open(linking: Linking) -> Harness<'static, Page> {
    page::open(state(linking), WINDOW)
}

fn click(harness: &mut Harness<'_, Page>, label: &str) {
    harness.get_by_label(label).click();
    harness.run();
}

fn waiting(trouble: Option<FailureKind>) -> Linking {
    Linking::Waiting(OpenPage {
        goal: LinkGoal::Connect,
        url: Secret::new(URL.to_owned()),
        opened_at: portfolio::now(),
        expires_at: portfolio::now() + TimeDelta::minutes(30),
        trouble,
        kept: vec!["Cobalt Exchange".into()],
    })
}

#[test]
fn an_institution_is_connected_with_one_button() {
    let mut harness = open(Linking::Idle);
    harness.get_by_label_contains("Plaid bills two monthly subscriptions");
    click(&mut harness, "Connect an institution");
    assert_eq!(
        harness.state().commands,
        [Command::OpenLink(LinkGoal::Connect)]
    );
}

#[test]
fn while_the_person_is_in_the_browser_the_page_can_be_opened_again() {
    let mut harness = open(waiting(None));
    harness.get_by_label("Waiting for you in the browser…");
    harness.get_by_label_contains("You may close this program meanwhile");
    harness.get_by_label("Connected Cobalt Exchange. Go on there, or finish the page.");
    for text in page::spoken(&harness) {
        assert!(!text.contains("very-secret"), "{text}");
    }
    assert!(harness.query_by_label("Connect an institution").is_none());

    let mut asked = vec![];
    for button in ["Open the page again", "Copy its address"] {
        harness.get_by_label(button).click();
        harness.step();
        asked.extend(harness.output().platform_output.commands.clone());
    }
    let asked = format!("{asked:?}");
    assert!(
        asked.contains("OpenUrl") && asked.contains("CopyText"),
        "{asked}"
    );
    click(&mut harness, "Cancel");
    assert_eq!(harness.state().commands, [Command::CancelLink]);
}

#[test]
fn an_outage_is_told_while_waiting() {
    let harness = open(waiting(Some(FailureKind::Offline)));
    harness.get_by_label_contains("Plaid could not be reached");
}

/// A new connection to the login behind the first institution.
fn twin(failure: Option<FailureKind>) -> Twin {
    let account = AddedAccount {
        name: None,
        mask: Some("4417".into()),
        subtype: None,
    };
    let mut known = portfolio::portfolio().connections[0].clone();
    known.name = "Meridian Brokerage".into();
    known.last_run = failure.map(|kind| SyncRun {
        record: None,
        item_id: known.item_id.clone(),
        started_at: portfolio::now(),
        finished_at: portfolio::now(),
        outcome: SyncOutcome::Failed(SyncFailure::local(kind, "a detail")),
    });
    Twin {
        new: NewConnection::Added(AddedItem {
            key: AddedKey {
                session: "session".into(),
                position: 0,
            },
            public_token: Secret::new("public".to_owned()),
            institution_id: None,
            institution_name: None,
            accounts: vec![account],
        }),
        known,
    }
}

#[test]
fn a_second_connection_to_the_same_login_is_asked_about() {
    let buttons = [
        ("Do not add it", TwinDecision::Discard),
        ("Replace the old one", TwinDecision::Replace),
        ("Keep both", TwinDecision::KeepBoth),
    ];
    for (button, decision) in buttons {
        let mut harness = open(Linking::Asking(vec![twin(None)]));
        harness.get_by_label("Meridian Brokerage is connected already");
        harness.get_by_label_contains("••4417");
        click(&mut harness, button);
        assert_eq!(harness.state().commands, [Command::DecideTwin(decision)]);
    }
}

#[test]
fn a_second_connection_made_in_the_sandbox_is_asked_about() {
    let buttons = [
        ("Do not add it", TwinDecision::Discard),
        ("Replace the old one", TwinDecision::Replace),
        ("Keep both", TwinDecision::KeepBoth),
    ];
    for (button, decision) in buttons {
        let known = twin(None).known;
        let made = TokenItem {
            token: AccessToken::new(Secret::new("access-sandbox-1".to_owned())),
            report: ItemReport {
                item_id: "made".into(),
                institution_id: known.institution_id.clone(),
                institution_name: Some(known.name.clone()),
                consent_expires_at: None,
                data_as_of: None,
                is_manual: false,
                failure: None,
            },
            accounts: vec![],
        };
        let mut state = state(Linking::Idle);
        state.environment = Environment::Sandbox;
        state.token_twin = Some(Box::new(Twin {
            new: NewConnection::Made(Box::new(made)),
            known,
        }));
        let mut harness = page::open(state, WINDOW);
        harness.get_by_label("Meridian Brokerage is connected already");
        click(&mut harness, button);
        assert_eq!(harness.state().commands, [Command::DecideToken(decision)]);
        assert_eq!(harness.state().state.token_twin, None);
    }
}

#[test]
fn a_new_connection_may_take_the_place_of_one_that_is_gone() {
    let gone = twin(Some(FailureKind::ConnectionGone));
    let harness = open(Linking::Asking(vec![gone]));
    harness.get_by_label("Meridian Brokerage was connected before");
    harness.get_by_label_contains("What is replaced keeps its history here");
}

#[test]
fn a_page_left_open_by_an_earlier_run_is_offered() {
    let pending = PendingLink {
        goal: LinkGoal::Connect,
        opened_at: portfolio::now() - TimeDelta::minutes(5),
        expires_at: portfolio::now() + TimeDelta::minutes(25),
    };
    let portfolio = Portfolio {
        pending_link: Some(pending),
        ..portfolio::portfolio()
    };
    for (button, command) in [
        ("Continue", Command::ResumeLink),
        ("Discard", Command::DiscardLink),
    ] {
        let state = page::state(Screen::Connections, portfolio.clone());
        let mut harness = page::open(state, WINDOW);
        harness.get_by_label_contains("You began to connect an institution");
        click(&mut harness, button);
        assert_eq!(harness.state().commands, [command]);
    }
}

#[test]
fn every_end_says_what_happened_and_lets_one_begin_again() {
    let down = SyncFailure::local(FailureKind::InstitutionDown, "a detail");
    for (linking, sentence) in [
        (Linking::Left(None), "The page was left before"),
        (
            Linking::Left(Some(down.clone())),
            "The page was left before",
        ),
        (Linking::Expired, "The page expired"),
        (
            Linking::Failed(down),
            "The institution does not answer at the moment.",
        ),
        (
            Linking::Connected(vec!["Harbor".into()]),
            "Connected Harbor",
        ),
    ] {
        let harness = open(linking);
        harness.get_by_label_contains(sentence);
        harness.get_by_label("Connect an institution");
    }
}

#[test]
fn a_consent_that_ends_soon_can_be_renewed() {
    let mut portfolio = portfolio::portfolio();
    let item = portfolio.connections[0].item_id.clone();
    for (days, warned) in [(15, false), (14, true), (-1, true)] {
        let ends = portfolio::now() + TimeDelta::days(days);
        portfolio.connections[0].consent_expires_at = Some(ends);
        let mut state = page::state(Screen::Connections, portfolio.clone());
        state.environment = Environment::Production;
        let mut harness = page::open(state, WINDOW);
        assert_eq!(harness.query_by_label("Renew consent").is_some(), warned);
        if warned {
            click(&mut harness, "Renew consent");
            let goal = LinkGoal::Consent(item.clone());
            assert_eq!(harness.state().commands, [Command::OpenLink(goal)]);
        }
    }
}

#[test]
fn somebody_new_is_led_from_an_account_at_plaid_to_the_first_institution() {
    for environment in [Environment::Production, Environment::Sandbox] {
        let mut state = page::state(Screen::Connections, Portfolio::default());
        state.environment = environment;
        page::shoot_all(&state, &format!("guide-{environment}"));
        let mut harness = page::open(state, WINDOW);
        for fact in [
            "a client ID, like a name, and a secret",
            "limited number of connections",
            "two monthly subscriptions for each connection, one for holdings",
            "Only removing the connection ends them",
        ] {
            harness.get_by_label_contains(fact);
        }
        harness.get_by_label("Open the page of keys").click();
        harness.step();
        let opened = format!("{:?}", harness.output().platform_output.commands);
        assert!(
            opened.contains("https://dashboard.plaid.com/developers/keys"),
            "{opened}"
        );
        click(&mut harness, "Enter keys…");
        harness.get_by_role_and_label(egui::Role::PasswordInput, "Secret");
        click(&mut harness, "Connect an institution");
        assert_eq!(
            harness.state().commands,
            [Command::OpenLink(LinkGoal::Connect)]
        );
    }
}

#[test]
fn the_demo_needs_no_guide() {
    let mut state = page::state(Screen::Connections, Portfolio::default());
    state.environment = Environment::Demo;
    let harness = page::open(state, WINDOW);
    assert!(harness.query_by_label("Enter keys…").is_none());
}
