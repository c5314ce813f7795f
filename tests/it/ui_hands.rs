//! Tables and panels by hand: keys, clicks, menus, copying, searching.

use crate::common::{
    page::{self, Page},
    painted, sample,
};
use egui::{Color32, Event, Key, Modifiers, OutputCommand, PointerButton, Role, vec2};
use egui_kittest::{
    Harness,
    kittest::{NodeT as _, Queryable as _},
};
use holdfast::{
    domain::AllocationBy,
    state::{AccountFilter, AppState, Command, Direction, GroupBy, Screen, TransactionColumn},
    text::Label as _,
};
use rust_decimal::dec;

const WINDOW: [f32; 2] = [1244.0, 846.0];

fn holdings() -> AppState {
    let mut state = page::state(Screen::Holdings, sample::portfolio());
    state.view.holdings.group_by = GroupBy::None;
    state
}

fn transactions() -> AppState {
    page::state(Screen::Transactions, sample::portfolio())
}

/// The labels of the rows in sight.
fn rows(page: &Harness<'_, Page>) -> Vec<String> {
    page.get_all_by_role(Role::Row)
        .filter_map(|it| it.accesskit_node().label())
        .collect()
}

fn press(page: &mut Harness<'_, Page>, keys: &[Key]) {
    for key in keys {
        page.key_press(*key);
        page.run();
    }
}

fn open_holding(page: &Harness<'_, Page>) -> Option<String> {
    let open = page.state().state.view.holdings.open.as_ref();
    open.map(|it| it.as_str().to_owned())
}

/// What was put into the clipboard by one more step.
fn copied(page: &mut Harness<'_, Page>) -> Option<String> {
    page.event(Event::Copy);
    page.step();
    copied_now(page)
}

fn copied_now(page: &Harness<'_, Page>) -> Option<String> {
    let commands = page.output().platform_output.commands.iter();
    let mut texts = commands.filter_map(|it| {
        if let OutputCommand::CopyText(text) = it {
            Some(text.clone())
        } else {
            None
        }
    });
    texts.next_back()
}

#[test]
fn arrow_keys_work_as_soon_as_the_page_opens() {
    let mut page = page::open(holdings(), WINDOW);
    press(&mut page, &[Key::ArrowDown, Key::ArrowDown, Key::Enter]);
    assert_eq!(open_holding(&page).as_deref(), Some("401k/FXAIX/0"));
}

/// A slow frame takes several keys at once.
#[test]
fn every_key_of_a_frame_counts() {
    let mut page = page::open(holdings(), WINDOW);
    let keys = [Key::Home, Key::ArrowDown, Key::ArrowDown];
    let pressed = keys.map(|key| Event::Key {
        key,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: Modifiers::NONE,
    });
    page.input_mut().events.extend(pressed);
    page.run();
    press(&mut page, &[Key::Enter]);
    let third = open_holding(&page);
    let mut page = page::open(holdings(), WINDOW);
    press(&mut page, &keys);
    press(&mut page, &[Key::Enter]);
    assert!(third.is_some());
    assert_eq!(third, open_holding(&page));
}

#[test]
fn arrow_keys_move_the_panel_along() {
    let mut page = page::open(holdings(), WINDOW);
    press(&mut page, &[Key::ArrowDown, Key::Enter]);
    assert_eq!(open_holding(&page).as_deref(), Some("roth/VTI/0"));
    press(&mut page, &[Key::ArrowDown]);
    assert_eq!(open_holding(&page).as_deref(), Some("401k/FXAIX/0"));
    press(&mut page, &[Key::Escape, Key::ArrowDown]);
    assert_eq!(open_holding(&page), None, "nothing opens by an arrow alone");
}

