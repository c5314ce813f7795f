//! `holdfast performance`

use std::borrow::Cow;

use chrono::{Local, NaiveDate};
use rust_decimal::Decimal;

use super::{
    CliError, Ending, Options, PerformanceArgs, account,
    accounts::currency,
    args::check_days,
    explain,
    output::{self, Cell, Column, either, field, figure, shown},
    world,
};
use crate::{
    analytics::explanation::explain_over_time,
    analytics::groups::{UNKNOWN_KEY, group_of_security, groups_of_account},
    analytics::performance::{
        Bridge, Drawdown, Figure, Measured, MoneyWeighted, Part, Performance, Reason, Span, measure,
    },
    analytics::value_before::counted,
    domain::{AccountId, Explained, Grouping, Scope, SecurityId},
    portfolio::{History, Portfolio},
    state::AccountFilter,
    text::{self, format::Figures},
};

const COLUMNS: &[Column] = &[
    shown("row", "Row"),
    shown("label", "What"),
    shown("from", "From"),
    shown("to", "To"),
    figure("begin", "Begin"),
    figure("inflow", "In"),
    figure("outflow", "Out"),
    field("unclassified"),
    figure("income", "Income"),
    field("fees"),
    field("taxes"),
    field("price"),
    figure("unexplained", "Unexplained"),
    figure("end", "End"),
    figure("gain", "Gain"),
    figure("time_weighted", "Time-weighted"),
    figure("money_weighted", "Money-weighted"),
    field("money_weighted_yearly"),
    figure("drawdown", "Drawdown"),
    field("drawdown_peak"),
    field("drawdown_trough"),
    field("volatility"),
    figure("contribution", "Contribution"),
    shown("grade", "Grade"),
    field("coverage"),
    either("iso_currency_code", "Currency"),
    field("unofficial_currency_code"),
    field("account_id"),
    field("security_id"),
    shown("detail", "Detail"),
];

/// Digits of a ratio after the point.
const DIGITS: u32 = 12;

/// Shows how the accounts did: the whole, each account, each group of them or of
/// holdings, each holding, and by year and month; with `--explain` how its figures come about.
pub(super) fn run(options: &Options, args: &PerformanceArgs) -> Result<Ending, CliError> {
    check_days(args.from, args.to)?;
    let explained = args.explain.among(explain::OF_SPAN)?;
    let (portfolio, history) = world::portfolio_with_history(options)?;
    world::tell_if_empty(&portfolio);
    let accounts = match &args.account {
        Some(name) => AccountFilter::Account(account::named(&portfolio, name)?.id.clone()),
        None => args.accounts.filter(&portfolio)?,
    };
    let today = world::today(options);
    let in_view = |id: &AccountId| accounts.contains(&portfolio, id);
    let scopes = measure(&portfolio, &history, in_view, &Local, today);
    if let Some(measures) = explained {
        let all = scopes
            .iter()
            .flat_map(|it| measures.iter().map(move |of| (it, of)));
        let explanations = all.map(|(scope, &measure)| {
            let what = Explained::new(measure, Scope::Whole, scope.currency.as_ref());
            let early = args.estimated.then_some(&history);
            let span = (args.from, args.to);
            explain_over_time(scope, &portfolio, (early, &Local), span, &what)
        });
        output::print(explain::table(&portfolio, explanations), options.format())?;
        return Ok(Ending::Well);
    }
    let mut lines = vec![];
    for scope in &scopes {
        let table = Table {
            portfolio: &portfolio,
            history: &history,
            scope,
            args,
        };
        lines.extend(table.lines().into_iter().map(|it| it.cells(&table)));
    }
    let printed = output::Table::new(COLUMNS, lines);
    let printed = printed.leaving_out(world::hidden(&portfolio, &accounts));
    output::print(printed, options.format())?;
    Ok(Ending::Well)
}

/// What is printed of one currency.
struct Table<'a> {
    portfolio: &'a Portfolio,
    history: &'a History,
    scope: &'a Measured,
    args: &'a PerformanceArgs,
}

