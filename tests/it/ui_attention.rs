//! The page of what needs attention: every account and every item, and what is
//! said of it.

use std::sync::Arc;

use chrono::Days;
use egui_kittest::{
    Harness,
    kittest::{NodeT as _, Queryable as _},
};
use holdfast::{
    connect::Environment,
    domain::{Answer, EntryKind, Resolution, Topic, Transaction},
    portfolio::{History, Portfolio},
    state::{AppState, AttentionQuery, Command, Screen},
    storage::{DataFolder, Database},
    sync,
    ui::{
        PageModel as _,
        attention::{AttentionInput, AttentionModel, MOST_ITEMS},
    },
};
use rust_decimal::{Decimal, dec};

use crate::common::{
    app::Computer,
    measured,
    page::{self, Page},
    sample, stored,
};

const SIZE: [f32; 2] = [1400.0, 900.0];

/// The brokerage account at syncs a day apart, from the first of November on:
/// each lists cash and these units of VTI at 100.
fn portfolio(units: &[Decimal], change: impl FnOnce(&mut Portfolio)) -> AppState {
    let mut portfolio = Portfolio {
        holdings: vec![],
        transactions: vec![],
        account_values: vec![],
        ..sample::portfolio()
    };
    portfolio
        .accounts
        .retain(|it| it.id.as_str() == "brokerage");
    portfolio.connections.retain(|it| &*it.name == "Fidelity");
    let mut snapshots = vec![];
    // Many syncs began earlier, so that none is ahead of the day.
    let earlier = u64::try_from(units.len()).expect("few").saturating_sub(20);
    let first = sample::day(2026, 11, 1) - Days::new(earlier);
    for (at, units) in (0..).zip(units) {
        let day = first + Days::new(at);
        let synced_at = day.and_hms_opt(15, 0, 0).expect("a time").and_utc();
        let rows = [
            ("CUR:USD", dec!(500), dec!(500)),
            ("VTI", *units, *units * dec!(100)),
        ];
        measured::note_sync(&mut portfolio, &mut snapshots, synced_at, &rows);
    }
    change(&mut portfolio);
    let portfolio = portfolio.prepared();
    let mut history = History::default();
    for snapshot in &snapshots {
        history.add(&portfolio, snapshot);
    }
    let history = history.handed_on(&portfolio);
    let mut state = page::state(Screen::Attention, portfolio);
    measured::reconcile(&mut state, history);
    state
}

/// Four units appear on the second of November.
fn four_more() -> AppState {
    portfolio(&[dec!(10), dec!(14)], |_| {})
}

fn model(state: &AppState) -> AttentionModel {
    let portfolio = state.portfolio.as_ref().expect("a portfolio");
    AttentionModel::build(portfolio, &AttentionInput::of(state))
}

/// The answer to the first difference of a page.
fn answer(state: &AppState, answer: Answer) -> Resolution {
    let items = model(state).items;
    let item = items.iter().find(|it| it.difference().is_some());
    Resolution::new(
        item.expect("a difference").subject.clone(),
        answer,
        sample::now(),
    )
}

fn says(harness: &Harness<'_, Page>, part: &str) -> bool {
    page::spoken(harness).iter().any(|it| it.contains(part))
}

fn last(harness: &Harness<'_, Page>) -> Command {
    harness.state().commands.last().expect("a command").clone()
}

#[test]
fn the_page_lists_accounts_items_and_what_resolves_them() {
    let harness = page::open(four_more(), SIZE);
    for said in [
        "VTI +4 since 1 Nov, unexplained",
        "4 VTI appeared in Brokerage",
        "It counts as brought in, worth $400.00 on 2 Nov, and not as gain.",
        "Received as a transfer",
        "Income in kind",
        "A split, 7 for 5",
        "Add what is missing…",
        "Leave it",
    ] {
        assert!(says(&harness, said), "{said}: {:?}", page::spoken(&harness));
    }
    page::shoot_all(&four_more(), "attention");
}

#[test]
fn a_button_says_what_it_was() {
    let mut harness = page::open(four_more(), SIZE);
    harness.get_by_label("Income in kind").click();
    harness.run();
    let Command::Resolve { subjects, answer } = last(&harness) else {
        panic!("{:?}", last(&harness));
    };
    let [subject] = &subjects[..] else {
        panic!("{subjects:?}");
    };
    assert_eq!((subject.topic, answer), (Topic::Units, Answer::Income));
    assert_eq!(subject.size, Some(dec!(4)));
}

