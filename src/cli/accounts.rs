//! `holdfast accounts`

use super::output::{Cell, Column, Table, either, field, figure, shown};
use crate::{
    domain::{Account, AccountId, Currency},
    portfolio::Portfolio,
};

const COLUMNS: &[Column] = &[
    field("account_id"),
    field("item_id"),
    shown("institution_name", "Institution"),
    shown("name", "Account"),
    field("official_name"),
    shown("mask", "Number"),
    field("type"),
    shown("subtype", "Type"),
    field("holder_category"),
    figure("balance_current", "Balance"),
    field("balance_available"),
    field("balance_limit"),
    field("margin_loan_amount"),
    either("iso_currency_code", "Currency"),
    field("unofficial_currency_code"),
    field("missing_since"),
    field("doubted_since"),
    shown("own_name", "Own name"),
    shown("is_hidden", "Hidden"),
    shown("account_groups", "Groups"),
    field("continues"),
];

/// Lists the accounts that are wanted, those that are hidden or no longer listed
/// by the institution too.
pub(super) fn table<'a>(
    portfolio: &'a Portfolio,
    is_wanted: impl Fn(&Account) -> bool + 'a,
) -> Table<'a> {
    let wanted = portfolio.accounts.iter().filter(move |it| is_wanted(it));
    Table::new(COLUMNS, wanted.map(|it| row(portfolio, it)))
}

/// Several texts in one field; unknown where there are none.
fn joined<'a>(texts: impl Iterator<Item = &'a str>) -> Cell {
    let joined = texts.collect::<Vec<_>>().join("; ");
    Some(joined).filter(|it| !it.is_empty()).as_deref().into()
}

fn row(portfolio: &Portfolio, account: &Account) -> Vec<Cell> {
    let balances = &account.balances;
    let (iso, unofficial) = currency(balances.currency.as_ref());
    let groups = account.choice.groups.iter().map(|it| &**it);
    let continued = portfolio.predecessors(&account.id).map(AccountId::as_str);
    vec![
        account.id.as_str().into(),
        account.item_id.as_str().into(),
        portfolio
            .connection(&account.item_id)
            .map(|it| &*it.name)
            .into(),
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
        account.doubted_since.into(),
        account.choice.name.as_deref().into(),
        account.choice.is_hidden.into(),
        joined(groups),
        joined(continued),
    ]
}

/// The two fields of a currency.
pub(super) fn currency(currency: Option<&Currency>) -> (Cell, Cell) {
    match currency {
        Some(Currency::Iso(code)) => ((&**code).into(), Cell::Unknown),
        Some(Currency::Unofficial(code)) => (Cell::Unknown, (&**code).into()),
        None => (Cell::Unknown, Cell::Unknown),
    }
}
