//! Fields of a form: Enter in one of them is its button, and a secret leaves no
//! trace.

use egui::{Key, Response, TextBuffer, TextEdit, Ui};

use super::SecretText;

/// A field over the whole width, with its label.
pub(super) fn text_field_ui(
    ui: &mut Ui,
    label: &str,
    hint: &str,
    text: &mut dyn TextBuffer,
) -> Response {
    let label = ui.label(label);
    let field = TextEdit::singleline(text)
        .hint_text(hint)
        .desired_width(f32::INFINITY);
    ui.add(field).labelled_by(label.id)
}

/// A password field with its label. What egui remembers for undoing is thrown
/// away at once.
pub(super) fn secret_field_ui(
    ui: &mut Ui,
    label: &str,
    hint: &str,
    text: &mut SecretText,
) -> Response {
    let name = ui.label(label);
    let mut output = TextEdit::singleline(text)
        .id_salt(label)
        .password(true)
        .hint_text(hint)
        .desired_width(f32::INFINITY)
        .show(ui);
    output.state.clear_undoer();
    let id = output.response.response.id;
    output.state.store(ui.ctx(), id);
    output.response.response.labelled_by(name.id)
}

/// Whether Enter was pressed in a field.
pub(super) fn is_entered(ui: &Ui, field: &Response) -> bool {
    field.lost_focus() && ui.input(|it| it.key_pressed(Key::Enter))
}

/// Gives the focus to a field, and brings it into sight.
pub(super) fn focus(field: &Response) {
    field.request_focus();
    field.scroll_to_me(None);
}
