//! What went into a figure, in words.

use rust_decimal::Decimal;

use super::{ExplainedLine, ExplainedPart as Part, Facts, Speaker};
use crate::{
    analytics::{
        explanation::{Input, RowInput, SumOf},
        performance::{Bridge, ScopeFlow, Span, Subperiod},
    },
    domain::{Measure, TransactionId},
    text::{bridge_parts, cause, format, transaction_name},
};

impl Speaker<'_> {
    /// Adds the lines of one input.
    pub(super) fn input(self, input: &Input, measure: Measure, lines: &mut Vec<ExplainedLine>) {
        match input {
            Input::Sum(of, amount) => lines.push(self.sum(*of, *amount)),
            Input::Bridge(bridge) => lines.extend(self.bridge(bridge)),
            Input::Subperiod(it) => lines.push(self.subperiod(it)),
            Input::Month { span, rate } => lines.push(Self::month(*span, *rate)),
            Input::Flow(it) => lines.push(self.flow(it)),
            Input::Row(it) => lines.push(self.row(it, measure)),
            Input::Account {
                account,
                day,
                value,
            } => lines.push(ExplainedLine {
                part: Part::Account,
                name: self.account(account),
                detail: format::date(*day),
                figure: self.money(Some(*value)),
                facts: Facts {
                    to: Some(*day),
                    amount: Some(*value),
                    account: Some(account.clone()),
                    ..Facts::default()
                },
            }),
            Input::Explains(id) => lines.push(self.transaction(id)),
        }
    }

    fn sum(self, of: SumOf, amount: Decimal) -> ExplainedLine {
        let is_units = matches!(
            of,
            SumOf::UnitsBefore | SumOf::UnitsMoved | SumOf::UnitsAfter
        );
        ExplainedLine {
            part: Part::Sum,
            name: sum_name(of).to_owned(),
            figure: if is_units {
                self.figures.quantity(Some(amount))
            } else {
                self.money(Some(amount))
            },
            facts: Facts {
                units: is_units.then_some(amount),
                amount: (!is_units).then_some(amount),
                ..Facts::default()
            },
            ..ExplainedLine::default()
        }
    }

    fn bridge(self, bridge: &Bridge) -> impl Iterator<Item = ExplainedLine> {
        bridge_parts(bridge)
            .into_iter()
            .map(move |part| ExplainedLine {
                part: Part::Bridge,
                name: part.name.to_owned(),
                figure: if part.is_end {
                    self.money(Some(part.amount))
                } else {
                    self.signed(part.amount)
                },
                facts: Facts {
                    amount: Some(part.amount),
                    ..Facts::default()
                },
                ..ExplainedLine::default()
            })
    }

    fn subperiod(self, it: &Subperiod) -> ExplainedLine {
        let ratio = it.ratio.as_ref().ok().copied().flatten();
        let days = format!(
            "{} – {}",
            format::short_date(it.span.from),
            format::date(it.span.to)
        );
        let detail = format!(
            "begin {}, flows {}, end {}, gain {} over {}",
            self.money(Some(it.begin)),
            self.signed(it.flow),
            self.money(Some(it.end)),
            self.signed(it.gain),
            self.money(Some(it.base)),
        );
        ExplainedLine {
            part: Part::Subperiod,
            name: days,
            detail,
            figure: format::signed_percent(ratio),
            facts: Facts {
                from: Some(it.span.from),
                to: Some(it.span.to),
                amount: Some(it.gain),
                ratio,
                ..Facts::default()
            },
        }
    }

    fn month(span: Span, rate: Option<Decimal>) -> ExplainedLine {
        ExplainedLine {
            part: Part::Month,
            name: format::month(span.to),
            figure: format::signed_percent(rate),
            facts: Facts {
                from: Some(span.from),
                to: Some(span.to),
                ratio: rate,
                ..Facts::default()
            },
            ..ExplainedLine::default()
        }
    }

    fn flow(self, it: &ScopeFlow) -> ExplainedLine {
        let security = it.security.as_ref().map(|it| self.security(it));
        let parts = [Some(self.account(&it.account)), security];
        let mut parts: Vec<String> = parts.into_iter().flatten().collect();
        if it.is_estimated {
            parts.push("at the price of another day".to_owned());
        }
        ExplainedLine {
            part: Part::Flow,
            name: format!("{} · {}", format::date(it.day), cause(it.cause)),
            detail: parts.join(" · "),
            figure: self.signed(it.amount),
            facts: Facts {
                from: Some(it.day),
                to: Some(it.day),
                amount: Some(it.amount),
                account: Some(it.account.clone()),
                security: it.security.clone(),
                transaction: it.transaction.clone(),
                ..Facts::default()
            },
        }
    }

    fn row(self, it: &RowInput, measure: Measure) -> ExplainedLine {
        let mut details = vec![self.account(&it.account)];
        if measure == Measure::UnrealizedGain {
            details.push(format!(
                "value {}, cost {}",
                self.money(it.value),
                self.money(it.cost)
            ));
        } else {
            details.push(format!(
                "{} × {}",
                self.figures.quantity(it.units),
                self.figures.price(it.price, self.currency)
            ));
            details.extend(
                it.priced_on
                    .map(|day| format!("price of {}", format::date(day))),
            );
            let source = match (it.value, it.is_derived) {
                (None, _) => "not known",
                (Some(_), true) => "worked out here",
                (Some(_), false) => "as reported",
            };
            details.push(source.to_owned());
        }
        let gain = it.value.zip(it.cost).and_then(|(a, b)| a.checked_sub(b));
        let amount = match measure {
            Measure::UnrealizedGain => gain,
            Measure::Value
            | Measure::Weight
            | Measure::Gain
            | Measure::TimeWeighted
            | Measure::MoneyWeighted
            | Measure::Drawdown
            | Measure::Volatility
            | Measure::PaidIn
            | Measure::Balance
            | Measure::Units => it.value,
        };
        let figure = match (measure, amount) {
            (Measure::UnrealizedGain, Some(gain)) => self.signed(gain),
            (_, amount) => self.money(amount),
        };
        ExplainedLine {
            part: Part::Row,
            name: self.security(&it.security),
            detail: details.join(" · "),
            figure,
            facts: Facts {
                to: it.priced_on,
                units: it.units,
                price: it.price,
                amount,
                account: Some(it.account.clone()),
                security: Some(it.security.clone()),
                ..Facts::default()
            },
        }
    }

    fn transaction(self, id: &TransactionId) -> ExplainedLine {
        let mut rows = self.portfolio.transactions.iter();
        let row = rows.find(|it| it.id == *id);
        let name = row.map_or_else(
            || id.to_string(),
            |it| {
                let name = transaction_name(self.portfolio, it);
                format!("{} · {name}", format::date(it.date))
            },
        );
        let units = row.and_then(|it| it.quantity);
        let cash = row.and_then(crate::domain::Transaction::cash_effect);
        let mut details = vec![];
        details.extend(units.map(|it| format!("{} units", self.figures.quantity(Some(it)))));
        ExplainedLine {
            part: Part::Transaction,
            name,
            detail: details.join(" · "),
            figure: self.figures.signed_money(cash, self.currency),
            facts: Facts {
                to: row.map(|it| it.date),
                units,
                amount: cash,
                account: row.map(|it| it.account_id.clone()),
                security: row.and_then(|it| it.security_id.clone()),
                transaction: Some(id.clone()),
                ..Facts::default()
            },
        }
    }
}

fn sum_name(of: SumOf) -> &'static str {
    match of {
        SumOf::Value => "Value",
        SumOf::Cost => "Cost",
        SumOf::ValueWithGain => "Value of the rows with a known cost",
        SumOf::Base => "Value of all that is in view",
        SumOf::Balance => "Balance, as the institution says",
        SumOf::Listed => "What its rows add up to",
        SumOf::Loan => "Margin loan",
        SumOf::UnitsBefore => "Units at the sync before",
        SumOf::UnitsMoved => "Moved by transactions",
        SumOf::UnitsAfter => "Units at the latest sync",
        SumOf::Begin => "Begin",
        SumOf::NetFlow => "Flowed in and out",
        SumOf::InTransit => "On its way between accounts",
        SumOf::Unsettled => "Trades that are not settled",
    }
}
