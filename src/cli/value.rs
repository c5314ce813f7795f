//! `holdfast value`

use chrono::Local;

use super::{
    CliError, Ending, MeasuredArgs, Options,
    accounts::currency,
    args::check_days,
    explain,
    output::{self, Column, either, field, figure, shown},
    world,
};
use crate::{
    analytics::{
        explanation::{explain_paid_in, explain_valued_day},
        performance::measure,
    },
    domain::{AccountId, Measure},
};

const COLUMNS: &[Column] = &[
    shown("day", "Day"),
    figure("market_value", "Value"),
    field("in_transit"),
    figure("net_contributions", "Paid in, net"),
    figure("gain", "Gain"),
    shown("grade", "Grade"),
    either("iso_currency_code", "Currency"),
    field("unofficial_currency_code"),
];

/// Lists the value of every day on which all accounts were synced, with what
/// was paid in by then. Hidden accounts are left out.
pub(super) fn run(options: &Options, args: &MeasuredArgs) -> Result<Ending, CliError> {
    let MeasuredArgs {
        span: args,
        explain,
    } = args;
    check_days(args.from, args.to)?;
    let explained = explain.among(&[Measure::Value, Measure::PaidIn])?;
    let (portfolio, history) = world::portfolio_with_history(options)?;
    world::tell_if_empty(&portfolio);
    let accounts = args.accounts.filter(&portfolio)?;
    let in_view = |id: &AccountId| accounts.contains(&portfolio, id);
    let today = world::now().with_timezone(&Local).date_naive();
    let scopes = measure(&portfolio, &history, in_view, &Local, today);
    if let Some(measures) = explained {
        let all = scopes
            .iter()
            .flat_map(|it| measures.iter().map(move |of| (it, of)));
        let explanations = all.map(|(scope, measure)| {
            if *measure == Measure::PaidIn {
                explain_paid_in(scope, (args.from, args.to))
            } else {
                explain_valued_day(scope, args.to)
            }
        });
        output::print(explain::table(&portfolio, explanations), options.format())?;
        return Ok(Ending::Well);
    }
    let rows = scopes.iter().flat_map(|scope| {
        let (iso, unofficial) = currency(scope.currency.as_ref());
        let days = scope.contributions().into_iter();
        let asked = days.filter(|(day, _)| {
            args.from.is_none_or(|from| day.day >= from) && args.to.is_none_or(|to| day.day <= to)
        });
        asked.map(move |(day, paid)| {
            vec![
                day.day.into(),
                day.value.into(),
                day.in_transit.into(),
                paid.into(),
                paid.map(|it| day.value - it).into(),
                "observed".into(),
                iso.clone(),
                unofficial.clone(),
            ]
        })
    });
    let printed = output::Table::new(COLUMNS, rows);
    let printed = printed.leaving_out(world::hidden(&portfolio, &accounts));
    output::print(printed, options.format())?;
    Ok(Ending::Well)
}