#[test]
fn sorting_and_searching_return_to_the_top() {
    let mut state = page::state(Screen::Transactions, sample::many(2000));
    state.view.transactions.sort = (TransactionColumn::Date, Direction::Descending);
    let mut page = page::open(state, WINDOW);
    let first = rows(&page)[0].clone();
    press(&mut page, &[Key::End]);
    assert_ne!(rows(&page)[0], first);
    let last = rows(&page).iter().rev().nth(1).cloned();
    page.get_by_role_and_label(Role::ColumnHeader, "Date")
        .click();
    page.run();
    assert_eq!(
        Some(&rows(&page)[0]),
        last.as_ref(),
        "the oldest comes first"
    );
    press(&mut page, &[Key::End]);
    page.state_mut().state.view.transactions.search = "TK1".to_owned();
    page.run();
    page.state_mut().state.view.transactions.search = String::new();
    page.run();
    assert_eq!(Some(&rows(&page)[0]), last.as_ref());
}

#[test]
fn escape_closes_one_thing() {
    let mut state = holdings();
    state.view.holdings.open = Some("roth/VTI/0".into());
    let mut page = page::open(state, WINDOW);
    page.get_by_label("Export").click();
    page.run();
    page.get_by_label("Save as CSV");
    press(&mut page, &[Key::Escape]);
    assert!(page.query_by_label("Save as CSV").is_none());
    assert!(open_holding(&page).is_some(), "the menu alone closes");

    page.get_by_label("Search holdings").focus();
    page.run();
    page.get_by_label("Search holdings").type_text("vanguard");
    page.run();
    press(&mut page, &[Key::Escape]);
    assert_eq!(page.state().state.view.holdings.search, "");
    assert!(open_holding(&page).is_some(), "the search alone is cleared");

    press(&mut page, &[Key::Escape]);
    assert_eq!(open_holding(&page), None);
}

#[test]
fn a_double_click_opens_once() {
    let mut page = page::open(holdings(), WINDOW);
    let place = page.get_by_label_contains("VTI Vanguard").rect().center();
    // The clock stands, so that the clicks are two of one.
    page.input_mut().time = Some(1000.0);
    for pressed in [true, false, true, false] {
        page.event(Event::PointerMoved(place));
        page.event(Event::PointerButton {
            pos: place,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        });
    }
    page.run();
    assert_eq!(open_holding(&page).as_deref(), Some("roth/VTI/0"));
}

#[test]
fn a_right_click_opens_copies_and_filters() {
    let mut page = page::open(transactions(), WINDOW);
    let menu = |page: &mut Harness<'_, Page>, entry: &str| {
        let row = page.get_all_by_role(Role::Row).next().expect("a row");
        row.click_secondary();
        page.run();
        page.get_by_label(entry).click();
        page.step();
        page.step();
    };
    let first = page
        .state()
        .state
        .portfolio
        .as_ref()
        .expect("it")
        .transactions[0]
        .clone();
    menu(&mut page, "Open details");
    page.run();
    assert_eq!(
        page.state().state.view.transactions.open,
        Some(first.id.clone())
    );
    menu(&mut page, "Only this account");
    page.run();
    let expected = Command::ShowAccounts(AccountFilter::Account(first.account_id.clone()));
    assert!(page.state().commands.contains(&expected));
    menu(&mut page, &format!("Only {}", first.kind().label()));
    page.run();
    let kinds = &page.state().state.view.transactions.kinds;
    assert_eq!(*kinds, [first.kind()]);

    let mut page = page::open(holdings(), WINDOW);
    menu(&mut page, "Show transactions of this security");
    page.run();
    assert_eq!(page.state().state.view.transactions.search, "VTI");
    assert_eq!(page.state().state.screen, Screen::Transactions);

    let mut state = page::state(Screen::Allocation, sample::portfolio());
    state.view.allocation.by = AllocationBy::Account;
    let mut page = page::open(state.clone(), WINDOW);
    menu(&mut page, "Only this account");
    page.run();
    let expected = Command::ShowAccounts(AccountFilter::Account("roth".into()));
    assert_eq!(page.state().commands, [expected]);
    let mut page = page::open(state, WINDOW);
    menu(&mut page, "Open");
    page.run();
    assert!(page.state().state.view.allocation.drill.is_some());
}

