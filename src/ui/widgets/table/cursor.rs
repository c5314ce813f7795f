//! The row that the keys are at.

use egui::{EventFilter, Id, Popup, Response, Ui, text_selection::LabelSelectionState};

use crate::ui::shortcuts::{self, Action};

/// Where the keys are, and what changed since the frame before.
pub(super) struct Cursor {
    pub(super) at: Option<usize>,
    /// The row that was opened since, here or elsewhere.
    pub(super) newly_selected: Option<usize>,
    /// Whether other rows are listed since, or the same in another order.
    pub(super) is_reordered: bool,
    kept: Kept,
}

/// What stays from frame to frame.
#[derive(Clone, Copy, PartialEq)]
struct Kept {
    at: Option<usize>,
    order: Id,
    selected: Option<usize>,
}

impl Cursor {
    /// The cursor of the table of that response, which lists its rows in that
    /// order and has that row open. It goes to a row that is opened.
    pub(super) fn load(ui: &Ui, table: &Response, order: Id, selected: Option<usize>) -> Self {
        let before: Option<Kept> = ui.data(|it| it.get_temp(table.id));
        let is_reordered = before.is_some_and(|it| it.order != order);
        let was_selected = before.and_then(|it| it.selected);
        let newly_selected = selected.filter(|_| selected != was_selected && !is_reordered);
        let at = before.and_then(|it| it.at).filter(|_| !is_reordered);
        Self {
            at: newly_selected.or(at),
            newly_selected,
            is_reordered,
            kept: Kept {
                at,
                order,
                selected,
            },
        }
    }

    /// Keeps it for the next frame.
    pub(super) fn store(self, ui: &Ui, table: &Response) {
        let kept = Kept {
            at: self.at,
            ..self.kept
        };
        ui.data_mut(|it| it.insert_temp(table.id, kept));
    }

    /// Moves it by the keys: those pressed while the table has the focus, or
    /// nothing has. Returns where it went.
    pub(super) fn move_by_keys(
        &mut self,
        ui: &Ui,
        table: &Response,
        rows: usize,
        page: usize,
    ) -> Option<usize> {
        if rows == 0 || !takes_keys(ui, table) {
            return None;
        }
        let filter = EventFilter {
            vertical_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|it| it.set_focus_lock_filter(table.id, filter));
        let last = rows - 1;
        let mut at = self.at.map(|it| it.min(last));
        let mut is_moved = false;
        for action in shortcuts::pressed_alone(ui) {
            let here = at.unwrap_or_default();
            let next = if action == Action::Down {
                at.map_or(0, |it| it + 1)
            } else if action == Action::Up {
                here.saturating_sub(1)
            } else if action == Action::PageDown {
                here + page
            } else if action == Action::PageUp {
                here.saturating_sub(page)
            } else if action == Action::First {
                0
            } else if action == Action::Last {
                last
            } else {
                continue;
            };
            at = Some(next.min(last));
            is_moved = true;
        }
        if !is_moved {
            return None;
        }
        if !table.has_focus() {
            table.request_focus();
            ui.ctx().request_repaint();
        }
        self.at = at;
        self.at
    }
}

/// Whether keys are meant for the table: it has the focus, or nothing has and
/// no menu is open.
fn takes_keys(ui: &Ui, table: &Response) -> bool {
    let is_free = || ui.memory(|it| it.focused().is_none()) && !Popup::is_any_open(ui.ctx());
    table.has_focus() || is_free()
}

/// Whether the row at the cursor is to be copied, rather than text that is
/// selected elsewhere.
pub(super) fn is_copy_asked(ui: &Ui, table: &Response) -> bool {
    shortcuts::is_pressed(ui, Action::Copy)
        && takes_keys(ui, table)
        && !ui
            .ctx()
            .plugin::<LabelSelectionState>()
            .lock()
            .has_selection()
}
