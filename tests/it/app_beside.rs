//! A window beside another program that changes what is stored.

use crate::common::{
    app::Computer,
    stored::{fetched, first_day, noon},
};
use egui::Role;
use holdfast::{
    connect::Environment,
    session::Preferences,
    state::{News, ThemeChoice, UiScale},
    storage::{DataFolder, Database},
    sync,
};

/// Stores a sync of this item on the first day.
fn store(computer: &Computer, item: &str) {
    let folder = DataFolder::open(computer.root.path(), Environment::Production);
    let folder = folder.expect("a data folder");
    let mut database = Database::open(&folder).expect("a database");
    let answer = fetched(item);
    let stored = sync::stored(&database, &answer.item.item_id, &answer);
    let plan = sync::plan(&stored.expect("what is stored"), answer, first_day());
    let now = noon(first_day());
    sync::write(&mut database, &plan, now, now).expect("it is written");
}

#[test]
fn what_another_program_stored_is_shown_when_the_window_is_come_back_to() {
    let computer = Computer::default();
    let store = |item| store(&computer, item);
    store("one");
    let mut window = computer.start();
    let connections = |it: &crate::common::app::Window| {
        let portfolio = it.state().portfolio.as_ref();
        portfolio.map_or(0, |it| it.connections.len())
    };
    window.wait_until("the first", |it| connections(it) == 1);
    store("two");
    window.come_back();
    window.wait_until("the second", |it| connections(it) == 2);
    // Where nothing changed, nothing is read again.
    let before = window.state().portfolio.clone().expect("a portfolio");
    window.come_back();
    store("three");
    window.come_back();
    window.wait_until("the third", |it| connections(it) == 3);
    assert_eq!(before.connections.len(), 2);
}

#[test]
fn an_image_waits_for_its_turn_while_the_window_goes_on() {
    let computer = Computer::with_one_thread();
    store(&computer, "one");
    let mut window = computer.start();
    window.wait_for("Save the value chart as image");
    let (release, wait) = std::sync::mpsc::channel::<()>();
    let work = computer.runtime.spawn_blocking(move || wait.recv());
    window.click(Role::Button, "Save the value chart as image");
    window.pass_frames();
    assert_eq!(window.state().notice, None, "nothing is drawn in a frame");
    window.click(Role::Button, "Settings");
    window.wait_for("Compact table rows");
    assert_eq!(window.state().notice, None);
    release.send(()).expect("it waits");
    let ended = computer.runtime.block_on(work);
    ended.expect("it ends").expect("it was told");
    // One day alone is no line: what is not drawn is not written either.
    window.wait_until("the answer", |it| {
        let notice = it.state().notice.as_ref();
        notice.is_some_and(|it| matches!(it.news, News::ChartNotSaved(Some(_))))
    });
}

#[test]
fn what_is_chosen_in_another_window_is_followed_when_this_one_is_come_back_to() {
    let computer = Computer::default();
    let mut window = computer.start();
    window.wait_until("the portfolio", |it| it.state().portfolio.is_some());
    let before = Preferences::load(computer.root.path()).expect("settings");
    let mut after = before.clone();
    after.choices.theme = ThemeChoice::Light;
    after.choices.hide_amounts = true;
    after.choices.scale = UiScale::default().larger();
    after.save(&before, computer.root.path()).expect("saved");
    window.come_back();
    window.wait_until("its choices", |it| it.state().choices == after.choices);
    window.wait_until("its size", |it| it.zoom() > 1.0);
    window.wait_until("its theme", |it| it.theme() == egui::Theme::Light);
}
