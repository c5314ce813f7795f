//! Balances against rows, and units against transactions.

use rust_decimal::Decimal;

use super::{Explanation, Input, Limit, Outcome, SumOf, worth::explain_worth};
use crate::{
    analytics::{
        performance::{Ledger, Rolled, Span, Units},
        reconciliation::{MoneyCheck, Verdict},
    },
    domain::{Explained, Measure, Scope},
    portfolio::{Portfolio, is_balance},
};

/// Explains how the balance of an account compares with what it lists: the
/// outcome is the difference.
pub fn explain_balance(portfolio: &Portfolio, check: &MoneyCheck) -> Explanation {
    let what = Explained::new(
        Measure::Balance,
        Scope::Account(check.account.clone()),
        check.currency.as_ref(),
    );
    let of_account =
        |it: &crate::domain::Holding| it.account_id == check.account && !is_balance(it);
    let rows = explain_worth(portfolio, of_account, &what);
    let difference = check.balance.zip(check.listed);
    let difference = difference.and_then(|(a, b)| a.checked_sub(b));
    let mut limits = rows.limits;
    let mut inputs = vec![];
    let mut sum = |of, amount: Option<Decimal>| {
        inputs.extend(amount.map(|it| Input::Sum(of, it)));
    };
    sum(SumOf::Balance, check.balance);
    sum(SumOf::Listed, check.listed);
    match &check.verdict {
        Verdict::Margin => {
            let account = portfolio.account(&check.account);
            sum(
                SumOf::Loan,
                account.and_then(|it| it.balances.margin_loan_amount),
            );
        }
        Verdict::Unsettled(ids) => inputs.extend(ids.iter().cloned().map(Input::Explains)),
        Verdict::Unexplained(left) => limits.push(Limit::Unexplained(*left)),
        Verdict::NotComparable => limits.push(Limit::NotComparable),
        Verdict::Agrees | Verdict::Unvested | Verdict::Sweep => {}
    }
    inputs.extend(rows.inputs);
    Explanation {
        what,
        outcome: Outcome::of(difference, Outcome::Change),
        limits,
        inputs,
        ..rows
    }
}

/// Explains how the units of a security came out at the latest point of an
/// account: the outcome is what no row explains.
pub fn explain_units(ledger: &Ledger, rolled: &Rolled) -> Explanation {
    let left = match rolled.outcome {
        Units::Unexplained(left) | Units::Transferred(left) => Some(left),
        Units::Agree | Units::InFlight => Some(Decimal::ZERO),
        Units::CorporateAction | Units::SplitByRatio | Units::Expired(_) | Units::Unknown => None,
    };
    let span = Span {
        from: rolled.from,
        to: rolled.day,
    };
    let mut inputs = vec![];
    let mut sum = |of, units: Option<Decimal>| {
        inputs.extend(units.map(|it| Input::Sum(of, it)));
    };
    sum(SumOf::UnitsBefore, rolled.before);
    let moved = rolled.after.zip(rolled.before).zip(left);
    let moved =
        moved.and_then(|((after, before), left)| after.checked_sub(before)?.checked_sub(left));
    sum(SumOf::UnitsMoved, moved);
    sum(SumOf::UnitsAfter, rolled.after);
    let entries = ledger.entries.iter().filter(|it| {
        it.security.as_ref() == Some(&rolled.security) && (it.day > span.from && it.day <= span.to)
    });
    let transactions = entries.filter_map(|it| it.transaction.clone());
    inputs.extend(transactions.map(Input::Explains));
    Explanation {
        what: Explained::new(
            Measure::Units,
            Scope::Holding(ledger.account.clone(), rolled.security.clone()),
            ledger.currency.as_ref(),
        ),
        span: Some(span),
        outcome: Outcome::of(left, Outcome::Units),
        grade: None,
        coverage: None,
        limits: vec![],
        inputs,
    }
}
