//! `holdfast reconcile`

use chrono::Local;

use super::{
    CliError, Ending, FiguresArgs, Options,
    accounts::currency,
    explain,
    output::{self, Cell, Column, either, field, figure, shown},
    world,
};
use crate::{
    analytics::{
        explanation::{explain_balance, explain_units},
        performance::{Ledger, Rolled, Units, measure},
        reconciliation::{MoneyCheck, Verdict, check_money, latest_units, units_verdict},
    },
    domain::{Account, AccountId, Measure, TransactionId},
    portfolio::Portfolio,
    text,
};

const COLUMNS: &[Column] = &[
    shown("row", "Row"),
    shown("account_name", "Account"),
    shown("label", "What"),
    figure("reported", "Reported"),
    figure("expected", "Expected"),
    figure("difference", "Difference"),
    shown("verdict", "Verdict"),
    field("investment_transaction_ids"),
    shown("as_of", "As of"),
    either("iso_currency_code", "Currency"),
    field("unofficial_currency_code"),
    field("account_id"),
    field("security_id"),
];

/// Says whether balances fit what is listed, and units fit the transactions
/// since the snapshot before. Hidden accounts are left out.
pub(super) fn run(options: &Options, args: &FiguresArgs) -> Result<Ending, CliError> {
    let explained = args.explain.among(&[Measure::Balance, Measure::Units])?;
    let (portfolio, history) = world::portfolio_with_history(options)?;
    world::tell_if_empty(&portfolio);
    let accounts = args.accounts.filter(&portfolio)?;
    let in_view = |id: &AccountId| accounts.contains(&portfolio, id);
    let today = world::today(options);
    let money = check_money(&portfolio, in_view, &Local);
    let scopes = measure(&portfolio, &history, in_view, &Local, today);
    if let Some(measures) = explained {
        let balances = money.iter().map(|it| explain_balance(&portfolio, it));
        let ledgers = scopes.iter().flat_map(|it| &it.ledgers);
        let units = ledgers.flat_map(|it| latest_units(it).map(move |of| explain_units(it, of)));
        let all = balances.chain(units);
        let asked = all.filter(|it| measures.contains(&it.what.measure));
        output::print(explain::table(&portfolio, asked), options.format())?;
        return Ok(Ending::Well);
    }
    let mut rows: Vec<_> = money.iter().map(|it| money_row(&portfolio, it)).collect();
    for scope in &scopes {
        for ledger in &scope.ledgers {
            rows.extend(latest_units(ledger).map(|it| units_row(&portfolio, ledger, it)));
        }
    }
    let printed = output::Table::new(COLUMNS, rows);
    let printed = printed.leaving_out(world::hidden(&portfolio, &accounts));
    output::print(printed, options.format())?;
    Ok(Ending::Well)
}

fn account_name(portfolio: &Portfolio, id: &AccountId) -> Cell {
    portfolio
        .account(id)
        .map(Account::display_name)
        .as_deref()
        .into()
}

fn money_row(portfolio: &Portfolio, check: &MoneyCheck) -> Vec<Cell> {
    let (iso, unofficial) = currency(check.currency.as_ref());
    let transactions = match &check.verdict {
        Verdict::Unsettled(rows) => {
            let ids: Vec<_> = rows.iter().map(TransactionId::as_str).collect();
            Some(ids.join("; "))
        }
        Verdict::Agrees
        | Verdict::Margin
        | Verdict::Unvested
        | Verdict::Sweep
        | Verdict::Unexplained(_)
        | Verdict::NotComparable => None,
    };
    vec![
        "money".into(),
        account_name(portfolio, &check.account),
        "Balance".into(),
        check.balance.into(),
        check.listed.into(),
        check.difference().into(),
        check.verdict.as_str().into(),
        transactions.as_deref().into(),
        check.synced_at.into(),
        iso,
        unofficial,
        check.account.as_str().into(),
        Cell::Unknown,
    ]
}

fn units_row(portfolio: &Portfolio, ledger: &Ledger, rolled: &Rolled) -> Vec<Cell> {
    let (iso, unofficial) = currency(ledger.currency.as_ref());
    let left = match rolled.outcome {
        Units::Unexplained(left) | Units::Transferred(left) => Some(left),
        Units::Agree | Units::InFlight => Some(rust_decimal::Decimal::ZERO),
        Units::CorporateAction | Units::SplitByRatio | Units::Expired(_) | Units::Unknown => None,
    };
    let expected = (rolled.after.zip(left)).and_then(|(after, left)| after.checked_sub(left));
    vec![
        "units".into(),
        account_name(portfolio, &ledger.account),
        (&*text::security_name(portfolio, &rolled.security)).into(),
        rolled.after.into(),
        expected.into(),
        left.into(),
        units_verdict(rolled).into(),
        Cell::Unknown,
        rolled.day.into(),
        iso,
        unofficial,
        ledger.account.as_str().into(),
        rolled.security.as_str().into(),
    ]
}
