//! The form for a transaction that no institution lists.

use std::{collections::HashSet, sync::Arc};

use chrono::NaiveDate;
use egui::{ComboBox, Label, RichText, TextEdit, Ui, vec2};
use rust_decimal::Decimal;

use crate::{
    analytics::{attention::Item, reconciliation::Difference},
    domain::{Entry, EntryKind},
    text::{self, Label as _},
    ui::theme,
};

/// What is typed on the page.
#[derive(Debug, Default)]
pub struct AttentionForm {
    entry: Option<(Arc<str>, EntryForm)>,
    /// The items, by their ids, whose answer is meant for those like it, too.
    for_all: HashSet<Arc<str>>,
}

impl AttentionForm {
    pub(super) fn is_for(&self, item: &Item) -> bool {
        self.entry.as_ref().is_some_and(|(id, _)| *id == item.id)
    }

    pub(super) fn open(&mut self, item: &Item, fields: EntryForm) {
        self.entry = Some((Arc::clone(&item.id), fields));
    }

    pub(super) fn close(&mut self) {
        self.entry = None;
    }

    pub(super) fn fields(&mut self) -> Option<&mut EntryForm> {
        self.entry.as_mut().map(|(_, fields)| fields)
    }

    /// Whether an answer is meant for all that are like the item.
    pub(super) fn is_for_all(&self, item: &Item) -> bool {
        self.for_all.contains(&item.id)
    }

    pub(super) fn set_for_all(&mut self, item: &Item, is_on: bool) {
        if is_on {
            self.for_all.insert(Arc::clone(&item.id));
        } else {
            self.for_all.remove(&item.id);
        }
    }
}

/// The fields, as they are typed.
#[derive(Debug, Default)]
pub(super) struct EntryForm {
    kind: EntryKind,
    date: String,
    units: String,
    price: String,
    amount: String,
    fees: String,
    /// Why it was not taken.
    fault: Option<String>,
}

/// What came of the form.
pub(super) enum Done {
    Nothing,
    Cancelled,
    Entered(Entry),
}

impl EntryForm {
    /// The likeliest row that explains a difference.
    pub(super) fn for_difference(difference: &Difference) -> Self {
        let is_more = difference.size.is_sign_positive();
        let size = difference.size.abs().normalize().to_string();
        let is_cash = difference.security.is_none();
        let kind = match (is_cash, is_more) {
            (true, true) => EntryKind::Deposit,
            (true, false) => EntryKind::Withdrawal,
            (false, true) => EntryKind::Buy,
            (false, false) => EntryKind::Sell,
        };
        Self {
            kind,
            date: difference.day.to_string(),
            units: if is_cash { String::new() } else { size.clone() },
            amount: if is_cash { size } else { String::new() },
            ..Self::default()
        }
    }

    fn entry(&self, difference: &Difference, today: NaiveDate) -> Result<Entry, String> {
        let Ok(date) = self.date.trim().parse() else {
            return Err("The day is written as 2026-11-09.".to_owned());
        };
        let entry = Entry {
            account: difference.account.clone(),
            security: difference.security.clone(),
            kind: self.kind,
            date,
            units: figure(&self.units, "Units")?,
            price: figure(&self.price, "Price")?,
            amount: figure(&self.amount, "Amount")?,
            fees: figure(&self.fees, "Fees")?,
            currency: difference.currency.clone(),
        };
        let row = entry.transaction("new".into(), today);
        match row {
            Ok(_) => Ok(entry),
            Err(fault) => Err(text::entry_fault(fault).to_owned()),
        }
    }
}

/// A figure as it is typed: with or without commas between thousands.
fn figure(text: &str, name: &str) -> Result<Option<Decimal>, String> {
    let plain: String = text.chars().filter(|it| !matches!(it, ',' | ' ')).collect();
    if plain.is_empty() {
        return Ok(None);
    }
    match Decimal::from_str_exact(&plain) {
        Ok(figure) => Ok(Some(figure)),
        Err(_) => Err(format!("{name} is no number: write it as 1234.56.")),
    }
}

/// Shows the form.
pub(super) fn entry_ui(
    ui: &mut Ui,
    form: &mut EntryForm,
    difference: &Difference,
    today: NaiveDate,
) -> Done {
    let mut done = Done::Nothing;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(12.0, 8.0);
        field(ui, 150.0, "Kind", |ui, label| {
            let kinds = ComboBox::from_id_salt("kind")
                .width(140.0)
                .selected_text(form.kind.label())
                .show_ui(ui, |ui| {
                    for kind in EntryKind::ALL {
                        ui.selectable_value(&mut form.kind, kind, kind.label());
                    }
                });
            kinds.response.labelled_by(label);
        });
        text_field(ui, "Day", &mut form.date);
        if form.kind.moves_units() {
            text_field(ui, "Units", &mut form.units);
            text_field(ui, "Price", &mut form.price);
        }
        text_field(ui, "Amount", &mut form.amount);
        text_field(ui, "Fees", &mut form.fees);
        ui.vertical(|ui| {
            ui.add_space(18.0);
            ui.horizontal(|ui| {
                if ui.button("Add").clicked() {
                    match form.entry(difference, today) {
                        Ok(entry) => done = Done::Entered(entry),
                        Err(fault) => form.fault = Some(fault),
                    }
                }
                if ui.button("Cancel").clicked() {
                    done = Done::Cancelled;
                }
            });
        });
    });
    let palette = theme::palette(ui);
    let (text, ink) = match &form.fault {
        Some(fault) => (fault.as_str(), palette.loss),
        None => (
            "Figures have no sign. The row is marked as entered by you wherever it is listed, and \
             can be taken back here.",
            palette.muted,
        ),
    };
    ui.add(Label::new(RichText::new(text).color(ink)).wrap());
    done
}

fn text_field(ui: &mut Ui, label: &str, text: &mut String) {
    field(ui, 104.0, label, |ui, label| {
        let field = TextEdit::singleline(text).desired_width(96.0);
        ui.add(field).labelled_by(label);
    });
}

fn field(ui: &mut Ui, width: f32, label: &str, add: impl FnOnce(&mut Ui, egui::Id)) {
    ui.allocate_ui(vec2(width, 52.0), |ui| {
        ui.vertical(|ui| {
            ui.set_width(width);
            ui.spacing_mut().item_spacing.y = 3.0;
            let ink = theme::palette(ui).muted;
            let label = ui.label(RichText::new(label).font(theme::label()).color(ink));
            add(ui, label.id);
        });
    });
}
