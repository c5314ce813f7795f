//! The menu bar of macOS, made of the table of keys.
//!
//! A choice is handed to the window as the press of its key, so that a menu does
//! nothing that its key does not do, and no page knows of menus. The bar was never
//! seen on a Mac: what it offers is tested, how it looks is not.

use egui::{Key, Modifiers};

use crate::ui::{InMenu, menu_keys};

/// What a choice does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Press {
    Key(Modifiers, Key),
    Cut,
    Copy,
    Paste,
}

#[derive(Clone, Copy, Debug)]
struct Choice {
    title: &'static str,
    /// The key that stands beside it.
    key: (Modifiers, Key),
    press: Press,
}

/// The choices of a menu that are Holdfast's own; those that every program has are
/// macOS's.
fn choices(menu: InMenu) -> Vec<Choice> {
    if menu == InMenu::Edit {
        return edit().to_vec();
    }
    let keys = menu_keys(menu).into_iter();
    keys.map(|(title, modifiers, key)| Choice {
        title,
        key: (modifiers, key),
        press: Press::Key(modifiers, key),
    })
    .collect()
}

/// The text that is typed is egui's own, which takes these as keys and as events.
fn edit() -> [Choice; 6] {
    let command = Modifiers::COMMAND;
    let key = |title, modifiers, key| Choice {
        title,
        key: (modifiers, key),
        press: Press::Key(modifiers, key),
    };
    let event = |title, key, press| Choice {
        title,
        key: (command, key),
        press,
    };
    [
        key("Undo", command, Key::Z),
        key("Redo", command.plus(Modifiers::SHIFT), Key::Z),
        event("Cut", Key::X, Press::Cut),
        event("Copy", Key::C, Press::Copy),
        event("Paste", Key::V, Press::Paste),
        key("Select All", command, Key::A),
    ]
}

/// Hands a choice to the window.
fn press(choice: Press, ctx: &egui::Context, input: &mut egui::RawInput) {
    match choice {
        Press::Cut => input.events.push(egui::Event::Cut),
        Press::Copy => input.events.push(egui::Event::Copy),
        Press::Paste => ctx.send_viewport_cmd(egui::ViewportCommand::RequestPaste),
        Press::Key(modifiers, key) => {
            let mac_cmd = modifiers.command;
            let modifiers = Modifiers {
                mac_cmd,
                ..modifiers
            };
            for pressed in [true, false] {
                input.events.push(egui::Event::Key {
                    key,
                    physical_key: None,
                    pressed,
                    repeat: false,
                    modifiers,
                });
            }
        }
    }
}

#[cfg(target_os = "macos")]
pub(super) use bar::MenuBar;

#[cfg(target_os = "macos")]
mod bar {
    use std::sync::mpsc::{Receiver, channel};

    use egui::{Key, Modifiers};
    use muda::{
        AboutMetadata, Menu, MenuEvent, MenuId, MenuItem, PredefinedMenuItem, Submenu,
        accelerator::Accelerator,
    };

    use super::{Choice, Press, choices, press};
    use crate::ui::InMenu;

    /// The bar, which lives as long as the window.
    pub(in crate::app) struct MenuBar {
        _menu: Menu,
        /// What each id of an item stands for.
        presses: Vec<Press>,
        chosen: Receiver<MenuId>,
    }

    impl MenuBar {
        /// Puts the bar in the place of the one that the window toolkit made.
        pub(in crate::app) fn install(ctx: &egui::Context) -> Result<Self, muda::Error> {
            let (sender, chosen) = channel();
            let ctx = ctx.clone();
            MenuEvent::set_event_handler(Some(move |event: MenuEvent| {
                // Nobody listens once the window is closed.
                sender.send(event.id).ok();
                ctx.request_repaint();
            }));
            let mut presses = vec![];
            let menu = Menu::with_items(&[
                &holdfast(&mut presses)?,
                &own("File", InMenu::File, &mut presses)?,
                &own("Edit", InMenu::Edit, &mut presses)?,
                &own("View", InMenu::View, &mut presses)?,
                &window()?,
                &own("Help", InMenu::Help, &mut presses)?,
            ])?;
            menu.init_for_nsapp();
            Ok(Self {
                _menu: menu,
                presses,
                chosen,
            })
        }

        /// Presses the keys of what was chosen since the last frame.
        pub(in crate::app) fn press_chosen(&self, ctx: &egui::Context, input: &mut egui::RawInput) {
            for id in self.chosen.try_iter() {
                let at = id.as_ref().parse::<usize>().ok();
                if let Some(chosen) = at.and_then(|at| self.presses.get(at)) {
                    press(*chosen, ctx, input);
                }
            }
        }
    }

