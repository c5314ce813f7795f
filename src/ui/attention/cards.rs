//! One item: what it is, its records, and what resolves it.

use egui::{Align, Label, Layout, RichText, Sense, Ui, vec2};

use super::{
    AttentionForm, AttentionModel, Record,
    entry::{self, EntryForm},
};
use crate::{
    analytics::attention::{Attention, Item, Leads},
    domain::{Answer, Subject},
    state::{AppState, AttentionQuery, Command, Screen},
    text::{
        self, AttentionText as _,
        format::{self, Figures},
    },
    ui::{theme, widgets},
};

/// The least room for the words beside the buttons; with less, the buttons stand
/// below.
const LEAST_WORDS: f32 = 340.0;

/// Left of the words, for the dot.
const INDENT: f32 = 27.0;

/// The button that opens the form.
pub(super) const ADD: &str = "Add what is missing…";

/// What a button of a card does.
#[derive(Clone, Debug, PartialEq)]
enum Does {
    Answer(Answer),
    Add,
    /// Leads to where it is mended or shown.
    Lead,
}

/// Shows a card.
pub(super) fn card_ui(
    ui: &mut Ui,
    state: &AppState,
    model: &AttentionModel,
    item: &Item,
    form: &mut AttentionForm,
    commands: &mut Vec<Command>,
) {
    let figures = Figures::of(state);
    widgets::card(ui, None, |ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 4.0);
        let buttons = buttons(item);
        let padding = 2.0 * ui.spacing().button_padding.x + ui.spacing().item_spacing.x + 2.0;
        let width: f32 = (buttons.iter())
            .map(|(text, _)| widgets::text_width(ui, text, theme::regular(12.0)) + padding)
            .sum();
        let is_beside = ui.available_width() - width >= LEAST_WORDS;
        let mut clicked = None;
        if is_beside {
            ui.horizontal_top(|ui| {
                ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
                    for (text, does) in buttons.iter().rev() {
                        button_ui(ui, text, does, &mut clicked);
                    }
                    ui.add_space(10.0);
                    ui.with_layout(Layout::top_down(Align::Min), |ui| {
                        words_ui(ui, item, figures);
                    });
                });
            });
        } else {
            words_ui(ui, item, figures);
            ui.horizontal_wrapped(|ui| {
                ui.add_space(INDENT);
                for (text, does) in &buttons {
                    button_ui(ui, text, does, &mut clicked);
                }
            });
        }
        records_ui(ui, state, model, item, form, commands);
        if form.is_for(item) {
            form_ui(ui, state, item, form, commands);
        }
        match clicked {
            Some(Does::Answer(answer)) => commands.push(Command::Resolve {
                subjects: subjects(model, item, answer, form.is_for_all(item)),
                answer,
            }),
            Some(Does::Add) => form.toggle(item),
            Some(Does::Lead) => lead(&item.attention, commands),
            None => {}
        }
    });
}

/// What an answer is about: the item, and where so wanted all that are like it
/// and can be answered so.
fn subjects(model: &AttentionModel, item: &Item, answer: Answer, is_all: bool) -> Vec<Subject> {
    let alike = model.alike(item);
    if !is_all || alike.is_empty() {
        return vec![item.subject.clone()];
    }
    let items = alike.iter().filter_map(|at| model.items.get(*at));
    let meant = items.filter(|it| it.answers.contains(&answer));
    meant.map(|it| it.subject.clone()).collect()
}

/// Where others are like the item, whether its answer is theirs, too.
fn alike_ui(ui: &mut Ui, model: &AttentionModel, item: &Item, form: &mut AttentionForm) {
    let others = match model.alike(item).len() {
        0 | 1 => return,
        2 => "Also the other one like it".to_owned(),
        all => format!("Also the {} others like it", all - 1),
    };
    let mut is_on = form.is_for_all(item);
    if widgets::check_box(ui, &mut is_on, &others) {
        form.set_for_all(item, is_on);
    }
    ui.add_space(10.0);
}

/// The buttons of an item, from left to right.
fn buttons(item: &Item) -> Vec<(String, Does)> {
    let mut all = vec![];
    if let Some(action) = item.attention.action() {
        all.push((action.to_owned(), Does::Lead));
    }
    for answer in &item.answers {
        let text = text::answer_button(*answer, &item.attention);
        all.push((text, Does::Answer(*answer)));
    }
    if item.difference().is_some() {
        let last = all.len().saturating_sub(1);
        all.insert(last, (ADD.to_owned(), Does::Add));
    }
    all
}

