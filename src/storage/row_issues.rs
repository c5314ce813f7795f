//! Table `row_issues`: the rows that a sync did not take as they came.

use rusqlite::{Connection as Sqlite, Row, named_params};
use rust_decimal::Decimal;

use super::{
    StorageError,
    columns::{Texts, iso, maybe_count, maybe_date, maybe_decimal, text, unofficial},
    sql,
};
use crate::connect::{Misfit, RowIssue, RowKind, RowName, RowProblem};
use crate::domain::Currency;

/// Records what is the matter with rows of a sync.
pub(super) fn save(db: &Sqlite, run: i64, issues: &[RowIssue]) -> Result<(), StorageError> {
    for (ordinal, issue) in issues.iter().enumerate() {
        let (row, problem) = (&issue.row, Columns::of(&issue.problem));
        db.prepare_cached(sql::ROW_ISSUES_INSERT)?
            .execute(named_params! {
                ":sync_run_id": run,
                ":ordinal": ordinal,
                ":row_kind": row.kind.as_str(),
                ":row": row.name.as_deref().unwrap_or_default(),
                ":place": row.place,
                ":account": row.account,
                ":day": row.day,
                ":field": issue.field,
                ":problem": problem.word,
                ":detail": problem.detail,
                ":amount": problem.amount.map(|amount| amount.to_string()),
                ":iso_currency_code": iso(problem.currency),
                ":unofficial_currency_code": unofficial(problem.currency),
                ":skipped": issue.skipped,
            })?;
    }
    Ok(())
}

/// A row of the table; in words where an earlier version wrote it.
pub(super) fn row_issue(row: &Row<'_>) -> Result<RowIssue, StorageError> {
    let kind = text(row, "row_kind")?.map_or(RowKind::InWords, RowKind::parse);
    let name: String = row.get("row")?;
    Ok(RowIssue {
        row: RowName {
            kind,
            name: (!name.is_empty()).then_some(name),
            place: maybe_count(row, "place")?,
            account: row.get("account")?,
            day: row.get("day")?,
        },
        field: row.get("field")?,
        problem: problem(row)?,
        skipped: row.get("skipped")?,
    })
}

/// A problem as its columns have it.
#[derive(Default)]
struct Columns<'a> {
    word: &'a str,
    detail: Option<String>,
    amount: Option<Decimal>,
    currency: Option<&'a Currency>,
}

impl<'a> Columns<'a> {
    fn of(problem: &'a RowProblem) -> Self {
        let alone = |word| Self {
            word,
            ..Self::default()
        };
        let with = |word, detail: &dyn ToString| Self {
            detail: Some(detail.to_string()),
            ..alone(word)
        };
        match problem {
            RowProblem::Misfit(misfit) => alone(misfit.as_str()),
            RowProblem::InWords(words) => alone(words),
            RowProblem::Shortened { characters } => with("shortened", characters),
            RowProblem::ImpossibleDay(day) => with("impossible_day", day),
            RowProblem::NoName(error) => with("no_name", error),
            RowProblem::NoAccounts { known } => with("no_accounts", known),
            RowProblem::NoTransactions { known } => with("no_transactions", known),
            RowProblem::More(count) => with("more", count),
            RowProblem::Rounded { digits, kept } => Self {
                amount: Some(*kept),
                ..with("rounded", digits)
            },
            RowProblem::Doubted {
                lists_none,
                balance,
                currency,
            } => Self {
                amount: *balance,
                currency: currency.as_ref(),
                ..alone(if *lists_none {
                    "no_holdings"
                } else {
                    "fewer_holdings"
                })
            },
        }
    }
}

fn problem(row: &Row<'_>) -> Result<RowProblem, StorageError> {
    let word = text(row, "problem")?.unwrap_or_default();
    let in_words = || RowProblem::InWords(word.to_owned());
    if text(row, "row_kind")?.is_none() {
        return Ok(in_words());
    }
    let count = text(row, "detail")?.and_then(|detail| detail.parse().ok());
    let problem = match word {
        "shortened" => count.map(|characters| RowProblem::Shortened { characters }),
        "impossible_day" => maybe_date(row, "detail")?.map(RowProblem::ImpossibleDay),
        "no_name" => row.get::<_, Option<_>>("detail")?.map(RowProblem::NoName),
        "no_accounts" => count.map(|known| RowProblem::NoAccounts { known }),
        "no_transactions" => count.map(|known| RowProblem::NoTransactions { known }),
        "more" => count.map(RowProblem::More),
        "rounded" => maybe_decimal(row, "amount")?
            .zip(count)
            .map(|(kept, digits)| RowProblem::Rounded { digits, kept }),
        "no_holdings" | "fewer_holdings" => Some(RowProblem::Doubted {
            lists_none: word == "no_holdings",
            balance: maybe_decimal(row, "amount")?,
            currency: Texts::default().currency(row)?,
        }),
        _ => Misfit::parse(word).map(RowProblem::Misfit),
    };
    Ok(problem.unwrap_or_else(in_words))
}
