//! The lines of the panel, written off the frame.

use std::{collections::BTreeSet, sync::Arc};

use chrono::Local;

use crate::{
    analytics::{
        explanation::{Explanation, Input, Limit, explain_over_time, explain_worth},
        performance::Reason,
    },
    domain::{AccountId, Explained, Holding, HoldingId, SecurityId, TransactionId},
    portfolio::Portfolio,
    state::{AppState, Drawer, HeldHistory, RangeChoice, Screen},
    text::{self, ExplainedLine, ExplainedPart, format::Figures},
    ui::{MeasuredInput, PageModel, Scopes},
};

/// What the model is built from, beside the portfolio.
#[derive(Clone, Debug, PartialEq)]
pub struct ExplanationInput {
    pub what: Explained,
    pub range: RangeChoice,
    pub figures: Figures,
    pub measured: MeasuredInput,
    /// Whether days before the first sync count, as on the page beside it.
    pub is_estimated: bool,
    /// What was measured of that already.
    pub scopes: Option<Scopes>,
}

impl ExplanationInput {
    /// As `state` asks for; `None` while no figure is explained.
    pub fn of(state: &AppState) -> Option<Self> {
        let Some(Drawer::Explanation(what)) = &state.view.drawer else {
            return None;
        };
        Some(Self {
            what: what.as_ref().clone(),
            range: state.view.range,
            figures: Figures::of(state),
            measured: MeasuredInput::of(state),
            is_estimated: state.screen == Screen::Performance && state.view.performance.estimated,
            scopes: None,
        })
    }
}

/// The panel's content.
pub struct ExplanationModel {
    /// Whether what it is measured from was read.
    pub is_read: bool,
    pub title: String,
    pub(super) what: Explained,
    /// The definition, and where it is written.
    pub(super) definition: ExplainedLine,
    pub(super) result: ExplainedLine,
    /// Sentences: what is left out, and what would complete it.
    pub(super) limits: Vec<String>,
    pub(super) rows: Vec<PanelRow>,
    /// The transactions that went in, or that limit it.
    pub(super) records: Arc<[TransactionId]>,
    lines: Vec<ExplainedLine>,
}

/// A row of the list.
pub(super) enum PanelRow {
    Title(&'static str),
    Line {
        line: Box<ExplainedLine>,
        opens: Option<Opens>,
    },
}

/// Where a row leads.
#[derive(Clone)]
pub(super) enum Opens {
    Holding(HoldingId),
    Transaction(TransactionId),
}

impl PageModel for ExplanationModel {
    type Query = ExplanationInput;

    fn build(portfolio: &Arc<Portfolio>, input: &ExplanationInput) -> Self {
        let explanation = explain(portfolio, input);
        let title = text::explained_title(&explanation, input.figures);
        let lines = text::explanation(&explanation, portfolio, input.figures);
        let is_of_now = !input.what.measure.is_over_time();
        Self {
            is_read: is_of_now || input.measured.history.is_some(),
            title,
            what: input.what.clone(),
            definition: first(&lines, ExplainedPart::Definition),
            result: first(&lines, ExplainedPart::Result),
            limits: lines
                .iter()
                .filter(|it| it.part == ExplainedPart::Limit)
                .map(|it| it.name.clone())
                .collect(),
            rows: rows(portfolio, &lines),
            records: records(&explanation),
            lines,
        }
    }
}

impl ExplanationModel {
    /// Everything as text, for the clipboard.
    pub(super) fn plain(&self) -> String {
        text::plain(&self.title, &self.lines)
    }
}

fn explain(portfolio: &Arc<Portfolio>, input: &ExplanationInput) -> Explanation {
    let what = &input.what;
    let accounts = &input.measured.accounts;
    let of_now = || {
        let in_view = |it: &Holding| accounts.contains(portfolio, &it.account_id);
        explain_worth(portfolio, in_view, what)
    };
    if !what.measure.is_over_time() {
        return of_now();
    }
    let scopes = input.scopes.clone();
    let scopes = scopes.unwrap_or_else(|| Scopes::build(portfolio, &input.measured));
    let from = input.range.start(input.measured.today);
    match scopes.iter().find(|it| it.currency == what.currency) {
        Some(measured) => {
            let history = input.measured.history.as_ref();
            let early = history
                .filter(|_| input.is_estimated)
                .map(HeldHistory::history);
            explain_over_time(measured, portfolio, (early, &Local), (from, None), what)
        }
        // Nothing was ever held in it: there is nothing to explain.
        None => of_now(),
    }
}

/// The transactions of an explanation, each once.
fn records(explanation: &Explanation) -> Arc<[TransactionId]> {
    let limits = explanation.limits.iter().flat_map(|it| {
        if let Limit::OverTime(Reason::UnknownFlows(rows)) = it {
            rows.as_slice()
        } else {
            &[]
        }
    });
    let inputs = explanation.inputs.iter().filter_map(|it| match it {
        Input::Flow(flow) => flow.transaction.as_ref(),
        Input::Explains(id) => Some(id),
        Input::Sum(..)
        | Input::Bridge(_)
        | Input::Subperiod(_)
        | Input::Month { .. }
        | Input::Row(_)
        | Input::Account { .. } => None,
    });
    let all: BTreeSet<&TransactionId> = limits.chain(inputs).collect();
    all.into_iter().cloned().collect()
}

fn first(lines: &[ExplainedLine], part: ExplainedPart) -> ExplainedLine {
    let line = lines.iter().find(|it| it.part == part);
    line.cloned().unwrap_or_default()
}

/// The rows, with a title wherever another part begins.
fn rows(portfolio: &Portfolio, lines: &[ExplainedLine]) -> Vec<PanelRow> {
    let is_text = |it: &&ExplainedLine| {
        !matches!(
            it.part,
            ExplainedPart::Definition | ExplainedPart::Result | ExplainedPart::Limit
        )
    };
    let mut rows = vec![];
    let mut part = ExplainedPart::Definition;
    for line in lines.iter().filter(is_text) {
        if line.part != part {
            part = line.part;
            rows.extend(part.title().map(PanelRow::Title));
        }
        rows.push(PanelRow::Line {
            line: Box::new(line.clone()),
            opens: opens(portfolio, line),
        });
    }
    rows
}

fn opens(portfolio: &Portfolio, line: &ExplainedLine) -> Option<Opens> {
    let facts = &line.facts;
    if let Some(id) = &facts.transaction {
        return Some(Opens::Transaction(id.clone()));
    }
    let of_row = |account: &AccountId, security: &SecurityId| {
        let mut held = portfolio.holdings.iter();
        let found = held.find(|it| it.account_id == *account && it.security_id == *security);
        found.map(|it| Opens::Holding(it.id.clone()))
    };
    of_row(facts.account.as_ref()?, facts.security.as_ref()?)
}