#[test]
fn what_is_alike_is_answered_at_once_where_so_wanted() {
    let units = [dec!(10), dec!(14), dec!(15), dec!(13)];
    let mut harness = page::open(portfolio(&units, |_| {}), SIZE);
    // The one that disappeared is first, and nothing is like it.
    let mut boxes = harness.get_all_by_label("Also the other one like it");
    boxes.next().expect("a box").click();
    drop(boxes);
    harness.run();
    let mut buttons = harness.get_all_by_label("Income in kind");
    buttons.next().expect("a button").click();
    drop(buttons);
    harness.run();
    let Command::Resolve { subjects, .. } = last(&harness) else {
        panic!("{:?}", last(&harness));
    };
    let sizes: Vec<_> = subjects.iter().filter_map(|it| it.size).collect();
    assert_eq!(sizes, [dec!(1), dec!(4)]);
}

#[test]
fn records_are_shown_when_they_are_asked_for() {
    let bought = |portfolio: &mut Portfolio| {
        let day = sample::day(2026, 11, 2);
        let words = ("buy", "buy");
        let row = sample::transaction("t", day, "brokerage", Some("VTI"), words, dec!(100));
        portfolio.transactions.push(Transaction {
            quantity: Some(dec!(1)),
            ..row
        });
    };
    let mut harness = page::open(portfolio(&[dec!(10), dec!(14)], bought), SIZE);
    assert!(!says(&harness, "Sync of 1 Nov 2026"));
    harness
        .get_all_by_label("Records")
        .next()
        .expect("records")
        .click();
    harness.run();
    for said in [
        "Sync of 1 Nov 2026 10 units",
        "Sync of 2 Nov 2026 14 units",
        "2 Nov 2026 · Buy",
    ] {
        assert!(says(&harness, said), "{said}: {:?}", page::spoken(&harness));
    }
}

#[test]
fn hidden_amounts_are_nowhere() {
    let mut state = four_more();
    let told = answer(&state, Answer::Leave);
    state.view.attention.open = Some(told.id.to_string());
    state.choices.hide_amounts = true;
    let harness = page::open(state, SIZE);
    for part in ["$", "400", "+4", "4 VTI", "10 units", "1,900"] {
        let spoken = page::spoken(&harness);
        let shown: Vec<_> = spoken.iter().filter(|it| it.contains(part)).collect();
        assert!(shown.is_empty(), "{part}: {shown:?}");
    }
    assert!(says(&harness, "••• VTI appeared in Brokerage"));
}

#[test]
fn after_a_first_sync_units_are_known_from_the_next_one_on() {
    let harness = page::open(portfolio(&[dec!(10)], |_| {}), SIZE);
    assert!(says(&harness, "known from the next sync on"));
    assert!(!says(&harness, "appeared in"));
}

#[test]
fn where_everything_agrees_nothing_is_asked() {
    let balanced = |portfolio: &mut Portfolio| {
        let account = &mut portfolio.accounts[0];
        account.balances.current = Some(dec!(0));
    };
    let harness = page::open(portfolio(&[dec!(10), dec!(10)], balanced), SIZE);
    assert!(
        says(&harness, "1 of 1 agree"),
        "{:?}",
        page::spoken(&harness)
    );
}

#[test]
fn what_was_resolved_is_listed_and_can_be_undone() {
    let told = answer(&four_more(), Answer::Transfer);
    let keep = |portfolio: &mut Portfolio| portfolio.resolutions.push(told.clone());
    let mut state = portfolio(&[dec!(10), dec!(14)], keep);
    state.view.attention.shows_resolved = true;
    let mut harness = page::open(state, SIZE);
    assert!(says(&harness, "Resolved: 1 · each can be undone"));
    assert!(says(&harness, "1 as you said"));
    assert!(says(&harness, "counts as a transfer"));
    assert!(
        !says(&harness, "Received as a transfer"),
        "it is asked no more"
    );
    harness.get_by_label("Undo").click();
    harness.run();
    assert_eq!(
        last(&harness),
        Command::UndoResolution(Arc::clone(&told.id))
    );
}

/// Types into a field of the form, in place of what stands there.
fn fill(harness: &mut Harness<'_, Page>, label: &str, text: &str) {
    let field = || {
        let is_field = |it: &egui_kittest::Node<'_>| {
            it.accesskit_node().role() == egui::accesskit::Role::TextInput
        };
        let mut all = harness.get_all_by_label(label);
        all.find(is_field).expect("the field")
    };
    field().click();
    field().focus();
    harness.run();
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
    harness.run();
    let mut all = harness.get_all_by_label(label);
    let found = all.find(|it| it.accesskit_node().role() == egui::accesskit::Role::TextInput);
    found.expect("the field").type_text(text);
    drop(all);
    harness.run();
}