#[test]
fn a_row_is_copied_by_its_menu() {
    let mut allocation = page::state(Screen::Allocation, sample::portfolio());
    allocation.view.allocation.by = AllocationBy::Account;
    for (state, start) in [
        (holdings(), "VTI Vanguard"),
        (transactions(), "15 Oct 2026"),
        (allocation, "Roth IRA"),
    ] {
        let mut page = page::open(state, WINDOW);
        let row = page.get_all_by_role(Role::Row).next().expect("a row");
        row.click_secondary();
        page.run();
        page.get_by_label("Copy row").click();
        page.step();
        let mut copied = copied_now(&page);
        if copied.is_none() {
            page.step();
            copied = copied_now(&page);
        }
        let copied = copied.expect("a row");
        assert!(
            copied.starts_with(start) && copied.contains('\t'),
            "{copied}"
        );
    }
}

#[test]
fn ctrl_c_copies_the_row_with_tabs() {
    let mut page = page::open(holdings(), WINDOW);
    press(&mut page, &[Key::ArrowDown]);
    assert_eq!(
        copied(&mut page).as_deref(),
        Some(
            "VTI Vanguard Total Stock Market ETF\tRoth IRA\t412.318\t297.42\t$122,631.62\t28.8%\t\
             $82,140.55\t+$40,491.07\t+49.3%"
        )
    );
    page.state_mut().state.choices.hide_amounts = true;
    page.run();
    let hidden = copied(&mut page).expect("a row");
    assert!(
        !hidden.contains("122,631") && hidden.contains("•••"),
        "{hidden}"
    );
}

#[test]
fn values_in_the_panel_can_be_selected_and_copied() {
    let mut state = holdings();
    state.view.holdings.open = Some("roth/VTI/0".into());
    let mut page = page::open(state, WINDOW);
    let value = painted::texts(page.output());
    let panel = page.get_by_label_contains("Average cost").rect();
    let value = value
        .iter()
        .find(|it| panel.contains_rect(it.place) && it.words.starts_with('$'))
        .expect("the average cost");
    page.drag_at(value.place.left_center() + vec2(-1.0, 0.0));
    page.run();
    page.hover_at(value.place.right_center() + vec2(2.0, 0.0));
    page.run();
    let text = copied(&mut page);
    assert_eq!(text.as_ref(), Some(&value.words));
    page.drop_at(value.place.right_center());
    page.run();
}

#[test]
fn the_search_finds_amounts_and_dates() {
    let found = |search: &str| {
        let mut state = transactions();
        state.view.transactions.search = search.to_owned();
        rows(&page::open(state, WINDOW))
    };
    for search in [
        "2,405.55",
        "$2405.55 tsla",
        "21 aug 2026 tesla",
        "2026-08-21 sell",
    ] {
        let rows = found(search);
        assert!(
            rows[0].starts_with("21 Aug 2026, Sell, Tesla"),
            "{search}: {rows:?}"
        );
    }
    let mut state = holdings();
    state.view.holdings.search = "33107.20".to_owned();
    assert!(rows(&page::open(state, WINDOW))[0].starts_with("AAPL"));
}

#[test]
fn the_search_finds_no_amount_while_they_are_hidden() {
    let found = |mut state: AppState| {
        state.choices.hide_amounts = true;
        let page = page::open(state, WINDOW);
        let rows = page.query_all_by_role(Role::Row);
        rows.filter_map(|it| it.accesskit_node().label()).collect()
    };
    let search = |search: &str| -> Vec<String> {
        let mut state = transactions();
        state.view.transactions.search = search.to_owned();
        found(state)
    };
    assert_eq!(search("2,405.55"), Vec::<String>::new());
    assert_eq!(search("$2405.55 tsla"), Vec::<String>::new());
    assert!(!search("21 aug 2026 tesla").is_empty());
    let mut state = holdings();
    state.view.holdings.search = "33107.20".to_owned();
    assert_eq!(found(state), Vec::<String>::new());
}

