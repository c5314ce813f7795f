//! Painting the palette, and its keys.

use egui::{
    Align2, Context, Key, Modal, Modifiers, RichText, Role, Sense, TextEdit, Ui, WidgetInfo, vec2,
};

use super::{Entry, PaletteInput, PaletteModel};
use crate::{
    state::{AppState, Command},
    ui::{
        shortcuts::{self, Action},
        theme,
        widgets::{text_left, text_right},
    },
};

const WIDTH: f32 = 480.0;
/// How far from the top of the window it stands.
const TOP: f32 = 72.0;
const NAME: &str = "Command palette";

/// What is typed into the palette, and which entry is next.
#[derive(Debug, Default)]
pub(in crate::ui) struct CommandPalette {
    search: Option<String>,
    at: usize,
    /// Enter was pressed, perhaps before what was typed last was looked for.
    is_chosen: bool,
}

impl CommandPalette {
    /// What its list is built from.
    pub(in crate::ui) fn input(&self, state: &AppState) -> PaletteInput {
        PaletteInput::of(state, self.search.clone())
    }

    /// Opens and closes it, and takes its keys before the page sees them.
    pub(in crate::ui) fn take_keys(&mut self, ui: &Ui) {
        if shortcuts::take(ui, Action::Palette) {
            *self = match self.search {
                Some(_) => Self::default(),
                None => Self {
                    search: Some(String::new()),
                    ..Self::default()
                },
            };
        }
        if self.search.is_none() {
            return;
        }
        let pressed = |key| ui.input_mut(|it| it.consume_key(Modifiers::NONE, key));
        if pressed(Key::Escape) {
            *self = Self::default();
        }
        if pressed(Key::ArrowDown) {
            self.at += 1;
        }
        if pressed(Key::ArrowUp) {
            self.at = self.at.saturating_sub(1);
        }
        self.is_chosen |= pressed(Key::Enter);
    }

    /// Shows it over the page, while it is open.
    pub(in crate::ui) fn show(
        &mut self,
        ctx: &Context,
        model: Option<&PaletteModel>,
        commands: &mut Vec<Command>,
    ) {
        if self.search.is_none() {
            return;
        }
        // The last list stays until the next one is found.
        let entries = model.map_or(&[][..], |it| &it.entries);
        let is_current = model.is_some_and(|it| it.search == self.search);
        if is_current {
            self.at = self.at.min(entries.len().saturating_sub(1));
        }
        let mut chosen = (self.is_chosen && is_current).then_some(self.at);
        let id = egui::Id::unique(NAME);
        let area = Modal::default_area(id).anchor(Align2::CENTER_TOP, vec2(0.0, TOP));
        let response = Modal::new(id).area(area).show(ctx, |ui| {
            ui.set_width(WIDTH);
            ui.spacing_mut().item_spacing.y = 0.0;
            self.search_ui(ui);
            ui.add_space(6.0);
            for (at, entry) in entries.iter().enumerate() {
                if entry_ui(ui, entry, at == self.at) {
                    chosen = Some(at);
                }
            }
            if entries.is_empty() && is_current {
                let ink = theme::palette(ui).muted;
                ui.add_space(8.0);
                ui.label(RichText::new("Nothing is called that").color(ink));
                ui.add_space(8.0);
            }
        });
        if is_current {
            self.is_chosen = false;
        }
        if let Some(entry) = chosen.and_then(|at| entries.get(at)) {
            commands.push(entry.command.clone());
            *self = Self::default();
        } else if response.backdrop_response.clicked() {
            *self = Self::default();
        }
    }

    fn search_ui(&mut self, ui: &mut Ui) {
        let Some(search) = &mut self.search else {
            return;
        };
        let ink = theme::palette(ui).muted;
        let hint = "Go to a page, an account or a holding, or do something";
        let field = TextEdit::singleline(search)
            .hint_text(RichText::new(hint).color(ink))
            .desired_width(f32::INFINITY)
            .margin(vec2(10.0, 8.0));
        let response = ui.add(field);
        response.widget_info(|| {
            let mut info = WidgetInfo::labeled(Role::TextInput, true, NAME);
            info.current_text_value = Some(search.clone());
            info
        });
        if !response.has_focus() {
            response.request_focus();
        }
        if response.changed() {
            self.at = 0;
        }
    }
}

/// One entry; whether it was clicked.
fn entry_ui(ui: &mut Ui, entry: &Entry, is_next: bool) -> bool {
    let palette = theme::palette(ui);
    let size = vec2(ui.available_width(), theme::ROW_HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| {
        let label = format!("{}, {}", entry.title, entry.note);
        WidgetInfo::selected(Role::Button, true, is_next, label)
    });
    let ground = match (is_next, response.hovered()) {
        (true, _) => Some(palette.accent_soft),
        (false, true) => Some(palette.raised),
        (false, false) => None,
    };
    if let Some(ground) = ground {
        ui.painter()
            .rect_filled(rect, theme::CONTROL_RADIUS, ground);
    }
    let inner = rect.shrink2(vec2(10.0, 0.0));
    let half = inner.with_min_x(inner.center().x);
    let note = text_right(
        ui.painter(),
        half,
        &entry.note,
        theme::body(),
        palette.muted,
    );
    let title = inner.with_max_x(note.left() - 12.0);
    text_left(
        ui.painter(),
        title,
        &entry.title,
        theme::body(),
        palette.text,
    );
    response.clicked()
}
