//! Every key of the window in one table: who handles a key and who lists it
//! read the same entry.

use std::sync::LazyLock;

use egui::{Key, KeyboardShortcut, Modifiers, Ui};

use crate::{state::Screen, text::Label as _};

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    Show(Screen),
    Palette,
    Search,
    Sync,
    HideAmounts,
    Export,
    Larger,
    Smaller,
    UsualSize,
    Down,
    Up,
    PageDown,
    PageUp,
    First,
    Last,
    Open,
    Explain,
    /// The system's own key: it comes as an event of its own.
    Copy,
    Close,
    Help,
}

const CTRL: Modifiers = Modifiers::COMMAND;
/// macOS keeps ⌘H for itself: it hides the program.
const HIDING: Modifiers = if cfg!(target_os = "macos") {
    CTRL.plus(Modifiers::SHIFT)
} else {
    CTRL
};
const ALONE: Modifiers = Modifiers::NONE;

/// Several keys of one action stand one below the other.
const TABLE: [(Action, Modifiers, Key); 29] = [
    (Action::Show(Screen::Overview), CTRL, Key::Num1),
    (Action::Show(Screen::Holdings), CTRL, Key::Num2),
    (Action::Show(Screen::Allocation), CTRL, Key::Num3),
    (Action::Show(Screen::Transactions), CTRL, Key::Num4),
    (Action::Show(Screen::Performance), CTRL, Key::Num5),
    (Action::Show(Screen::Attention), CTRL, Key::Num9),
    (Action::Show(Screen::Connections), CTRL, Key::Num7),
    (Action::Show(Screen::Settings), CTRL, Key::Num8),
    (Action::Palette, CTRL, Key::K),
    (Action::Search, CTRL, Key::F),
    (Action::Sync, CTRL, Key::R),
    (Action::HideAmounts, HIDING, Key::H),
    (Action::Export, CTRL, Key::E),
    (Action::Larger, CTRL, Key::Plus),
    (Action::Larger, CTRL, Key::Equals),
    (Action::Smaller, CTRL, Key::Minus),
    (Action::UsualSize, CTRL, Key::Num0),
    (Action::Down, ALONE, Key::ArrowDown),
    (Action::Up, ALONE, Key::ArrowUp),
    (Action::PageDown, ALONE, Key::PageDown),
    (Action::PageUp, ALONE, Key::PageUp),
    (Action::First, ALONE, Key::Home),
    (Action::Last, ALONE, Key::End),
    (Action::Open, ALONE, Key::Enter),
    (Action::Explain, ALONE, Key::I),
    (Action::Copy, CTRL, Key::C),
    (Action::Close, ALONE, Key::Escape),
    (Action::Help, ALONE, Key::F1),
    (Action::Help, CTRL, Key::Slash),
];

/// The pages that have a key, in the order of the table.
pub(super) fn pages() -> impl Iterator<Item = Screen> {
    TABLE.iter().filter_map(|(action, ..)| {
        let Action::Show(screen) = action else {
            return None;
        };
        Some(*screen)
    })
}

fn keys(action: Action) -> impl Iterator<Item = (Modifiers, Key)> {
    let of = TABLE.iter().filter(move |(it, ..)| *it == action);
    of.map(|(_, modifiers, key)| (*modifiers, *key))
}

/// Whether the action was asked for by its key. The key is taken, so that
/// nothing else happens by it.
pub(super) fn take(ui: &Ui, action: Action) -> bool {
    keys(action).any(|(modifiers, key)| {
        let shortcut = KeyboardShortcut::new(modifiers, key);
        ui.input_mut(|it| it.consume_shortcut(&shortcut))
    })
}

/// Whether the key of the action was pressed; others may see it too.
pub(super) fn is_pressed(ui: &Ui, action: Action) -> bool {
    if action == Action::Copy {
        return ui.input(|it| it.events.contains(&egui::Event::Copy));
    }
    keys(action).any(|(_, key)| ui.input(|it| it.key_pressed(key)))
}

/// The actions whose keys were pressed in this frame, in that order: a slow frame
/// has several.
pub(super) fn pressed_alone(ui: &Ui) -> Vec<Action> {
    let action_of = |event: &egui::Event| {
        let egui::Event::Key {
            key, pressed: true, ..
        } = event
        else {
            return None;
        };
        let mut all = TABLE.iter();
        let found = all.find(|(_, modifiers, it)| *modifiers == ALONE && it == key);
        found.map(|(action, ..)| *action)
    };
    ui.input(|it| it.events.iter().filter_map(action_of).collect())
}

/// The first key of the action in words: `Ctrl 1`, on a Mac `⌘1`.
pub(super) fn hint(action: Action) -> String {
    let first = keys(action).next();
    first.map_or_else(String::new, |(modifiers, key)| words(modifiers, key))
}