#[test]
fn a_row_found_by_what_it_does_not_show_says_so() {
    let mut state = holdings();
    state.view.holdings.search = "us0378331005".to_owned();
    let page = page::open(state, WINDOW);
    let row = &rows(&page)[0];
    assert!(
        row.starts_with("AAPL Apple Inc. · ISIN US0378331005,"),
        "{row}"
    );

    let mut state = transactions();
    state.view.transactions.search = "sell tsla".to_owned();
    let page = page::open(state, WINDOW);
    assert!(
        !rows(&page)[0].contains(" · "),
        "its type and ticker say it"
    );
}

#[test]
fn whatever_has_the_focus_has_a_ring() {
    let accent = Color32::from_hex("#5B9DFF").expect("a color");
    let mut allocation = page::state(Screen::Allocation, sample::portfolio());
    allocation.view.allocation.by = holdfast::domain::AllocationBy::Sector;
    let overview = page::state(Screen::Overview, sample::portfolio());
    let (mut holding, mut transaction) = (holdings(), transactions());
    holding.view.holdings.open = Some("brokerage/AAPL/0".into());
    transaction.view.transactions.open = Some("t03".into());
    for state in [
        holdings(),
        transactions(),
        allocation,
        overview,
        holding,
        transaction,
    ] {
        let screen = state.screen;
        let mut page = page::open(state, WINDOW);
        let mut seen = 0;
        for _ in 0..24 {
            press(&mut page, &[Key::Tab]);
            let focused = page
                .root()
                .children_recursive()
                .find(|it| it.accesskit_node().is_focused())
                .map(|it| (it.rect(), it.accesskit_node().label()));
            let Some((place, label)) = focused else {
                continue;
            };
            seen += 1;
            let rings = painted::outlines(page.output(), accent);
            let has_ring = rings.iter().any(|it| {
                it.expand(6.0).contains_rect(place) || place.expand(6.0).contains_rect(*it)
            });
            assert!(has_ring, "{screen:?}: {label:?} at {place}: {rings:?}");
        }
        assert!(seen > 8, "{screen:?}: {seen}");
    }
}

#[test]
fn a_long_quantity_is_written_as_large_as_others() {
    let mut portfolio = sample::portfolio();
    portfolio.holdings[0].quantity = Some(dec!(1234567.00000001));
    let mut state = page::state(Screen::Holdings, portfolio.prepared());
    state.view.holdings.group_by = GroupBy::None;
    let page = page::open(state, WINDOW);
    let texts = painted::texts(page.output());
    let long = texts.iter().find(|it| it.words == "1,234,567.00000001");
    let long = long.expect("it is there, whole");
    assert!((long.size - 13.0).abs() < 0.01, "{long:?}");
}

#[test]
fn a_name_that_is_cut_is_said_in_full_under_the_pointer() {
    let overview = page::state(Screen::Overview, crate::common::portfolio::portfolio());
    let mut opened = transactions();
    opened.view.transactions.search = "VTI".to_owned();
    opened.view.transactions.open = Some("t03".into());
    let name = "Vanguard Total Stock Market";
    for (state, size) in [
        (holdings(), [838.0, 530.0]),
        (opened, WINDOW),
        (overview, WINDOW),
    ] {
        let mut page = page::open(state, size);
        let texts = painted::texts(page.output());
        let place = texts.iter().find(|it| it.words.starts_with(name));
        let place = place.expect("the name").place.center();
        page.hover_at(place);
        page.run();
        let after = painted::texts(page.output());
        let said =
            |all: &[painted::Text]| all.iter().filter(|it| it.words.starts_with(name)).count();
        assert_eq!(said(&after), said(&texts) + 1, "a tooltip of {name}");
    }
}
