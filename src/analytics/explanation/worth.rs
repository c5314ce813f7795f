//! What is held now: value, unrealized gain and weight.

use std::{cmp::Reverse, collections::BTreeSet};

use rust_decimal::Decimal;

use super::{Explanation, Input, Limit, Outcome, RowInput, SumOf};
use crate::{
    analytics::{
        allocation::{allocate, category_key},
        groups::{group_of_security, groups_of_account},
    },
    domain::{Explained, Holding, Measure, Scope, SecurityId},
    portfolio::Portfolio,
    valuation::{PositionRow, Source, Sum, Total, Unknown, Worth, positions, ratio},
};

/// A row in view with what it counts for.
type Held<'a> = (&'a Holding, Worth);

/// Explains a figure of what is held now, within the holdings `in_view`. A
/// measure over time has no explanation here: its outcome is unknown.
pub fn explain_worth(
    portfolio: &Portfolio,
    in_view: impl Fn(&Holding) -> bool,
    what: &Explained,
) -> Explanation {
    let rows = portfolio.holdings.iter().filter(|it| in_view(it));
    let rows = rows.map(|it| (it, portfolio.worth(it)));
    let rows: Vec<Held<'_>> = rows
        .filter(|(_, worth)| worth.currency == what.currency)
        .collect();
    let mut base = Base::of(&rows);
    if let Scope::Category(by, _) = &what.of {
        // An account that owes what another one holds more of makes the whole larger.
        let mut currencies = allocate(portfolio, &in_view, *by).currencies.into_iter();
        let part = currencies.find(|it| it.currency == what.currency);
        base.whole = part.and_then(|it| it.total);
    }
    let chosen: Vec<&Held<'_>> = rows
        .iter()
        .filter(|(holding, worth)| is_of(portfolio, holding, worth, &what.of, &base))
        .collect();
    let total = Total::of(chosen.iter().map(|(_, worth)| worth));
    let value = total.value.known();
    let mut inputs = vec![];
    let mut sum = |of, amount: Option<Decimal>| {
        inputs.extend(amount.map(|it| Input::Sum(of, it)));
    };
    let mut limits = unvalued(&chosen);
    let (outcome, coverage) = match what.measure {
        Measure::Value => (Outcome::of(value, Outcome::Amount), None),
        Measure::UnrealizedGain => {
            let (gain, cost) = (total.gain.known(), total.cost.known());
            let covered = gain.zip(cost).and_then(|(a, b)| a.checked_add(b));
            sum(SumOf::ValueWithGain, covered);
            sum(SumOf::Cost, cost);
            limits.extend(without_gain(&chosen));
            (Outcome::of(gain, Outcome::Change), total.coverage())
        }
        Measure::Weight => {
            sum(SumOf::Value, value);
            sum(SumOf::Base, base.whole);
            let share = value.zip(base.whole);
            let share = share.and_then(|(part, whole)| ratio(part, whole));
            let is_owned = value.is_some_and(|it| it >= Decimal::ZERO);
            limits.extend((!base.owed.is_zero()).then_some(Limit::Owed(base.owed)));
            let share = share.filter(|_| is_owned);
            (Outcome::of(share, Outcome::Share), None)
        }
        Measure::Gain
        | Measure::TimeWeighted
        | Measure::MoneyWeighted
        | Measure::Drawdown
        | Measure::Volatility
        | Measure::PaidIn
        | Measure::Balance
        | Measure::Units => (Outcome::Unknown, None),
    };
    let mut by_size = chosen;
    // Those of one size stay as the institutions list them.
    by_size.sort_by_key(|(_, worth)| Reverse(worth.value.ok().map(|it| it.abs())));
    inputs.extend(by_size.iter().map(|it| row(it)));
    Explanation {
        what: what.clone(),
        span: None,
        outcome,
        grade: None,
        coverage,
        limits,
        inputs,
    }
}

/// What weights are shares of: the value of all positions but those that are
/// owed.
struct Base<'a> {
    whole: Option<Decimal>,
    /// What those are worth, below zero.
    owed: Decimal,
    owed_securities: BTreeSet<&'a SecurityId>,
}

impl<'a> Base<'a> {
    fn of(rows: &'a [Held<'a>]) -> Self {
        let found = positions(rows.iter().enumerate().map(|(row, it)| PositionRow {
            row,
            account: &it.0.account_id,
            security: &it.0.security_id,
            worth: &it.1,
        }));
        let (mut whole, mut owed) = (Sum::default(), Sum::default());
        let mut owed_securities = BTreeSet::new();
        for position in &found {
            if position.is_owed() {
                owed.add_sum(&position.total.value);
                owed_securities.insert(position.security);
            } else {
                whole.add_sum(&position.total.value);
            }
        }
        Self {
            whole: whole.known(),
            owed: owed.known().unwrap_or_default(),
            owed_securities,
        }
    }
}

fn is_of(
    portfolio: &Portfolio,
    holding: &Holding,
    worth: &Worth,
    scope: &Scope,
    base: &Base<'_>,
) -> bool {
    match scope {
        Scope::Whole => true,
        Scope::Account(id) => holding.account_id == *id,
        Scope::Holding(account, security) => {
            holding.account_id == *account && holding.security_id == *security
        }
        Scope::Security(id) => holding.security_id == *id,
        Scope::Group(by, key) if by.is_of_accounts() => {
            groups_of_account(portfolio, &holding.account_id, *by).contains(&key.as_str())
        }
        Scope::Group(by, key) => group_of_security(portfolio, &holding.security_id, *by) == key,
        Scope::Category(by, key) => {
            category_key(portfolio, holding, worth, *by) == key
                && !base.owed_securities.contains(&holding.security_id)
        }
    }
}

fn unvalued(rows: &[&Held<'_>]) -> Vec<Limit> {
    let rows = rows.iter();
    rows.filter_map(|(holding, worth)| {
        Some(Limit::NoValue {
            account: holding.account_id.clone(),
            security: holding.security_id.clone(),
            because: worth.value.err()?,
        })
    })
    .collect()
}

fn without_gain(rows: &[&Held<'_>]) -> Vec<Limit> {
    let rows = rows.iter().filter(|(_, worth)| worth.value.is_ok());
    rows.filter_map(|(holding, worth)| {
        Some(Limit::NoGain {
            account: holding.account_id.clone(),
            security: holding.security_id.clone(),
            // Cash is no part of a gain, and is not missing in it.
            because: worth.gain().err().filter(|it| *it != Unknown::Cash)?,
        })
    })
    .collect()
}

fn row((holding, worth): &Held<'_>) -> Input {
    Input::Row(Box::new(RowInput {
        account: holding.account_id.clone(),
        security: holding.security_id.clone(),
        units: worth.units,
        price: holding.institution_price,
        priced_on: holding.institution_price_as_of,
        value: worth.value.ok(),
        cost: worth.cost.ok(),
        is_derived: worth.value.is_ok() && worth.value_source == Source::Derived,
    }))
}
