//! The panel of one transaction: every field there is.

use egui::{Label, RichText, Ui};

use super::{TransactionsModel, cells::capitalized, type_label};
use crate::{
    domain::{CashRule, CurrencySource, FlowKind, HoldingId, Relation, Standing, Transaction},
    state::{AppState, Command},
    text::{
        Label as _,
        format::{self, Figures, UNKNOWN},
    },
    ui::{theme, widgets},
};

/// Shows what stands in the panel.
pub(super) fn detail_ui(
    ui: &mut Ui,
    state: &AppState,
    model: &TransactionsModel,
    row: &Transaction,
    commands: &mut Vec<Command>,
) {
    let figures = Figures::of(state);
    let palette = theme::palette(ui);
    let what = format!("{} · {}", type_label(row), format::date(row.date));
    widgets::muted(ui, what);
    ui.add_space(8.0);
    let effect = figures.signed_money(row.cash_effect(), row.currency.as_ref());
    let color = theme::signed_color(palette, row.cash_effect());
    let effect = RichText::new(effect).font(theme::semibold(20.0));
    ui.label(effect.color(color));
    if let Some(status) = status_of(row) {
        let sentence = format!("In no sum: {status}.");
        ui.add(Label::new(RichText::new(sentence).color(palette.warn)).wrap());
    }
    if let Some(note) = note_of(row, figures) {
        ui.add(Label::new(format!("{}.", capitalized(&note))).wrap());
        parts_ui(ui, row, figures);
    }
    ui.add_space(10.0);
    fields_ui(ui, model, row, figures);
    links_ui(ui, model, row, commands);
}

/// What came in and what went out, where one row is both.
fn parts_ui(ui: &mut Ui, row: &Transaction, figures: Figures) {
    let parts: Vec<_> = row.parts().collect();
    if parts.len() > 1 {
        for (series, amount) in parts {
            let amount = figures.signed_money(Some(amount), row.currency.as_ref());
            widgets::key_value_row(ui, series.label(), &amount);
        }
    }
}

fn fields_ui(ui: &mut Ui, model: &TransactionsModel, row: &Transaction, figures: Figures) {
    let currency = row.currency.as_ref();
    let text = |it: Option<&str>| it.unwrap_or(UNKNOWN).to_owned();
    let account = model.portfolio.account(&row.account_id);
    let institution = model.portfolio.connection_of(&row.account_id);
    let time = row
        .datetime
        .map_or_else(|| UNKNOWN.to_owned(), format::instant);
    let fields = [
        (
            "Account",
            account.map_or_else(
                || row.account_id.to_string(),
                crate::domain::Account::display_name,
            ),
        ),
        ("Institution", text(institution.map(|it| &*it.name))),
        ("Quantity", figures.quantity(row.quantity)),
        ("Price", figures.price(row.price, currency)),
        ("Fees", figures.money(row.fees, currency)),
        ("Currency", currency_of(row)),
        ("Time", time),
        ("Type", row.transaction_type.as_str().to_owned()),
        (
            "Subtype",
            text(row.subtype.as_deref().filter(|it| !it.is_empty())),
        ),
    ];
    for (key, value) in fields {
        widgets::key_value_row(ui, key, &value);
    }
    ui.add_space(10.0);
    if row.context.is_entered {
        widgets::muted(
            ui,
            "Entered by you: no institution lists it. It can be taken back on the page Needs attention.",
        );
    } else {
        widgets::muted(ui, "As the institution puts it");
        ui.add(Label::new(&*row.name).wrap());
    }
}

/// The currency, and whose word it is where the row says none.
fn currency_of(row: &Transaction) -> String {
    let code = format::currency_code(row.currency.as_ref());
    match row.context.currency_source {
        CurrencySource::Row | CurrencySource::Nobody => code.to_owned(),
        CurrencySource::Security => format!("{code}, as its security"),
        CurrencySource::Account => format!("{code}, as its account"),
    }
}

/// Leads to the holding, and to the row that belongs to this one.
fn links_ui(
    ui: &mut Ui,
    model: &TransactionsModel,
    row: &Transaction,
    commands: &mut Vec<Command>,
) {
    ui.add_space(12.0);
    if let Some(holding) = holding_of(model, row)
        && ui.button("Show the holding").clicked()
    {
        commands.push(Command::OpenHolding(holding));
    }
    let (other, title) = match &row.context.relation {
        Relation::None => return,
        Relation::Cancellation(other) => (other, "Show the other half"),
        Relation::OtherHalf(other) => (other, "Show the cash of it"),
        Relation::SettledBy(other) => (other, "Show the settled row"),
    };
    if ui.button(title).clicked() {
        commands.push(Command::OpenTransaction(other.clone()));
    }
}

fn holding_of(model: &TransactionsModel, row: &Transaction) -> Option<HoldingId> {
    let security = row.security_id.as_ref()?;
    let mut holdings = model.portfolio.holdings.iter();
    holdings
        .find(|it| it.account_id == row.account_id && it.security_id == *security)
        .map(|it| it.id.clone())
}

/// Why a row is in no sum, if it is in none.
pub(super) fn status_of(it: &Transaction) -> Option<String> {
    Some(match it.standing() {
        Standing::Counted if it.cash_effect().is_none() => "its amount is not known yet".to_owned(),
        Standing::Counted => return None,
        Standing::Removed(day) => {
            let day = format::date(day);
            format!("no longer listed by the institution since {day}")
        }
        Standing::Cancelled | Standing::Cancellation => "cancelled".to_owned(),
        Standing::LoneCancellation => {
            "a cancellation; no row on record agrees with it in units and price".to_owned()
        }
        Standing::Settled => "pending, and listed again as settled".to_owned(),
        Standing::Empty => {
            "a row without any figures, as some institutions add beside a reinvestment".to_owned()
        }
    })
}

/// What the cash effect does not say of a row.
pub(super) fn note_of(it: &Transaction, figures: Figures) -> Option<String> {
    let currency = it.currency.as_ref();
    let amount = || figures.money(it.amount.map(|it| it.abs()), currency);
    match it.cash_rule() {
        CashRule::BoughtAtOnce(FlowKind::Contributions) => {
            Some(format!("{} paid in and bought at once", amount()))
        }
        CashRule::BoughtAtOnce(_) => Some(format!("{} of income reinvested at once", amount())),
        CashRule::SoldAtOnce(FlowKind::Withdrawals) => {
            Some(format!("{} sold and taken out at once", amount()))
        }
        CashRule::SoldAtOnce(_) => Some(format!("units sold for it, {}", amount())),
        CashRule::InKind => {
            let value = figures.money(Some(it.value_in_kind()?.abs()), currency);
            Some(format!("in kind, worth {value}"))
        }
        CashRule::Moves(_) => it.is_pending().then(|| "pending".to_owned()),
    }
}