/// A line, of which most fields are not known.
#[derive(Default)]
struct Line {
    row: &'static str,
    label: String,
    span: Option<Span>,
    bridge: Option<Bridge>,
    time_weighted: Option<Decimal>,
    money_weighted: Option<MoneyWeighted>,
    drawdown: Option<Drawdown>,
    volatility: Option<Decimal>,
    contribution: Option<Decimal>,
    grade: Option<&'static str>,
    coverage: Option<Decimal>,
    account: Option<AccountId>,
    security: Option<SecurityId>,
    reasons: Vec<Reason>,
}

impl Table<'_> {
    fn lines(&self) -> Vec<Line> {
        let whole = self.scope.performance(self.args.from, self.args.to);
        let early = self.asked(self.scope);
        let mut lines = vec![Line {
            label: "All accounts in view".to_owned(),
            volatility: self.volatility(&early),
            ..performance_line("scope", &self.measured(&early))
        }];
        // After one sync there is no part of a gain, and yet accounts with days before it.
        let is_listed = self.args.estimated || !whole.accounts.is_empty();
        let ledgers = self.scope.ledgers.iter().filter(|_| is_listed).enumerate();
        for (at, ledger) in ledgers {
            let part = whole.accounts.get(at);
            let own = self.scope.account(at);
            let scope = self.asked(&own);
            let own = self.measured(&scope);
            lines.push(Line {
                label: self.account_name(&ledger.account),
                account: Some(ledger.account.clone()),
                contribution: part.and_then(|it| it.contribution),
                volatility: self.volatility(&scope),
                ..performance_line("account", &own)
            });
        }
        for by in Grouping::ALL {
            lines.extend(self.groups(by, &whole));
        }
        for at in 0..whole.accounts.len() {
            let scope = self.scope.account(at);
            let securities = scope.by_security();
            let account = &whole.accounts[at].account;
            let holdings = whole.holdings.iter().filter(|it| it.account == *account);
            lines.extend(holdings.map(|it| {
                let own = it.security.as_ref().and_then(|it| securities.get(it));
                let own = own.map(|it| self.measured(it));
                self.holding(it, whole.span, own.as_ref())
            }));
        }
        for (months, row) in [(12, "year"), (1, "month")] {
            let periods = early.by_months(months).into_iter();
            let is_asked = |span: &Span| {
                self.args.from.is_none_or(|from| span.to > from)
                    && self.args.to.is_none_or(|to| span.from < to)
            };
            let periods = periods.filter(|(span, _)| is_asked(span));
            lines.extend(periods.map(|(span, figure)| period_line(row, span, &figure)));
        }
        lines
    }

    /// A line for each group; none where nothing tells one from another.
    fn groups(&self, by: Grouping, whole: &Performance) -> Vec<Line> {
        let mut lines = vec![];
        let mut is_known = false;
        self.scope
            .each_grouping(self.portfolio, by, self.args.from, |key, scope| {
                let is_in = |it: &&Part| match &it.security {
                    None => groups_of_account(self.portfolio, &it.account, by).contains(&key),
                    Some(id) => group_of_security(self.portfolio, id, by) == key,
                };
                let parts = if by.is_of_accounts() {
                    &whole.accounts
                } else {
                    &whole.holdings
                };
                is_known |= key != UNKNOWN_KEY;
                let scope = if by.is_of_accounts() {
                    self.asked(&scope)
                } else {
                    Cow::Borrowed(&scope)
                };
                lines.push(Line {
                    label: text::group_name(self.portfolio, by, key),
                    contribution: parts.iter().filter(is_in).map(|it| it.contribution).sum(),
                    volatility: self.volatility(&scope),
                    ..performance_line(by.as_str(), &self.measured(&scope))
                });
            });
        if is_known { lines } else { vec![] }
    }

    /// A scope with the days before its first sync, where they are asked for.
    fn asked<'s>(&self, scope: &'s Measured) -> Cow<'s, Measured> {
        let early = self.args.estimated.then_some(self.history);
        counted(self.portfolio, early, Cow::Borrowed(scope), &Local)
    }

    fn volatility(&self, scope: &Measured) -> Option<Decimal> {
        let found = scope.volatility(self.args.from, self.args.to);
        found.known().copied()
    }

    fn measured(&self, scope: &Measured) -> Performance {
        scope.performance(self.args.from, self.args.to)
    }

    fn account_name(&self, id: &AccountId) -> String {
        let known = self.portfolio.account(id);
        known.map_or_else(|| id.to_string(), crate::domain::Account::display_name)
    }

    fn holding(&self, part: &Part, span: Option<Span>, own: Option<&Performance>) -> Line {
        let security = part.security.as_ref();
        Line {
            row: "holding",
            label: security
                .map(|it| text::security_name(self.portfolio, it).into_owned())
                .unwrap_or_default(),
            span,
            bridge: Some(part.bridge),
            contribution: part.contribution,
            time_weighted: own.and_then(|it| it.time_weighted.known().copied()),
            money_weighted: own.and_then(|it| it.money_weighted.known().copied()),
            reasons: own
                .and_then(|it| it.time_weighted.value.clone().err())
                .into_iter()
                .collect(),
            account: Some(part.account.clone()),
            security: part.security.clone(),
            ..Line::default()
        }
    }
}

