//! `holdfast transactions`

use super::{
    CliError, Ending, Options, TransactionsArgs,
    accounts::currency,
    output::{self, Cell, Column, field, figure, shown},
    world,
};
use crate::domain::{SecurityId, Transaction, TransactionId};
use crate::portfolio::Portfolio;

const COLUMNS: &[Column] = &[
    field("investment_transaction_id"),
    field("account_id"),
    field("security_id"),
    shown("date", "Date"),
    field("transaction_datetime"),
    field("institution_name"),
    shown("account_name", "Account"),
    shown("type", "Type"),
    shown("subtype", "Subtype"),
    shown("name", "Name"),
    shown("ticker_symbol", "Ticker"),
    field("security_name"),
    figure("quantity", "Quantity"),
    figure("price", "Price"),
    figure("fees", "Fees"),
    figure("amount", "Amount"),
    shown("iso_currency_code", "Currency"),
    field("unofficial_currency_code"),
    field("removed_on"),
    field("counterpart_id"),
];

/// Lists transactions, newest first; those that an institution no longer lists
/// have `removed_on`.
pub(super) fn run(options: &Options, args: &TransactionsArgs) -> Result<Ending, CliError> {
    let portfolio = world::portfolio(options)?;
    let wanted = |it: &&Transaction| {
        args.accounts.contains(&portfolio, &it.account_id)
            && args.from.is_none_or(|from| it.date >= from)
            && args.to.is_none_or(|to| it.date <= to)
            && args
                .transaction_type
                .as_deref()
                .is_none_or(|name| it.transaction_type.as_str() == name)
    };
    let rows = portfolio.transactions.iter().filter(wanted);
    let rows = rows.map(|it| row(&portfolio, it));
    output::print(COLUMNS, rows, options.format())?;
    Ok(Ending::Well)
}

fn row(portfolio: &Portfolio, transaction: &Transaction) -> Vec<Cell> {
    let id = transaction.security_id.as_ref();
    let security = id.and_then(|id| portfolio.security(id));
    let account = portfolio.account(&transaction.account_id);
    let connection = account.and_then(|it| portfolio.connection(&it.item_id));
    let (iso, unofficial) = currency(transaction.currency.as_ref());
    vec![
        transaction.id.as_str().into(),
        transaction.account_id.as_str().into(),
        id.map(SecurityId::as_str).into(),
        transaction.date.into(),
        transaction.datetime.into(),
        connection.map(|it| &*it.name).into(),
        account.map(|it| &**it.short_name()).into(),
        transaction.transaction_type.as_str().into(),
        transaction.subtype.as_deref().into(),
        (&*transaction.name).into(),
        security.and_then(|it| it.ticker_symbol.as_deref()).into(),
        security.and_then(|it| it.name.as_deref()).into(),
        transaction.quantity.into(),
        transaction.price.into(),
        transaction.fees.into(),
        transaction.amount.into(),
        iso,
        unofficial,
        transaction.removed_on.into(),
        transaction
            .counterpart
            .as_ref()
            .map(TransactionId::as_str)
            .into(),
    ]
}
