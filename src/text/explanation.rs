//! How a figure comes about, line by line: the panel of the window and
//! `--explain` on the command line both write these.

mod definition;
mod input;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{
    category_key_name,
    format::{self, Figures},
    group_name, limit, no_gain, no_value, security_name,
};
use crate::{
    analytics::explanation::{Explanation, Limit, Outcome},
    domain::{Account, AccountId, Currency, Scope, SecurityId, TransactionId},
    portfolio::Portfolio,
};
use definition::{command, definition, page};

/// A line of an explanation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExplainedLine {
    pub part: ExplainedPart,
    /// A sentence, or what a figure is.
    pub name: String,
    /// What is said beneath or beside it.
    pub detail: String,
    /// Empty for a sentence.
    pub figure: String,
    pub facts: Facts,
}

/// What a line was written from, with every digit.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    pub units: Option<Decimal>,
    pub price: Option<Decimal>,
    pub amount: Option<Decimal>,
    pub ratio: Option<Decimal>,
    pub account: Option<AccountId>,
    pub security: Option<SecurityId>,
    pub transaction: Option<TransactionId>,
}

/// What a line is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ExplainedPart {
    #[default]
    Definition,
    /// The figure itself.
    Result,
    /// What is left out or makes it less sure, and what would complete it.
    Limit,
    Sum,
    Bridge,
    Row,
    Account,
    Subperiod,
    Month,
    Flow,
    Transaction,
}

impl ExplainedPart {
    /// Its name on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Definition => "definition",
            Self::Result => "result",
            Self::Limit => "limit",
            Self::Sum => "sum",
            Self::Bridge => "bridge",
            Self::Row => "row",
            Self::Account => "account",
            Self::Subperiod => "subperiod",
            Self::Month => "month",
            Self::Flow => "flow",
            Self::Transaction => "transaction",
        }
    }

    /// The title above lines of this kind; none where they need none.
    pub fn title(self) -> Option<&'static str> {
        match self {
            Self::Definition | Self::Result => None,
            Self::Limit => Some("Left out, or less sure"),
            Self::Sum => Some("Arithmetic"),
            Self::Bridge => Some("From begin to end"),
            Self::Row => Some("Rows as reported"),
            Self::Account => Some("Accounts"),
            Self::Subperiod => Some("Between days with a value"),
            Self::Month => Some("Whole months"),
            Self::Flow => Some("Flows"),
            Self::Transaction => Some("Transactions"),
        }
    }
}

/// What puts an explanation into words.
#[derive(Clone, Copy)]
pub(super) struct Speaker<'a> {
    portfolio: &'a Portfolio,
    currency: Option<&'a Currency>,
    figures: Figures,
}

/// All lines of an explanation: the definition, the result, what limits it, and
/// what went in.
pub fn explanation(
    explanation: &Explanation,
    portfolio: &Portfolio,
    figures: Figures,
) -> Vec<ExplainedLine> {
    let what = &explanation.what;
    let speaker = Speaker {
        portfolio,
        currency: what.currency.as_ref(),
        figures,
    };
    let mut lines = vec![
        ExplainedLine {
            name: definition(what.measure).to_owned(),
            detail: format!("{} · {}", page(what.measure), command(what.measure)),
            ..ExplainedLine::default()
        },
        speaker.result(explanation),
    ];
    lines.extend(explanation.limits.iter().map(|it| speaker.limit(it)));
    for input in &explanation.inputs {
        speaker.input(input, what.measure, &mut lines);
    }
    lines
}

/// What a figure is of: `All accounts in view`, an account, a holding.
pub fn scope_name(scope: &Scope, portfolio: &Portfolio) -> String {
    let account = |id: &AccountId| {
        let known = portfolio.account(id);
        known.map_or_else(|| id.to_string(), Account::display_name)
    };
    match scope {
        Scope::Whole => "All accounts in view".to_owned(),
        Scope::Account(id) => account(id),
        Scope::Holding(id, security) => {
            format!("{}, {}", security_name(portfolio, security), account(id))
        }
        Scope::Security(security) => security_name(portfolio, security).into_owned(),
        Scope::Category(by, key) => category_key_name(portfolio, *by, key),
        Scope::Group(by, key) => group_name(portfolio, *by, key),
    }
}

/// The lines as text, as they are copied.
pub fn plain(title: &str, lines: &[ExplainedLine]) -> String {
    let mut text = format!("{title}\n");
    let mut part = ExplainedPart::Definition;
    for line in lines {
        if line.part != part {
            part = line.part;
            if let Some(title) = part.title() {
                text.extend(["\n", title, "\n"]);
            }
        }
        let cells = [&line.name, &line.figure, &line.detail];
        let cells: Vec<&str> = cells.into_iter().map(String::as_str).collect();
        text.push_str(cells.join("\t").trim_end());
        text.push('\n');
    }
    text
}

