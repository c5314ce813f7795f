//! The connections page, by what it says and does.

use crate::common::{page, portfolio};
use chrono::TimeDelta;
use egui_kittest::{Harness, kittest::Queryable as _};
use holdfast::{
    connect::{
        Environment, FailureKind, LinkGoal, Misfit, RowIssue, RowKind, RowName, RowProblem, Secret,
        SyncFailure, SyncOutcome, SyncStep, SyncSummary,
    },
    domain::{AccountChoice, Succession},
    portfolio::Portfolio,
    state::{AppState, Attempt, Command, Keys, Removal, Screen, SyncStatus, SyncTarget},
};

const WINDOW: [f32; 2] = [1244.0, 846.0];

/// Meridian was just synced, Northlake is being synced, Coinharbor asks to
/// sign in again.
fn state() -> AppState {
    let mut state = page::state(Screen::Connections, portfolio::portfolio());
    state.keys.client_id_hint = Some("5f3c…91ab".to_owned());
    state.syncs = [
        (
            "meridian".into(),
            page::ended(SyncOutcome::Success(portfolio::summary())),
        ),
        (
            "northlake".into(),
            SyncStatus::Running {
                since: portfolio::now(),
                step: SyncStep::Transactions {
                    received: 1500,
                    total: Some(2310),
                },
                cancelling: false,
            },
        ),
    ]
    .into();
    state
}

fn click(harness: &mut Harness<'_, page::Page>, label: &str) {
    harness.get_by_label(label).click();
    harness.run();
}

fn type_into(harness: &mut Harness<'_, page::Page>, role: egui::Role, label: &str, text: &str) {
    harness.get_by_role_and_label(role, label).focus();
    harness.run();
    harness.get_by_role_and_label(role, label).type_text(text);
    harness.run();
}

#[test]
fn it_looks_as_designed() {
    page::shoot_all(&state(), "connections");
    let mut removing = page::open(state(), WINDOW);
    click(&mut removing, "More for Meridian Brokerage");
    click(&mut removing, "Remove…");
    click(&mut removing, "Details");
    page::shoot(&removing, "connections-removing");
    let mut sandbox = state();
    sandbox.environment = Environment::Sandbox;
    sandbox.connecting = Attempt::Failed(SyncFailure::local(
        FailureKind::WrongToken,
        "INVALID_ACCESS_TOKEN",
    ));
    let mut sandbox = page::open(sandbox, WINDOW);
    click(&mut sandbox, "Change…");
    page::shoot(&sandbox, "connections-sandbox");
    let empty = page::state(Screen::Connections, Portfolio::default());
    page::shoot_all(&empty, "connections-empty");
}

#[test]
fn a_sync_says_how_far_it_is_and_can_be_cancelled() {
    let mut harness = page::open(state(), WINDOW);
    harness.get_by_role_and_label(egui::Role::ProgressIndicator, "Transactions 1,500 of 2,310");
    click(&mut harness, "Cancel");
    assert_eq!(
        harness.state().commands,
        [Command::CancelSync(SyncTarget::One("northlake".into()))]
    );
}

#[test]
fn a_card_offers_to_fetch_everything_again() {
    let mut harness = page::open(state(), WINDOW);
    click(&mut harness, "More for Meridian Brokerage");
    click(&mut harness, "Fetch everything again");
    let expected = Command::SyncWholeHistory("meridian".into());
    assert_eq!(harness.state().commands, [expected]);
}

#[test]
fn a_result_says_what_changed() {
    let harness = page::open(state(), WINDOW);
    harness.get_by_label("8 holdings changed · 3 new transactions · 1.2 s");
    harness.get_by_label("$424,637.22 → $428,855.99");
}

#[test]
fn rows_that_did_not_fit_are_listed_on_demand() {
    let mut state = state();
    let summary = SyncSummary {
        row_issues: vec![RowIssue::left_out(
            RowName::named(RowKind::Transaction, "t1"),
            Misfit::NoAccount,
        )],
        ..SyncSummary::default()
    };
    state.syncs = [(
        "meridian".into(),
        page::ended(SyncOutcome::Success(summary)),
    )]
    .into();
    let mut harness = page::open(state, WINDOW);
    assert!(harness.query_by_label_contains("its account").is_none());
    click(&mut harness, "1 row was not taken as it came");
    harness.get_by_label("transaction t1: its account is not among the accounts (left out)");
}

#[test]
fn a_failure_says_what_helps_and_keeps_codes_behind_details() {
    let mut harness = page::open(state(), WINDOW);
    harness.get_by_label("Sign-in needed");
    assert!(
        harness
            .query_by_label_contains("ITEM_LOGIN_REQUIRED")
            .is_none()
    );
    click(&mut harness, "Details");
    harness.get_by_label("Code ITEM_LOGIN_REQUIRED");
    harness.get_by_label("Request ID HNTDNrA8F1shFEW");
    click(&mut harness, "Reconnect");
    let goal = LinkGoal::SignIn("coinharbor".into());
    assert_eq!(harness.state().commands, [Command::OpenLink(goal)]);
}