fn performance_line(row: &'static str, performance: &Performance) -> Line {
    let figure = &performance.time_weighted;
    let mut reasons: Vec<Reason> = figure.value.clone().err().into_iter().collect();
    let others = [
        performance.bridge.value.clone().err(),
        performance.money_weighted.value.clone().err(),
    ];
    for other in others.into_iter().flatten().chain(figure.notes.clone()) {
        if !reasons.contains(&other) {
            reasons.push(other);
        }
    }
    Line {
        row,
        span: performance.span,
        bridge: performance.bridge.known().copied(),
        time_weighted: figure.known().copied(),
        money_weighted: performance.money_weighted.known().copied(),
        drawdown: performance.drawdown.known().copied(),
        grade: Some(figure.grade.as_str()),
        coverage: figure.coverage,
        reasons,
        ..Line::default()
    }
}

fn period_line(row: &'static str, span: Span, figure: &Figure<Decimal>) -> Line {
    let format = if row == "year" { "%Y" } else { "%Y-%m" };
    Line {
        row,
        label: span.to.format(format).to_string(),
        span: Some(span),
        time_weighted: figure.known().copied(),
        grade: Some(figure.grade.as_str()),
        coverage: figure.coverage,
        reasons: figure.value.clone().err().into_iter().collect(),
        ..Line::default()
    }
}

impl Line {
    fn cells(self, table: &Table<'_>) -> Vec<Cell> {
        let of_scope = table.scope.currency.as_ref();
        let (iso, unofficial) = currency(of_scope);
        let money = |get: fn(&Bridge) -> Decimal| Cell::from(self.bridge.as_ref().map(get));
        let ratio = |it: Option<Decimal>| Cell::from(it.map(|it| it.round_dp(DIGITS).normalize()));
        let day = |get: fn(&Span) -> NaiveDate| Cell::from(self.span.as_ref().map(get));
        let figures = Figures { hide: false };
        let reasons = self.reasons.iter();
        let detail: Vec<String> = reasons
            .map(|it| text::limit(it, table.portfolio, of_scope, figures))
            .collect();
        vec![
            self.row.into(),
            self.label.as_str().into(),
            day(|it| it.from),
            day(|it| it.to),
            money(|it| it.begin),
            money(|it| it.inflow),
            money(|it| it.outflow),
            money(|it| it.unclassified),
            money(|it| it.income),
            money(|it| it.fees),
            money(|it| it.taxes),
            money(|it| it.price),
            money(|it| it.unexplained),
            money(|it| it.end),
            money(Bridge::gain),
            ratio(self.time_weighted),
            ratio(self.money_weighted.map(|it| it.of_span)),
            ratio(self.money_weighted.and_then(|it| it.yearly)),
            ratio(self.drawdown.map(|it| it.ratio)),
            self.drawdown.map(|it| it.peak).into(),
            self.drawdown.map(|it| it.trough).into(),
            ratio(self.volatility),
            ratio(self.contribution),
            self.grade.into(),
            ratio(self.coverage),
            iso,
            unofficial,
            self.account.as_ref().map(AccountId::as_str).into(),
            self.security.as_ref().map(SecurityId::as_str).into(),
            detail.join(" ").as_str().into(),
        ]
    }
}