    /// The menu that is named after the program.
    fn holdfast(presses: &mut Vec<Press>) -> Result<Submenu, muda::Error> {
        let about = AboutMetadata {
            name: Some("Holdfast".to_owned()),
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            ..AboutMetadata::default()
        };
        let menu = Submenu::new("Holdfast", true);
        menu.append(&PredefinedMenuItem::about(None, Some(about)))?;
        menu.append(&PredefinedMenuItem::separator())?;
        for choice in choices(InMenu::Program) {
            // ⌘, is where people look for settings.
            let key = (Modifiers::COMMAND, Key::Comma);
            menu.append(&item(Choice { key, ..choice }, presses))?;
        }
        menu.append_items(&[
            &PredefinedMenuItem::separator(),
            &PredefinedMenuItem::services(None),
            &PredefinedMenuItem::separator(),
            &PredefinedMenuItem::hide(None),
            &PredefinedMenuItem::hide_others(None),
            &PredefinedMenuItem::show_all(None),
            &PredefinedMenuItem::separator(),
            &PredefinedMenuItem::quit(None),
        ])?;
        Ok(menu)
    }

    fn own(title: &str, menu: InMenu, presses: &mut Vec<Press>) -> Result<Submenu, muda::Error> {
        let submenu = Submenu::new(title, true);
        for choice in choices(menu) {
            submenu.append(&item(choice, presses))?;
        }
        if menu == InMenu::File {
            submenu.append(&PredefinedMenuItem::separator())?;
            submenu.append(&PredefinedMenuItem::close_window(None))?;
        }
        Ok(submenu)
    }

    fn window() -> Result<Submenu, muda::Error> {
        Submenu::with_items(
            "Window",
            true,
            &[
                &PredefinedMenuItem::minimize(None),
                &PredefinedMenuItem::maximize(None),
                &PredefinedMenuItem::fullscreen(None),
                &PredefinedMenuItem::separator(),
                &PredefinedMenuItem::bring_all_to_front(None),
            ],
        )
    }

    /// Its id is its place among the `presses`.
    fn item(choice: Choice, presses: &mut Vec<Press>) -> MenuItem {
        let id = presses.len().to_string();
        presses.push(choice.press);
        let (modifiers, key) = choice.key;
        MenuItem::with_id(id, choice.title, true, accelerator(modifiers, key))
    }

    /// Keys that are called otherwise than egui does. The key with the plus sign is
    /// that with the equals sign.
    const SIGNS: [(Key, &str); 5] = [
        (Key::Plus, "="),
        (Key::Equals, "="),
        (Key::Minus, "-"),
        (Key::Comma, ","),
        (Key::Slash, "/"),
    ];

    /// `None` where macOS has no name for the key: the choice is there without it.
    fn accelerator(modifiers: Modifiers, key: Key) -> Option<Accelerator> {
        let short = SIGNS.iter().find(|(it, _)| *it == key);
        let name = short.map_or_else(|| key.name(), |(_, sign)| sign);
        let command = if modifiers.command { "Cmd+" } else { "" };
        let shift = if modifiers.shift { "Shift+" } else { "" };
        format!("{command}{shift}{name}").parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MENUS: [InMenu; 5] = [
        InMenu::Program,
        InMenu::File,
        InMenu::Edit,
        InMenu::View,
        InMenu::Help,
    ];

    #[test]
    fn a_choice_presses_its_key() {
        for choice in MENUS.into_iter().flat_map(choices) {
            let (ctx, mut input) = (egui::Context::default(), egui::RawInput::default());
            press(choice.press, &ctx, &mut input);
            let (modifiers, key) = choice.key;
            let is_pressed = input.events.iter().any(|it| {
                matches!(it, egui::Event::Key { key: it, modifiers: with, pressed: true, .. }
                    if *it == key && with.matches_logically(modifiers))
            });
            match choice.press {
                Press::Key(..) => assert!(is_pressed, "{}", choice.title),
                Press::Cut | Press::Copy => assert_eq!(input.events.len(), 1),
                Press::Paste => assert!(input.events.is_empty()),
            }
        }
    }

    #[test]
    fn no_two_choices_have_one_key() {
        let all: Vec<_> = MENUS.into_iter().flat_map(choices).collect();
        for (at, choice) in all.iter().enumerate() {
            assert!(
                !all[at + 1..].iter().any(|it| it.key == choice.key),
                "{}",
                choice.title
            );
        }
        assert!(all.len() > 20, "{}", all.len());
    }
}