#[test]
fn removing_asks_first_and_says_what_goes() {
    let mut harness = page::open(state(), WINDOW);
    let open = |harness: &mut Harness<'_, page::Page>| {
        click(harness, "More for Meridian Brokerage");
        click(harness, "Remove…");
    };
    open(&mut harness);
    assert_eq!(harness.state().commands, []);
    harness.get_by_label_contains("3 accounts, 15 holdings and 7 transactions");
    harness.get_by_label_contains("Plaid's billing");
    click(&mut harness, "Keep everything");
    assert!(harness.query_by_label_contains("Plaid's billing").is_none());
    open(&mut harness);
    harness.key_press(egui::Key::Escape);
    harness.run();
    assert!(harness.query_by_label_contains("Plaid's billing").is_none());

    for (button, keep_history) in [
        ("Remove, keep history", true),
        ("Remove and delete history", false),
    ] {
        let mut harness = page::open(state(), WINDOW);
        open(&mut harness);
        click(&mut harness, button);
        let item = "meridian".into();
        assert_eq!(
            harness.state().commands.last(),
            Some(&Command::Remove { item, keep_history })
        );
    }
}

#[test]
fn an_account_is_renamed_hidden_and_put_in_groups() {
    let mut portfolio = portfolio::portfolio();
    portfolio.accounts[1].choice.groups = vec!["Retirement".into()];
    let mut state = state();
    state.portfolio = Some(portfolio.into());
    let mut harness = page::open(state, WINDOW);
    harness.get_by_label_contains("401(k) ••0093 · Retirement");
    click(&mut harness, "Edit Brokerage ••4821");
    type_into(&mut harness, egui::Role::TextInput, "Name", "College");
    click(&mut harness, "Retirement");
    type_into(&mut harness, egui::Role::TextInput, "New group", "Kids");
    click(
        &mut harness,
        "Hide it: in no total, and in no view but its own",
    );
    page::shoot(&harness, "connections-account");
    click(&mut harness, "Save");
    let expected = Command::ChangeAccount {
        account: "brokerage".into(),
        before: AccountChoice::default(),
        choice: AccountChoice {
            name: Some("College".into()),
            is_hidden: true,
            groups: vec!["Kids".into(), "Retirement".into()],
        },
    };
    assert_eq!(harness.state().commands, [expected]);
    assert!(harness.state().form.account.is_none());
}

/// The brokerage account was once another one, of a connection that was
/// removed.
fn with_predecessor() -> Portfolio {
    let mut portfolio = portfolio::portfolio();
    let known = portfolio.account(&"brokerage".into());
    let mut old = known.expect("the account").clone();
    let connection = portfolio.connection(&old.item_id);
    let mut removed = connection.expect("a connection").clone();
    removed.item_id = "before".into();
    removed.disconnected_at = Some(portfolio::now() - TimeDelta::days(20));
    old.item_id = "before".into();
    old.id = "old".into();
    portfolio.connections.push(removed);
    portfolio.accounts.push(old);
    portfolio
}

#[test]
fn an_account_of_a_removed_connection_says_that_it_is_history() {
    let mut state = state();
    state.portfolio = Some(with_predecessor().into());
    let harness = page::open(state, WINDOW);
    harness.get_by_label("Brokerage ••4821 history kept, in no total");
}

#[test]
fn a_removed_connection_says_for_good_that_plaid_may_go_on_billing() {
    let mut portfolio = with_predecessor();
    let removed = portfolio.connections.last_mut().expect("the removed one");
    removed.end_unconfirmed = Some(FailureKind::TokenMissing);
    let mut state = page::state(Screen::Connections, portfolio);
    state.environment = Environment::Production;
    let harness = page::open(state, WINDOW);
    harness.get_by_label_contains("It may go on billing it: end it in Plaid's Dashboard");
    let harness = page::open(page::state(Screen::Connections, with_predecessor()), WINDOW);
    assert!(harness.query_by_label_contains("billing").is_none());
}

#[test]
fn an_account_that_looks_like_one_that_is_gone_is_asked_about() {
    let mut state = state();
    state.portfolio = Some(with_predecessor().into());
    let mut harness = page::open(state, WINDOW);
    harness.get_by_label("Is Brokerage ••4821 the same account as before?");
    page::shoot(&harness, "connections-succession");
    click(&mut harness, "Carry history over");
    click(&mut harness, "Keep apart");
    let decided = |is_same| {
        Command::DecideSuccession(Succession {
            old: "old".into(),
            new: "brokerage".into(),
            is_same,
        })
    };
    assert_eq!(harness.state().commands, [decided(true), decided(false)]);
}

#[test]
fn what_was_carried_over_is_said_and_can_be_undone() {
    let mut portfolio = with_predecessor();
    portfolio.successions = vec![Succession {
        old: "old".into(),
        new: "brokerage".into(),
        is_same: true,
    }];
    let mut state = state();
    state.portfolio = Some(portfolio.prepared().into());
    let mut harness = page::open(state, WINDOW);
    harness.get_by_label_contains("carried over to Brokerage ••4821");
    assert!(
        harness
            .query_by_label_contains("the same account as before")
            .is_none()
    );
    click(&mut harness, "Separate Brokerage ••4821");
    let expected = Command::SeparateAccount("old".into());
    assert_eq!(harness.state().commands, [expected]);
}