#[test]
fn a_missing_transaction_is_entered_in_place() {
    let mut harness = page::open(four_more(), SIZE);
    harness.get_by_label("Add what is missing…").click();
    harness.run();
    // A purchase of the four units is filled in; what it cost is not known.
    harness.get_by_label("Add").click();
    harness.run();
    assert!(says(&harness, "Say the amount, or units and price."));
    fill(&mut harness, "Amount", "1,400.50");
    harness.get_by_label("Add").click();
    harness.run();
    let Command::EnterTransaction(entry) = last(&harness) else {
        panic!("{:?}", last(&harness));
    };
    assert_eq!((entry.kind, entry.units), (EntryKind::Buy, Some(dec!(4))));
    assert_eq!(entry.amount, Some(dec!(1400.50)));
    assert_eq!(entry.security, Some("VTI".into()));
    assert!(
        !says(&harness, "Figures have no sign"),
        "the form is closed"
    );
}

#[test]
fn nothing_is_cut_off_in_the_smallest_window() {
    // The window without its frame.
    let size = [796.0, 512.0];
    let harness = page::open(four_more(), size);
    for label in [
        "Received as a transfer",
        "Income in kind",
        "Add what is missing…",
        "Leave it",
    ] {
        let rect = harness.get_by_label(label).rect();
        assert!(
            rect.left() >= 0.0 && rect.right() <= size[0],
            "{label}: {rect}"
        );
    }
    let buttons: Vec<_> = ["Received as a transfer", "Income in kind", "Leave it"]
        .map(|it| harness.get_by_label(it).rect())
        .into();
    for (at, one) in buttons.iter().enumerate() {
        for other in &buttons[at + 1..] {
            assert!(!one.shrink(1.0).intersects(*other), "{one} {other}");
        }
    }
}

/// Every sync has one unit more than the one before.
fn rising(syncs: u32) -> AppState {
    let units: Vec<Decimal> = (0..syncs).map(|it| Decimal::from(10 + it)).collect();
    portfolio(&units, |_| {})
}

#[test]
fn a_frame_has_no_more_to_do_for_a_thousand_items_than_for_a_page_of_them() {
    let nodes = |state: AppState| {
        let harness = page::open(state, SIZE);
        harness.root().children_recursive().count()
    };
    let few = rising(21);
    let count = model(&few).items.len();
    assert!(count > 10 && count <= MOST_ITEMS, "{count}");
    let pages = rising(20 + u32::try_from(MOST_ITEMS).expect("few"));
    let many = rising(1000);
    assert!(model(&many).items.len() > 900);
    assert_eq!(nodes(many), nodes(pages));
    let mut harness = page::open(rising(200), SIZE);
    harness.get_by_label("Further ones").click_accesskit();
    harness.run();
    let turned = AttentionQuery {
        page: 1,
        ..AttentionQuery::default()
    };
    assert_eq!(last(&harness), Command::QueryAttention(turned));
}

#[test]
fn what_is_said_in_the_window_is_kept_and_taken_back() {
    let computer = Computer::default();
    let folder = DataFolder::open(computer.root.path(), Environment::Production);
    let folder = folder.expect("a data folder");
    for (at, units) in [(0, dec!(10)), (1, dec!(14))] {
        let mut answer = stored::fetched("one");
        answer.accounts.truncate(1);
        answer.holdings[0].quantity = Some(units);
        answer.holdings[0].institution_value = Some(units * dec!(100));
        let mut database = Database::open(&folder).expect("a database");
        let stored = sync::stored(&database, &answer.item.item_id, &answer);
        let today = stored::first_day() + Days::new(at);
        let plan = sync::plan(&stored.expect("what is stored"), answer, today);
        let now = stored::noon(today);
        sync::write(&mut database, &plan, now, now).expect("it is written");
    }
    let answers = || {
        let database = Database::open(&folder).expect("a database");
        sync::load(&database)
            .expect("a portfolio")
            .resolutions
            .len()
    };
    let mut window = computer.start();
    window.wait_for_part("Needs attention, ");
    window.click_first(egui::Role::Button, "Needs attention, ");
    window.wait_for("Received as a transfer");
    window.click(egui::Role::Button, "Received as a transfer");
    window.wait_for_part("Resolved: 1");
    assert!(!window.shows("Received as a transfer"));
    assert_eq!(answers(), 1);
    window.click_first(egui::Role::Button, "Resolved: 1");
    window.wait_for("Undo");
    window.click(egui::Role::Button, "Undo");
    window.wait_for("Received as a transfer");
    assert_eq!(answers(), 0);
}
