//! `holdfast attention`

use chrono::Local;

use super::{
    AttentionArgs, AttentionCommand, CliError, Ending, EntryArgs, Options,
    account::named,
    accounts::currency,
    output::{self, Cell, Column, either, field, figure, shown},
    world,
};
use crate::{
    analytics::{
        attention::{AccountCheck, Attention, Item, Resolved, Review, alike, review},
        performance::Ledgers,
        reconciliation::{Reconciliation, reconcile},
    },
    domain::{Account, AccountId, Answer, Currency, Entry, Resolution, SecurityId, TransactionId},
    portfolio::Portfolio,
    state::AccountFilter,
    text::{self, AttentionText as _, format::Figures},
};

const COLUMNS: &[Column] = &[
    shown("row", "Row"),
    shown("id", "ID"),
    shown("label", "What"),
    figure("listed", "Holdings and cash"),
    figure("balance", "Balance"),
    figure("difference", "Difference"),
    shown("money", "Money"),
    shown("units", "Units"),
    shown("detail", "Detail"),
    shown("answers", "Answers"),
    field("topic"),
    field("answer"),
    field("quantity"),
    field("value"),
    field("from"),
    field("to"),
    field("investment_transaction_ids"),
    field("as_of"),
    either("iso_currency_code", "Currency"),
    field("unofficial_currency_code"),
    field("account_id"),
    field("security_id"),
];

/// Nothing is hidden on the command line.
const FIGURES: Figures = Figures { hide: false };

/// Lists what the window's page lists, or keeps or takes back what the person
/// says, and lists it as it is then.
pub(super) fn run(options: &Options, args: &AttentionArgs) -> Result<Ending, CliError> {
    match &args.command {
        None => {}
        Some(AttentionCommand::Resolve { id, answer, alike }) => {
            resolve(options, id, *answer, *alike)?;
        }
        Some(AttentionCommand::Add(entry)) => add(options, entry)?,
        Some(AttentionCommand::Undo { id }) => undo(options, id)?,
    }
    let (portfolio, reconciliation) = read(options)?;
    world::tell_if_empty(&portfolio);
    let accounts = args.accounts.filter(&portfolio)?;
    let found = look(options, &portfolio, &reconciliation, &accounts);
    let rows = (found.accounts.iter())
        .map(|it| account_row(&portfolio, it))
        .chain(found.items.iter().map(item_row))
        .chain(found.resolved.iter().map(|it| resolved_row(&portfolio, it)));
    let printed = output::Table::new(COLUMNS, rows);
    let printed = printed.leaving_out(world::hidden(&portfolio, &accounts));
    output::print(printed, options.format())?;
    Ok(Ending::Well)
}

fn read(options: &Options) -> Result<(Portfolio, Reconciliation), CliError> {
    let (portfolio, history) = world::portfolio_with_history(options)?;
    let today = world::today(options);
    let ledgers = Ledgers::read(&portfolio, &history, |_| true, &Local, today);
    let reconciliation = reconcile(&portfolio, &ledgers, &Local);
    Ok((portfolio, reconciliation))
}

fn look(
    options: &Options,
    portfolio: &Portfolio,
    reconciliation: &Reconciliation,
    accounts: &AccountFilter,
) -> Review {
    review(
        portfolio,
        reconciliation,
        |id| accounts.contains(portfolio, id),
        |item| accounts.covers(portfolio, item),
        world::moment(options),
        &Local,
    )
}

/// The one whose id begins so.
fn one_of<T>(
    all: impl IntoIterator<Item = T>,
    id: impl Fn(&T) -> String,
    wanted: &str,
    none: &'static str,
) -> Result<T, CliError> {
    let all = all.into_iter();
    let mut found: Vec<T> = all.filter(|it| id(it).starts_with(wanted)).collect();
    if let Some(at) = found.iter().position(|it| id(it) == wanted) {
        return Ok(found.swap_remove(at));
    }
    match (found.pop(), found.is_empty()) {
        (Some(one), true) if !wanted.is_empty() => Ok(one),
        (None, _) => Err(CliError::Usage(none)),
        (Some(_), _) => Err(CliError::Usage(
            "several ids begin so; `holdfast attention` lists them",
        )),
    }
}