#[test]
fn a_removal_that_did_not_work_is_offered_again() {
    let mut state = state();
    state.environment = Environment::Production;
    let removal = |failure| Removal {
        keep_history: true,
        failure,
    };
    state.removals.insert("meridian".into(), removal(None));
    let harness = page::open(state.clone(), WINDOW);
    harness.get_by_label("Removing…");
    assert!(harness.query_by_label("Remove again").is_none());

    let offline = SyncFailure::local(FailureKind::Offline, "connection refused");
    let item = "meridian".into();
    state.removals.insert(item, removal(Some(offline)));
    let again = Command::Remove {
        item: "meridian".into(),
        keep_history: true,
    };
    let forget = Command::ForgetRemoval("meridian".into());
    for (button, expected) in [("Remove again", again), ("Keep everything", forget)] {
        let mut harness = page::open(state.clone(), WINDOW);
        harness.get_by_label("Meridian Brokerage was not removed");
        harness.get_by_label_contains("its access token is still in the");
        harness.get_by_label_contains("Plaid goes on billing it");
        click(&mut harness, button);
        assert_eq!(harness.state().commands, [expected]);
        assert!(
            harness
                .query_by_label("Meridian Brokerage was not removed")
                .is_none()
        );
    }
}

#[test]
fn a_token_leaves_the_form_when_it_is_accepted() {
    let mut harness = page::open(state(), WINDOW);
    let token = "access-production-c0ffee";
    click(&mut harness, "paste an access token");
    type_into(
        &mut harness,
        egui::Role::PasswordInput,
        "Paste an access token",
        token,
    );
    for text in page::spoken(&harness) {
        assert!(!text.contains("c0ffee"), "{text}");
    }
    click(&mut harness, "Connect");
    let expected = Command::ConnectToken(Secret::new(token.to_owned()));
    assert_eq!(harness.state().commands, [expected]);
    assert!(!format!("{:?}", harness.state().state).contains("c0ffee"));
    assert!(harness.state().form.token.is_some());
    harness.state_mut().state.connecting = Attempt::Done;
    harness.run();
    assert!(harness.state().form.token.is_none());
}

#[test]
fn keys_are_saved_with_their_environment() {
    let mut harness = page::open(state(), WINDOW);
    harness.get_by_label("Client ID 5f3c…91ab");
    click(&mut harness, "Change…");
    click(&mut harness, "Sandbox");
    type_into(&mut harness, egui::Role::TextInput, "Client ID", "5f3c");
    type_into(&mut harness, egui::Role::PasswordInput, "Secret", "hush");
    click(&mut harness, "Save");
    let keys = Keys {
        environment: Environment::Sandbox,
        client_id: Secret::new("5f3c".to_owned()),
        secret: Secret::new("hush".to_owned()),
    };
    assert_eq!(harness.state().commands, [Command::SaveKeys(keys)]);

    harness.state_mut().state.saving_keys = Attempt::Done;
    harness.run();
    harness.get_by_label("Change…");
}

#[test]
fn the_sandbox_offers_its_invented_institutions() {
    let mut state = state();
    assert!(
        page::open(state.clone(), WINDOW)
            .query_by_label("Connect sandbox institution")
            .is_none()
    );
    state.environment = Environment::Sandbox;
    let mut harness = page::open(state, WINDOW);
    click(&mut harness, "Connect sandbox institution");
    assert_eq!(
        harness.state().commands,
        [Command::ConnectSandbox("ins_109508".to_owned())]
    );
}

#[test]
fn the_demo_asks_for_no_token() {
    let mut state = state();
    state.environment = Environment::Demo;
    let mut harness = page::open(state, WINDOW);
    assert!(harness.query_by_label("paste an access token").is_none());
    assert!(harness.query_by_label("Connect an institution").is_none());
    click(&mut harness, "Leave the demo");
    assert_eq!(harness.state().commands, [Command::CloseDemo]);
}

#[test]
fn hidden_amounts_are_hidden_here_too() {
    let mut state = state();
    state.choices.hide_amounts = true;
    let balance = RowProblem::Doubted {
        lists_none: true,
        balance: Some(70.into()),
        currency: None,
    };
    let account = RowName::named(RowKind::Account, "Brokerage");
    let summary = SyncSummary {
        row_issues: vec![RowIssue::kept(account, balance)],
        ..SyncSummary::default()
    };
    let outcome = page::ended(SyncOutcome::Success(summary));
    state.syncs = [("meridian".into(), outcome)].into();
    let mut page = page::open(state.clone(), WINDOW);
    click(&mut page, "1 row was not taken as it came");
    page.get_by_label_contains("its balance is •••: that is doubted");
    for text in page::spoken(&page::open(state, WINDOW)) {
        assert!(!text.contains('$'), "{text}");
    }
}