impl Speaker<'_> {
    pub(super) fn money(self, amount: Option<Decimal>) -> String {
        self.figures.money(amount, self.currency)
    }

    pub(super) fn signed(self, amount: Decimal) -> String {
        self.figures.signed_money(Some(amount), self.currency)
    }

    pub(super) fn account(self, id: &AccountId) -> String {
        let known = self.portfolio.account(id);
        known.map_or_else(|| id.to_string(), |it| it.short_name().to_string())
    }

    pub(super) fn security(self, id: &SecurityId) -> String {
        security_name(self.portfolio, id).into_owned()
    }

    /// The figure as it is written.
    fn outcome(self, outcome: Outcome) -> String {
        match outcome {
            Outcome::Unknown => format::UNKNOWN.to_owned(),
            Outcome::Amount(it) => self.money(Some(it)),
            Outcome::Change(it) => self.signed(it),
            Outcome::Share(it) => format::percent(Some(it)),
            Outcome::Rate(it) => format::signed_percent(Some(it)),
            Outcome::Units(it) => self.figures.quantity(Some(it)),
        }
    }

    fn result(self, explanation: &Explanation) -> ExplainedLine {
        let mut details = vec![];
        if let Some(span) = explanation.span {
            details.push(format!(
                "{} – {}",
                format::date(span.from),
                format::date(span.to)
            ));
        }
        details.extend(explanation.grade.map(|it| it.as_str().to_owned()));
        if let Some(share) = explanation.coverage {
            details.push(format!("covers {} of value", format::percent(Some(share))));
        }
        let figure = explanation.outcome.figure();
        let (amount, ratio) = match explanation.outcome {
            Outcome::Share(_) | Outcome::Rate(_) => (None, figure),
            Outcome::Unknown | Outcome::Amount(_) | Outcome::Change(_) | Outcome::Units(_) => {
                (figure, None)
            }
        };
        let is_units = matches!(explanation.outcome, Outcome::Units(_));
        ExplainedLine {
            part: ExplainedPart::Result,
            name: scope_name(&explanation.what.of, self.portfolio),
            detail: details.join(" · "),
            figure: self.outcome(explanation.outcome),
            facts: Facts {
                from: explanation.span.map(|it| it.from),
                to: explanation.span.map(|it| it.to),
                units: amount.filter(|_| is_units),
                amount: amount.filter(|_| !is_units),
                ratio,
                ..Facts::default()
            },
        }
    }

    fn limit(self, limit_: &Limit) -> ExplainedLine {
        let mut facts = Facts::default();
        let mut row = |account: &AccountId, security: &SecurityId| {
            facts.account = Some(account.clone());
            facts.security = Some(security.clone());
            format!("{} in {}", self.security(security), self.account(account))
        };
        let name = match limit_ {
            Limit::OverTime(reason) => limit(reason, self.portfolio, self.currency, self.figures),
            Limit::NoValue {
                account,
                security,
                because,
            } => format!(
                "{} is in no sum. {} A value from the institution would complete it.",
                row(account, security),
                no_value(*because)
            ),
            Limit::NoGain {
                account,
                security,
                because,
            } => format!(
                "{} is in no gain. {} What it cost would complete it.",
                row(account, security),
                no_gain(*because)
            ),
            Limit::Owed(amount) => format!(
                "Positions below zero, {} together, have no share of a whole, and are in no base.",
                self.money(Some(*amount))
            ),
            Limit::Unexplained(left) => format!(
                "{} is left that neither a loan, units that are not vested, a sweep nor a recent \
                 transaction explains. Nothing is booked for it.",
                self.signed(*left)
            ),
            Limit::NotComparable => {
                "There is no balance, nothing is listed, the value of a row is not known, or other \
                 currencies are listed, too, and may be in the balance."
                    .to_owned()
            }
        };
        ExplainedLine {
            part: ExplainedPart::Limit,
            name,
            facts,
            ..ExplainedLine::default()
        }
    }
}

/// The title of an explanation: `How +12.4% comes about`.
pub fn explained_title(explanation: &Explanation, figures: Figures) -> String {
    let measure = super::Label::label(explanation.what.measure);
    let speaker = |portfolio| Speaker {
        portfolio,
        currency: explanation.what.currency.as_ref(),
        figures,
    };
    match explanation.outcome {
        Outcome::Unknown => format!("{measure}: not computable"),
        outcome @ (Outcome::Amount(_)
        | Outcome::Change(_)
        | Outcome::Share(_)
        | Outcome::Rate(_)
        | Outcome::Units(_)) => {
            let empty = Portfolio::default();
            format!("How {} comes about", speaker(&empty).outcome(outcome))
        }
    }
}