/// Everything, that of hidden accounts too, and the place of the item of that id.
fn open_items(options: &Options, id: &str) -> Result<(Vec<Item>, usize), CliError> {
    let (portfolio, reconciliation) = read(options)?;
    let found = review(
        &portfolio,
        &reconciliation,
        |_| true,
        |_| true,
        world::now(),
        &Local,
    );
    let none = "nothing that needs attention has this id; `holdfast attention` lists what does";
    let places = 0..found.items.len();
    let at = one_of(places, |at| found.items[*at].id.to_string(), id, none)?;
    Ok((found.items, at))
}

fn resolve(options: &Options, id: &str, answer: Answer, is_all: bool) -> Result<(), CliError> {
    let (items, at) = open_items(options, id)?;
    if !items[at].answers.contains(&answer) {
        return Err(CliError::Usage(
            "that is no answer to this item; `holdfast attention` lists those that are",
        ));
    }
    let others = alike(&items).remove(&items[at].id).filter(|_| is_all);
    let places = others.unwrap_or_else(|| [at].into());
    let meant = places.iter().map(|at| &items[*at]);
    let now = world::now();
    let all: Vec<Resolution> = meant
        .filter(|it| it.answers.contains(&answer))
        .map(|it| Resolution::new(it.subject.clone(), answer, now))
        .collect();
    Ok(world::database(options)?.save_resolutions(&all)?)
}

fn undo(options: &Options, id: &str) -> Result<(), CliError> {
    let portfolio = world::portfolio(options)?;
    let answers = portfolio.resolutions.iter().map(|it| it.id.to_string());
    let rows = portfolio.transactions.iter();
    let rows = rows.filter(|it| it.context.is_entered);
    let all = answers.chain(rows.map(|it| it.id.to_string()));
    let none = "nothing that you said or entered has this id; `holdfast attention` lists it";
    let id = one_of(all, String::clone, id, none)?;
    let mut database = world::database(options)?;
    if !database.delete_resolution(&id)? {
        database.delete_entered(&TransactionId::from(id))?;
    }
    Ok(())
}

fn add(options: &Options, args: &EntryArgs) -> Result<(), CliError> {
    let (account, security, currency) = match &args.id {
        Some(id) => of_difference(options, id)?,
        None => of_account(options, args)?,
    };
    let now = world::now();
    let entry = Entry {
        account,
        security,
        kind: args.kind,
        date: args.date,
        units: args.units,
        price: args.price,
        amount: args.amount,
        fees: args.fees,
        currency,
    };
    let today = now.with_timezone(&Local).date_naive();
    let row = entry.transaction("new".into(), today);
    let row = row.map_err(|fault| CliError::Usage(text::entry_fault(fault)))?;
    world::database(options)?.enter_transaction(&row, now)?;
    Ok(())
}

type About = (AccountId, Option<SecurityId>, Option<Currency>);

fn of_difference(options: &Options, id: &str) -> Result<About, CliError> {
    let (items, at) = open_items(options, id)?;
    let difference = items[at].difference().ok_or(CliError::Usage(
        "this is no difference that a transaction could explain; name an --account",
    ))?;
    Ok((
        difference.account.clone(),
        difference.security.clone(),
        difference.currency.clone(),
    ))
}

fn of_account(options: &Options, args: &EntryArgs) -> Result<About, CliError> {
    let portfolio = world::portfolio(options)?;
    let wanted = args.account.as_deref().unwrap_or_default();
    let account = named(&portfolio, wanted)?;
    let security = match &args.security {
        Some(wanted) => Some(security_named(&portfolio, wanted)?),
        None => None,
    };
    let currency = security
        .as_ref()
        .and_then(|it| portfolio.security(it)?.currency.clone());
    let currency = currency.or_else(|| account.balances.currency.clone());
    Ok((account.id.clone(), security, currency))
}

/// The security of that id, or the one of that ticker.
fn security_named(portfolio: &Portfolio, wanted: &str) -> Result<SecurityId, CliError> {
    if let Some(found) = portfolio.securities.get(wanted) {
        return Ok(found.id.clone());
    }
    let all = portfolio.securities.values();
    let mut found = all.filter(|it| it.ticker_symbol.as_deref() == Some(wanted));
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one.id.clone()),
        (None, _) => Err(CliError::Usage(
            "there is no such security; `holdfast securities` lists them",
        )),
        (Some(_), Some(_)) => Err(CliError::Usage(
            "several securities have that ticker; name one by its security_id",
        )),
    }
}

