//! Esc closes one thing: the last that was opened.

use egui::{Id, Popup, Ui};

use crate::ui::shortcuts::{self, Action};

/// Whether a field or a menu had the keys, in the latest frame in which it was
/// asked and in the one before.
#[derive(Clone, Copy, Default)]
struct Busy {
    frame: u64,
    before: bool,
    now: bool,
}

/// Whether Esc was pressed, and neither to leave a text field nor to close a
/// menu: those come first, and have given up the keys by the time this is asked.
/// The key is taken, so that nothing else closes. To be asked in every frame.
pub fn escape_pressed(ui: &Ui) -> bool {
    let ctx = ui.ctx();
    let now = ctx.text_edit_focused() || Popup::is_any_open(ctx);
    let frame = ctx.cumulative_frame_nr();
    let before = ctx.data_mut(|data| {
        let busy: &mut Busy = data.get_temp_mut_or_default(Id::unique("busy with keys"));
        if busy.frame != frame {
            let before = busy.now;
            *busy = Busy { frame, before, now };
        }
        busy.before
    });
    !now && !before && shortcuts::take(ui, Action::Close)
}