fn button_ui(ui: &mut Ui, text: &str, does: &Does, clicked: &mut Option<Does>) {
    let response = ui.button(RichText::new(text).font(theme::regular(12.0)));
    let response = match does {
        Does::Answer(answer) => response.on_hover_text(text::answer_effect(*answer)),
        Does::Add | Does::Lead => response,
    };
    if response.clicked() {
        *clicked = Some(does.clone());
    }
}

fn words_ui(ui: &mut Ui, item: &Item, figures: Figures) {
    let palette = theme::palette(ui);
    let ink = if item.attention.waits_for_person() {
        palette.warn
    } else {
        palette.muted
    };
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        let (dot, _) = ui.allocate_exact_size(vec2(INDENT, 18.0), Sense::hover());
        ui.painter()
            .circle_filled(dot.left_center() + vec2(7.0, 0.0), 6.0, ink);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 4.0;
            let title = RichText::new(item.attention.title(figures));
            let title = title.font(theme::semibold(13.0)).color(palette.text);
            ui.add(Label::new(title).wrap());
            widgets::paragraph(ui, &item.attention.text(figures));
        });
    });
}

/// What the item rests on, once it is asked for; beside it whether those like it
/// are meant, too.
fn records_ui(
    ui: &mut Ui,
    state: &AppState,
    model: &AttentionModel,
    item: &Item,
    form: &mut AttentionForm,
    commands: &mut Vec<Command>,
) {
    let (records, more) = model.records(item);
    if records.is_empty() {
        return;
    }
    let query = &state.view.attention;
    let is_open = query.open.as_deref() == Some(&*item.id);
    ui.horizontal(|ui| {
        ui.spacing_mut().interact_size.y = 18.0;
        ui.add_space(INDENT);
        alike_ui(ui, model, item, form);
        if widgets::disclosure(ui, "Records", is_open) {
            let open = (!is_open).then(|| item.id.to_string());
            commands.push(Command::QueryAttention(AttentionQuery {
                open,
                ..query.clone()
            }));
        }
    });
    if !is_open {
        return;
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    for record in records {
        record_ui(ui, record, commands);
    }
    if more > 0 {
        ui.add_space(6.0);
        let text = format!(
            "and {} older ones on the page Transactions",
            format::count(more)
        );
        widgets::muted(ui, text);
    }
}

fn record_ui(ui: &mut Ui, record: &Record, commands: &mut Vec<Command>) {
    match record {
        Record::Snapshot { day, found } => widgets::key_value_row(ui, day, found),
        Record::Row { id, what, effect } => {
            let (inner, response) = widgets::list_row(ui, || format!("{what}, {effect}"));
            let palette = theme::palette(ui);
            let painter = ui.painter();
            let drawn = widgets::text_right(painter, inner, effect, theme::body(), palette.text);
            let space = inner.with_max_x(drawn.left() - 12.0);
            widgets::text_left(painter, space, what, theme::body(), palette.text);
            if response.clicked() {
                commands.push(Command::OpenTransaction(id.clone()));
            }
        }
    }
}

fn form_ui(
    ui: &mut Ui,
    state: &AppState,
    item: &Item,
    form: &mut AttentionForm,
    commands: &mut Vec<Command>,
) {
    let (Some(difference), Some(fields)) = (item.difference(), form.fields()) else {
        return;
    };
    ui.add_space(6.0);
    match entry::entry_ui(ui, fields, difference, state.today()) {
        entry::Done::Nothing => {}
        entry::Done::Cancelled => form.close(),
        entry::Done::Entered(entry) => {
            form.close();
            commands.push(Command::EnterTransaction(Box::new(entry)));
        }
    }
}

/// Leads to where an item is mended or shown.
fn lead(attention: &Attention, commands: &mut Vec<Command>) {
    match attention.leads() {
        Leads::Holding(holding) => commands.push(Command::OpenHolding(holding)),
        Leads::Transaction(row) => commands.push(Command::OpenTransaction(row)),
        Leads::Connections => {
            commands.push(Command::Show(Screen::Connections));
            commands.extend(attention.repair().map(Command::OpenLink));
        }
        Leads::Nowhere => {}
    }
}

impl AttentionForm {
    fn toggle(&mut self, item: &Item) {
        if self.is_for(item) {
            self.close();
        } else if let Some(difference) = item.difference() {
            self.open(item, EntryForm::for_difference(difference));
        }
    }
}
