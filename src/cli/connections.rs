//! `holdfast connections`

use super::{
    CliError, Ending, Options,
    output::{self, Column, Format, Table, field, figure, shown},
    world,
};
use crate::connect::{Connection, FailureKind};
use crate::domain::InstitutionId;
use crate::portfolio::Portfolio;
use crate::text;

const COLUMNS: &[Column] = &[
    shown("item_id", "Connection"),
    field("institution_id"),
    shown("institution_name", "Institution"),
    figure("accounts", "Accounts"),
    field("is_manual"),
    field("created_at"),
    field("disconnected_at"),
    field("consent_expires_at"),
    field("data_as_of"),
    shown("last_success", "Last success"),
    field("last_sync"),
    shown("failure", "Failure"),
    field("failure_kind"),
    field("failure_code"),
    field("request_id"),
    field("end_unconfirmed"),
];

/// Lists every connection, removed ones with kept history too.
pub(super) fn run(options: &Options) -> Result<Ending, CliError> {
    let (portfolio, environment) = (world::portfolio(options)?, world::environment(options)?);
    print_some(&portfolio, options.format(), |_| true)?;
    for connection in &portfolio.connections {
        if let Some(why) = connection.end_unconfirmed {
            let said = text::end_unconfirmed(why, environment);
            output::tell(&format!("{}: {said}", connection.name));
        }
    }
    Ok(Ending::Well)
}

/// Prints the connections that are wanted.
pub(super) fn print_some(
    portfolio: &Portfolio,
    format: Format,
    is_wanted: impl Fn(&Connection) -> bool,
) -> Result<(), CliError> {
    let wanted = portfolio.connections.iter().filter(|it| is_wanted(it));
    let rows: Vec<(Connection, usize)> = wanted
        .map(|connection| {
            let accounts = portfolio.accounts.iter();
            let count = accounts
                .filter(|it| it.item_id == connection.item_id)
                .count();
            (connection.clone(), count)
        })
        .collect();
    print(&rows, format)
}

/// Prints connections with how many accounts each has.
pub(super) fn print(rows: &[(Connection, usize)], format: Format) -> Result<(), CliError> {
    let rows = rows.iter().map(|(connection, accounts)| {
        let failure = connection.failure();
        vec![
            connection.item_id.as_str().into(),
            connection
                .institution_id
                .as_ref()
                .map(InstitutionId::as_str)
                .into(),
            (&*connection.name).into(),
            (*accounts).into(),
            connection.is_manual.into(),
            connection.created_at.into(),
            connection.disconnected_at.into(),
            connection.consent_expires_at.into(),
            connection.data_as_of.into(),
            connection.last_success.into(),
            connection.last_run.as_ref().map(|it| it.finished_at).into(),
            failure.map(|it| text::failure(it.kind).sentence).into(),
            failure.map(|it| FailureKind::as_str(it.kind)).into(),
            failure.and_then(|it| it.code.as_deref()).into(),
            failure.and_then(|it| it.request_id.as_deref()).into(),
            connection.end_unconfirmed.map(FailureKind::as_str).into(),
        ]
    });
    output::print(Table::new(COLUMNS, rows), format)
}
