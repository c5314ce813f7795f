//! `holdfast value`

use chrono::{Local, NaiveDate};
use rust_decimal::Decimal;

use super::{
    CliError, Ending, MeasuredArgs, Options,
    accounts::currency,
    args::check_days,
    explain,
    output::{self, Cell, Column, either, field, figure, shown},
    world,
};
use crate::{
    analytics::{
        explanation::{explain_paid_in, explain_unseen_day, explain_valued_day},
        performance::{Grade, measure},
        value_before::{EarlyDay, ValueBefore, unseen_day, value_before, value_between},
    },
    domain::{AccountId, Measure, SecurityId},
};

/// Digits of a share after the point.
const DIGITS: u32 = 4;

const COLUMNS: &[Column] = &[
    shown("day", "Day"),
    figure("market_value", "Value"),
    field("in_transit"),
    field("unsettled"),
    figure("net_contributions", "Paid in, net"),
    figure("gain", "Gain"),
    shown("grade", "Grade"),
    figure("coverage", "Priced"),
    field("missing_security_ids"),
    either("iso_currency_code", "Currency"),
    field("unofficial_currency_code"),
];

/// Lists the value of every day on which all accounts were synced, and of those
/// between and before syncs on which it follows from transactions, with what was
/// paid in by then. Hidden accounts are left out.
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
    let today = world::today(options);
    let scopes = measure(&portfolio, &history, in_view, &Local, today);
    if let Some(measures) = explained {
        let all = scopes
            .iter()
            .flat_map(|it| measures.iter().map(move |of| (it, of)));
        let explanations = all.map(|(scope, measure)| {
            if *measure == Measure::PaidIn {
                explain_paid_in(scope, (args.from, args.to))
            } else {
                let unseen = |day| unseen_day(&portfolio, &history, scope, &Local, day);
                args.to.and_then(unseen).map_or_else(
                    || explain_valued_day(scope, args.to),
                    |it| explain_unseen_day(scope.currency.as_ref(), &it),
                )
            }
        });
        output::print(explain::table(&portfolio, explanations), options.format())?;
        return Ok(Ending::Well);
    }
    let is_asked = |day: NaiveDate| {
        args.from.is_none_or(|from| day >= from) && args.to.is_none_or(|to| day <= to)
    };
    let rows = scopes.iter().flat_map(|scope| {
        let (iso, unofficial) = currency(scope.currency.as_ref());
        let before = value_before(&portfolio, &history, scope, &Local);
        let mut rows = before.as_ref().map_or_else(Vec::new, early_rows);
        let between = value_between(&portfolio, &history, scope, &Local);
        let paid = scope.paid_in_on(between.iter().map(|it| it.day));
        let between = between.iter().zip(paid);
        let known = between.filter(|(it, _)| it.value.is_some());
        rows.extend(known.map(|(it, paid)| Row::of_unseen(it, paid)));
        rows.extend(scope.contributions().into_iter().map(|(day, paid)| Row {
            day: day.day,
            value: Some(day.value),
            in_transit: Some(day.in_transit),
            unsettled: Some(day.unsettled),
            paid,
            grade: Grade::Observed,
            coverage: Some(Decimal::ONE),
            missing: vec![],
        }));
        rows.retain(|it| is_asked(it.day));
        rows.sort_by_key(|it| it.day);
        rows.into_iter().map(move |row| {
            let mut cells = row.cells();
            cells.extend([iso.clone(), unofficial.clone()]);
            cells
        })
    });
    let printed = output::Table::new(COLUMNS, rows);
    let printed = printed.leaving_out(world::hidden(&portfolio, &accounts));
    output::print(printed, options.format())?;
    Ok(Ending::Well)
}

/// One day.
struct Row {
    day: NaiveDate,
    value: Option<Decimal>,
    in_transit: Option<Decimal>,
    unsettled: Option<Decimal>,
    paid: Option<Decimal>,
    grade: Grade,
    coverage: Option<Decimal>,
    missing: Vec<SecurityId>,
}

impl Row {
    /// A day that no sync saw.
    fn of_unseen(day: &EarlyDay, paid: Option<Decimal>) -> Self {
        Self {
            day: day.day,
            value: day.value,
            in_transit: None,
            unsettled: None,
            paid,
            grade: day.grade,
            coverage: day.coverage,
            missing: day.missing.clone(),
        }
    }

    fn cells(&self) -> Vec<Cell> {
        let gain = self.value.zip(self.paid).map(|(value, paid)| value - paid);
        let missing: Vec<_> = self.missing.iter().map(SecurityId::as_str).collect();
        vec![
            self.day.into(),
            self.value.into(),
            self.in_transit.into(),
            self.unsettled.into(),
            self.paid.into(),
            gain.into(),
            self.grade.as_str().into(),
            self.coverage
                .map(|it| it.round_dp(DIGITS).normalize())
                .into(),
            Some(missing.join("; "))
                .filter(|it| !it.is_empty())
                .as_deref()
                .into(),
        ]
    }
}

/// The days before the first sync that have a value, or on which something was
/// paid in or out.
fn early_rows(before: &ValueBefore) -> Vec<Row> {
    let has_moved = |day: NaiveDate| before.paid_in.binary_search_by_key(&day, |it| it.0).is_ok();
    let days = before.days.iter();
    days.filter(|it| it.value.is_some() || has_moved(it.day))
        .map(|it| Row::of_unseen(it, before.paid_in_by(it.day)))
        .collect()
}
