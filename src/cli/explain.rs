//! `--explain`: how figures come about, on every command that has some.

use super::{
    CliError,
    accounts::currency,
    output::{Cell, Column, Table, either, field, figure, shown},
};
use crate::{
    analytics::{
        allocation::allocate,
        explanation::{Explanation, explain_worth},
    },
    domain::{AllocationBy, Currency, Explained, Holding, Measure, Scope},
    portfolio::Portfolio,
    state::AccountFilter,
    text::{self, ExplainedLine, ExplainedPart, format::Figures},
    valuation::Totals,
};

const COLUMNS: &[Column] = &[
    shown("figure", "Figure"),
    shown("of", "Of"),
    shown("part", "Part"),
    shown("label", "What"),
    figure("shown", "Amount"),
    field("from"),
    field("to"),
    field("quantity"),
    field("price"),
    field("amount"),
    field("ratio"),
    either("iso_currency_code", "Currency"),
    field("unofficial_currency_code"),
    field("account_id"),
    field("security_id"),
    field("investment_transaction_id"),
    shown("detail", "Detail"),
];

/// Which figures are explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    All,
    One(Measure),
}

impl Which {
    /// Every name, that of all first.
    pub(super) fn names() -> impl Iterator<Item = &'static str> {
        std::iter::once("all").chain(Measure::ALL.map(Measure::as_str))
    }

    pub(super) fn parse(name: &str) -> Option<Self> {
        match name {
            "all" => Some(Self::All),
            _ => Measure::parse(name).map(Self::One),
        }
    }

    /// Those of `there` that are asked for.
    ///
    /// # Errors
    /// The command has no such figure.
    pub(super) fn among(self, there: &'static [Measure]) -> Result<Vec<Measure>, CliError> {
        match self {
            Self::All => Ok(there.to_vec()),
            Self::One(measure) if there.contains(&measure) => Ok(vec![measure]),
            Self::One(_) => Err(CliError::NoSuchFigure(
                there.iter().copied().map(Measure::as_str).collect(),
            )),
        }
    }
}

/// Figures of what is held now, of all accounts together.
pub(super) const OF_WHOLE: &[Measure] = &[Measure::Value, Measure::UnrealizedGain];
/// Figures of a holding or a category.
pub(super) const OF_PART: &[Measure] = &[Measure::Value, Measure::UnrealizedGain, Measure::Weight];
/// Figures over a span.
pub(super) const OF_SPAN: &[Measure] = &[
    Measure::Gain,
    Measure::TimeWeighted,
    Measure::MoneyWeighted,
    Measure::Drawdown,
    Measure::Volatility,
];

/// Every line of these explanations.
pub(super) fn table<'a>(
    portfolio: &'a Portfolio,
    explanations: impl IntoIterator<Item = Explanation> + 'a,
) -> Table<'a> {
    let rows = explanations.into_iter().flat_map(move |it| {
        let lines = text::explanation(&it, portfolio, Figures { hide: false });
        lines
            .into_iter()
            .map(move |line| row(portfolio, &it.what, &line))
    });
    Table::new(COLUMNS, rows)
}

fn row(portfolio: &Portfolio, what: &Explained, line: &ExplainedLine) -> Vec<Cell> {
    let (iso, unofficial) = currency(what.currency.as_ref());
    let facts = &line.facts;
    let text = |text: &str| Cell::from(Some(text).filter(|it| !it.is_empty()));
    // Sentences stand in the last column, which has all the room there is.
    let is_sentence = matches!(line.part, ExplainedPart::Definition | ExplainedPart::Limit);
    let (label, detail) = if is_sentence {
        (&line.detail, &line.name)
    } else {
        (&line.name, &line.detail)
    };
    vec![
        what.measure.as_str().into(),
        text::scope_name(&what.of, portfolio).as_str().into(),
        line.part.as_str().into(),
        text(label),
        text(&line.figure),
        facts.from.into(),
        facts.to.into(),
        facts.units.into(),
        facts.price.into(),
        facts.amount.into(),
        facts.ratio.map(|it| it.round_dp(12).normalize()).into(),
        iso,
        unofficial,
        facts
            .account
            .as_ref()
            .map(crate::domain::AccountId::as_str)
            .into(),
        facts
            .security
            .as_ref()
            .map(crate::domain::SecurityId::as_str)
            .into(),
        facts
            .transaction
            .as_ref()
            .map(crate::domain::TransactionId::as_str)
            .into(),
        text(detail),
    ]
}

/// Explains figures of what is held now, of each of these in its currency.
fn worth<'a>(
    portfolio: &'a Portfolio,
    accounts: &AccountFilter,
    figures: Vec<(Scope, Option<Currency>)>,
    measures: &[Measure],
) -> Table<'a> {
    let in_view = |it: &Holding| accounts.contains(portfolio, &it.account_id);
    let mut explanations = vec![];
    for (of, currency) in figures {
        for &measure in measures {
            let what = Explained::new(measure, of.clone(), currency.as_ref());
            explanations.push(explain_worth(portfolio, in_view, &what));
        }
    }
    table(portfolio, explanations)
}

/// Explains the totals.
pub(super) fn overview<'a>(
    portfolio: &'a Portfolio,
    accounts: &AccountFilter,
    measures: &[Measure],
) -> Table<'a> {
    let rows = portfolio.holdings.iter();
    let rows = rows.filter(|it| accounts.contains(portfolio, &it.account_id));
    let worths: Vec<_> = rows.map(|it| portfolio.worth(it)).collect();
    let totals = Totals::of(&worths);
    let totals = totals.by_size().into_iter();
    let figures = totals.map(|(currency, _)| (Scope::Whole, currency.cloned()));
    worth(portfolio, accounts, figures.collect(), measures)
}

/// Explains every holding.
pub(super) fn holdings<'a>(
    portfolio: &'a Portfolio,
    accounts: &AccountFilter,
    measures: &[Measure],
) -> Table<'a> {
    let mut figures: Vec<(Scope, Option<Currency>)> = vec![];
    for holding in &portfolio.holdings {
        if !accounts.contains(portfolio, &holding.account_id) {
            continue;
        }
        let of = Scope::Holding(holding.account_id.clone(), holding.security_id.clone());
        let figure = (of, portfolio.worth(holding).currency);
        // Rows of one account and security are one holding, and stand together.
        if figures.last() != Some(&figure) {
            figures.push(figure);
        }
    }
    worth(portfolio, accounts, figures, measures)
}

/// Explains every category.
pub(super) fn allocation<'a>(
    portfolio: &'a Portfolio,
    accounts: &AccountFilter,
    by: AllocationBy,
    measures: &[Measure],
) -> Table<'a> {
    let in_view = |it: &Holding| accounts.contains(portfolio, &it.account_id);
    let mut figures = vec![];
    for part in allocate(portfolio, in_view, by).currencies {
        figures.extend(part.categories.into_iter().map(|it| {
            let of = Scope::Category(by, it.name.key);
            (of, part.currency.clone())
        }));
    }
    worth(portfolio, accounts, figures, measures)
}
