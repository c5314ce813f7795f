//! `holdfast transactions`

use rust_decimal::Decimal;

use super::{
    TransactionsArgs,
    accounts::currency,
    output::{Cell, Column, Table, field, figure, shown},
};
use crate::{
    domain::{
        Currency, CurrencySource, FlowKind, Relation, SecurityId, Transaction, TransactionId,
    },
    portfolio::Portfolio,
    state::AccountFilter,
    text,
};

const COLUMNS: &[Column] = &[
    field("investment_transaction_id"),
    field("account_id"),
    field("security_id"),
    shown("date", "Date"),
    field("transaction_datetime"),
    field("institution_name"),
    shown("account_name", "Account"),
    field("type"),
    shown("subtype", "Subtype"),
    shown("name", "Name"),
    shown("ticker_symbol", "Ticker"),
    field("security_name"),
    figure("quantity", "Quantity"),
    figure("price", "Price"),
    figure("fees", "Fees"),
    field("amount"),
    field("iso_currency_code"),
    field("unofficial_currency_code"),
    field("removed_on"),
    field("counterpart_id"),
    shown("kind", "Kind"),
    field("flow"),
    figure("cash_effect", "Cash effect"),
    shown("currency", "Currency"),
    field("currency_source"),
    shown("standing", "Standing"),
    field("counts"),
    field("parts"),
    field("value_in_kind"),
    field("fees_counted"),
    field("other_half_id"),
    field("settled_by_id"),
    field("is_entered"),
];

/// Lists transactions, newest first; those that an institution no longer lists
/// have `removed_on`.
pub(super) fn table<'a>(
    portfolio: &'a Portfolio,
    args: &'a TransactionsArgs,
    accounts: AccountFilter,
) -> Table<'a> {
    let wanted = move |it: &&Transaction| {
        accounts.names(portfolio, &it.account_id)
            && args.from.is_none_or(|from| it.date >= from)
            && args.to.is_none_or(|to| it.date <= to)
            && args
                .transaction_type
                .as_deref()
                .is_none_or(|name| it.transaction_type.as_str() == name)
            && args.kind.is_none_or(|kind| it.kind() == kind)
    };
    let rows = portfolio.transactions.iter().filter(wanted);
    Table::new(COLUMNS, rows.map(|it| row(portfolio, it)))
}

fn row(portfolio: &Portfolio, transaction: &Transaction) -> Vec<Cell> {
    let id = transaction.security_id.as_ref();
    let security = id.and_then(|id| portfolio.security(id));
    let account = portfolio.account(&transaction.account_id);
    let connection = account.and_then(|it| portfolio.connection(&it.item_id));
    let source = transaction.context.currency_source;
    let own = transaction.currency.as_ref();
    let (iso, unofficial) = currency(own.filter(|_| source == CurrencySource::Row));
    let (mut other_half, mut settled_by) = (None, None);
    match &transaction.context.relation {
        Relation::OtherHalf(id) => other_half = Some(id),
        Relation::SettledBy(id) => settled_by = Some(id),
        Relation::None | Relation::Cancellation(_) => {}
    }
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
        name(transaction).as_str().into(),
        security.and_then(|it| it.ticker_symbol.as_deref()).into(),
        security.and_then(|it| it.name.as_deref()).into(),
        transaction.quantity.into(),
        transaction.price.into(),
        transaction.fees.into(),
        transaction.amount.into(),
        iso,
        unofficial,
        transaction.removed_on.into(),
        transaction.counterpart().map(TransactionId::as_str).into(),
        transaction.kind().as_str().into(),
        transaction.flow_class().as_str().into(),
        transaction.cash_effect().into(),
        own.map(Currency::code).into(),
        source.as_str().into(),
        transaction.standing().as_str().into(),
        transaction.counts().into(),
        Cell::Rows(transaction.parts().map(part).collect()),
        transaction.value_in_kind().into(),
        transaction.fees_paid().into(),
        other_half.map(TransactionId::as_str).into(),
        settled_by.map(TransactionId::as_str).into(),
        transaction.context.is_entered.into(),
    ]
}

/// What the institution says of it; of a row that the person entered, that.
fn name(row: &Transaction) -> String {
    if row.context.is_entered {
        format!("{} ({})", row.name, text::ENTERED)
    } else {
        row.name.to_string()
    }
}

fn part((series, amount): (FlowKind, Decimal)) -> Vec<(&'static str, Cell)> {
    vec![
        ("series", series.as_str().into()),
        ("amount", amount.into()),
    ]
}