/// Keys that are called otherwise than egui does.
const NAMES: [(Key, &str); 9] = [
    (Key::Escape, "Esc"),
    (Key::ArrowDown, "Down"),
    (Key::ArrowUp, "Up"),
    (Key::PageDown, "Page Down"),
    (Key::PageUp, "Page Up"),
    (Key::Slash, "/"),
    (Key::Plus, "+"),
    (Key::Minus, "−"),
    (Key::Equals, "="),
];

fn words(modifiers: Modifiers, key: Key) -> String {
    let short = NAMES.iter().find(|(it, _)| *it == key);
    let name = short.map_or_else(|| key.name(), |(_, name)| name);
    let command = match (modifiers.command, cfg!(target_os = "macos")) {
        (false, _) => "",
        (true, true) => "⌘",
        (true, false) => "Ctrl ",
    };
    let shift = if modifiers.shift { "⇧" } else { "" };
    format!("{shift}{command}{name}")
}

/// What a line of the list says. Actions that say the same share a line.
fn what(action: Action) -> &'static str {
    match action {
        Action::Show(screen) => screen.label(),
        Action::Palette => "Go anywhere or do anything by its name",
        Action::Search => "Search",
        Action::Sync => "Sync",
        Action::HideAmounts => "Hide or show amounts",
        Action::Export => "Export the table",
        Action::Larger => "Everything larger",
        Action::Smaller => "Everything smaller",
        Action::UsualSize => "Everything in its usual size",
        Action::Down
        | Action::Up
        | Action::PageDown
        | Action::PageUp
        | Action::First
        | Action::Last => "Move through a table",
        Action::Open => "Open the details of a row",
        Action::Explain => "Show how a row's figure comes about",
        Action::Copy => "Copy the row",
        Action::Close => "Close what was opened last, or keep what is about to go",
        Action::Help => "This list",
    }
}

/// The list: keys, and what they do.
pub(super) fn lines() -> &'static [(String, &'static str)] {
    static LINES: LazyLock<Vec<(String, &str)>> = LazyLock::new(|| {
        let mut lines: Vec<(String, &str)> = vec![];
        for (action, modifiers, key) in TABLE {
            let (keys, what) = (words(modifiers, key), what(action));
            match lines.last_mut().filter(|it| it.1 == what) {
                Some(line) => line.0 = format!("{}, {keys}", line.0),
                None => lines.push((keys, what)),
            }
        }
        lines
    });
    &LINES
}

/// Where a key stands in a menu bar.
#[cfg(any(target_os = "macos", test))]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InMenu {
    /// The menu with the program's name.
    Program,
    File,
    /// No key of the table: what is typed is egui's.
    Edit,
    View,
    Help,
}

#[cfg(any(target_os = "macos", test))]
impl InMenu {
    /// `None` for the keys that move through a table.
    fn of(action: Action) -> Option<Self> {
        match action {
            Action::Show(Screen::Settings) => Some(Self::Program),
            Action::Sync | Action::Export => Some(Self::File),
            Action::Show(_)
            | Action::Palette
            | Action::Search
            | Action::HideAmounts
            | Action::Larger
            | Action::Smaller
            | Action::UsualSize => Some(Self::View),
            Action::Help => Some(Self::Help),
            Action::Down
            | Action::Up
            | Action::PageDown
            | Action::PageUp
            | Action::First
            | Action::Last
            | Action::Open
            | Action::Explain
            | Action::Copy
            | Action::Close => None,
        }
    }
}

/// What stands in a menu: what it does, and the first key that does it.
#[cfg(any(target_os = "macos", test))]
pub(crate) fn menu_keys(menu: InMenu) -> Vec<(&'static str, Modifiers, Key)> {
    let mut found: Vec<(&str, Modifiers, Key)> = vec![];
    for (action, modifiers, key) in TABLE {
        let is_new = found.iter().all(|it| it.0 != what(action));
        if is_new && InMenu::of(action) == Some(menu) {
            found.push((what(action), modifiers, key));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_does_two_things() {
        for (at, (_, modifiers, key)) in TABLE.iter().enumerate() {
            let rest = &TABLE[at + 1..];
            assert!(
                !rest
                    .iter()
                    .any(|(_, other, same)| other == modifiers && same == key)
            );
        }
    }

    #[cfg(not(target_os = "macos"))]
    #[test]
    fn the_list_names_every_key() {
        assert_eq!(hint(Action::Show(Screen::Settings)), "Ctrl 8");
        let listed: Vec<_> = lines()
            .iter()
            .flat_map(|(keys, _)| keys.split(", "))
            .collect();
        assert_eq!(listed.len(), TABLE.len());
        let moves = "Down, Up, Page Down, Page Up, Home, End".to_owned();
        assert!(lines().contains(&(moves, "Move through a table")));
    }
}
