//! `holdfast accounts`

use super::{
    CliError, Ending, Options,
    output::{self, Cell, Column, field, figure, shown},
    world,
};
use crate::domain::{Account, Currency, Portfolio};

const COLUMNS: &[Column] = &[
    field("account_id"),
    field("item_id"),
    shown("institution_name", "Institution"),
    shown("account_name", "Account"),
    field("name"),
    field("official_name"),
    shown("mask", "Number"),
    field("type"),
    shown("subtype", "Type"),
    field("holder_category"),
    figure("balance_current", "Balance"),
    field("balance_available"),
    field("balance_limit"),
    field("margin_loan_amount"),
    shown("iso_currency_code", "Currency"),
    field("unofficial_currency_code"),
    field("missing_since"),
    shown("is_hidden", "Hidden"),
    field("account_groups"),
    field("continues"),
];

/// Lists every account, those no longer listed by the institution too.
pub(super) fn run(options: &Options) -> Result<Ending, CliError> {
    let portfolio = world::portfolio(options)?;
    let rows = portfolio.accounts.iter().map(|it| row(&portfolio, it));
    output::print(COLUMNS, rows, options.format())?;
    Ok(Ending::Well)
}

fn row(portfolio: &Portfolio, account: &Account) -> Vec<output::Cell> {
    let balances = &account.balances;
    let (iso, unofficial) = currency(balances.currency.as_ref());
    let groups = account.choice.groups.iter();
    let continued = portfolio.predecessors(&account.id);
    vec![
        account.id.as_str().into(),
        account.item_id.as_str().into(),
        portfolio
            .connection(&account.item_id)
            .map(|it| &*it.name)
            .into(),
        (&**account.short_name()).into(),
        (&*account.name).into(),
        account.official_name.as_deref().into(),
        account.mask.as_deref().into(),
        account.account_type.as_str().into(),
        account.subtype.as_deref().into(),
        account.holder_category.as_deref().into(),
        balances.current.into(),
        balances.available.into(),
        balances.limit.into(),
        balances.margin_loan_amount.into(),
        iso,
        unofficial,
        account.missing_since.into(),
        account.choice.is_hidden.into(),
        Cell::Rows(groups.map(|it| vec![("name", (&**it).into())]).collect()),
        Cell::Rows(
            continued
                .map(|it| vec![("account_id", it.as_str().into())])
                .collect(),
        ),
    ]
}

/// The two fields of a currency.
pub(super) fn currency(currency: Option<&Currency>) -> (output::Cell, output::Cell) {
    match currency {
        Some(Currency::Iso(code)) => ((&**code).into(), output::Cell::Unknown),
        Some(Currency::Unofficial(code)) => (output::Cell::Unknown, (&**code).into()),
        None => (output::Cell::Unknown, output::Cell::Unknown),
    }
}