fn account_row(portfolio: &Portfolio, check: &AccountCheck) -> Vec<Cell> {
    let money = &check.money;
    let (iso, unofficial) = currency(money.currency.as_ref());
    let name = portfolio.account(&money.account);
    let mut cells = vec![
        "account".into(),
        Cell::Unknown,
        name.map(Account::display_name).as_deref().into(),
        money.listed.into(),
        money.balance.into(),
        money.difference().into(),
        text::money_check(money, portfolio).as_str().into(),
        text::units_check(check.units.as_ref(), portfolio, FIGURES)
            .as_str()
            .into(),
    ];
    cells.extend(vec![Cell::Unknown; 6]);
    cells.extend([
        check.units.as_ref().map(|it| it.from).into(),
        check.units.as_ref().map(|it| it.day).into(),
        Cell::Unknown,
        money.synced_at.into(),
        iso,
        unofficial,
        money.account.as_str().into(),
        Cell::Unknown,
    ]);
    cells
}

fn item_row(item: &Item) -> Vec<Cell> {
    let answers: Vec<_> = item.answers.iter().map(|it| it.as_str()).collect();
    let what = (
        "item",
        &*item.id,
        item.attention.title(FIGURES),
        item.attention.text(FIGURES),
    );
    let mut answers = answers.join("; ");
    if item.difference().is_some() {
        answers.push_str("; add");
    }
    let topic = item.subject.topic.as_str();
    about_row(what, &answers, topic, None, Some(&item.attention))
}

fn resolved_row(portfolio: &Portfolio, resolved: &Resolved) -> Vec<Cell> {
    let (label, detail) = text::resolved(resolved, portfolio, FIGURES);
    let what = ("resolved", resolved.id(), label, detail);
    match resolved {
        Resolved::Answer { resolution, about } => about_row(
            what,
            "undo",
            resolution.subject.topic.as_str(),
            Some(resolution.answer.as_str()),
            about.as_deref(),
        ),
        Resolved::Entered(row) => {
            let mut cells = about_row(what, "undo", "transaction", Some("add"), None);
            let mut rows = portfolio.transactions.iter();
            if let Some(row) = rows.find(|it| it.id == *row) {
                let (iso, unofficial) = currency(row.currency.as_ref());
                let security = row.security_id.as_ref().map(SecurityId::as_str);
                let end = [
                    row.id.as_str().into(),
                    Cell::Unknown,
                    iso,
                    unofficial,
                    row.account_id.as_str().into(),
                    security.into(),
                ];
                cells.truncate(COLUMNS.len() - end.len());
                cells.extend(end);
            }
            cells
        }
    }
}

fn about_row(
    (row, id, label, detail): (&str, &str, String, String),
    answers: &str,
    topic: &str,
    answer: Option<&str>,
    about: Option<&Attention>,
) -> Vec<Cell> {
    let subject = about.map(Attention::subject);
    let subject = subject.as_ref();
    let difference = about.and_then(Attention::difference);
    let account = subject.and_then(|it| it.account.as_ref());
    let rows = difference.map(|it| {
        let ids: Vec<_> = it.rows.iter().map(TransactionId::as_str).collect();
        ids.join("; ")
    });
    let (iso, unofficial) = currency(subject.and_then(|it| it.currency.as_ref()));
    let units = difference.filter(|it| it.security.is_some());
    let size = subject.filter(|_| units.is_none()).and_then(|it| it.size);
    let security = subject.and_then(|it| it.security.as_ref());
    vec![
        row.into(),
        id.into(),
        label.as_str().into(),
        Cell::Unknown,
        Cell::Unknown,
        size.into(),
        Cell::Unknown,
        Cell::Unknown,
        detail.as_str().into(),
        answers.into(),
        topic.into(),
        answer.into(),
        units.map(|it| it.size).into(),
        difference.and_then(|it| it.value).into(),
        difference.map(|it| it.from).into(),
        difference.map(|it| it.day).into(),
        rows.filter(|it| !it.is_empty()).as_deref().into(),
        difference.map(|it| it.found_at).into(),
        iso,
        unofficial,
        account.map(AccountId::as_str).into(),
        security.map(SecurityId::as_str).into(),
    ]
}
