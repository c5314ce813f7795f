//! What is said of rows that were not taken as they came.

use super::{
    Label,
    format::{self, Figures, HIDDEN},
};
use crate::connect::{Misfit, RowIssue, RowKind, RowName, RowProblem};

/// `transaction BUY of 2026-05-05: price is not a number and cannot be read (kept)`.
pub fn row_issue(issue: &RowIssue, figures: Figures) -> String {
    let effect = if issue.skipped { "left out" } else { "kept" };
    format!(
        "{}: {} ({effect})",
        row_name(&issue.row, figures),
        row_problem(issue, figures)
    )
}

/// `holding of Apple Inc. in Brokerage ••1111`. Names that an institution makes
/// up row by row may hold amounts: their digits are hidden with them.
pub fn row_name(row: &RowName, figures: Figures) -> String {
    let place = row.place.map(|place| place.to_string());
    let name = match (row.kind, &row.name) {
        (RowKind::Transaction | RowKind::InWords, Some(name)) => masked(name, figures),
        (_, name) => name.clone().or(place).unwrap_or_default(),
    };
    let of_name = match row.kind {
        RowKind::InWords => name,
        RowKind::Answer => "answer".to_owned(),
        RowKind::Others => "further rows".to_owned(),
        RowKind::Holding if row.name.is_some() => format!("holding of {name}"),
        RowKind::Account => format!("account {name}"),
        RowKind::Security => format!("security {name}"),
        RowKind::Holding => format!("holding {name}"),
        RowKind::Transaction => format!("transaction {name}"),
        RowKind::Institution => format!("institution {name}"),
    };
    let day = row.day.iter().map(|day| format!(" of {day}"));
    let account = row.account.iter().map(|account| format!(" in {account}"));
    of_name + &day.chain(account).collect::<String>()
}

/// `price is not a number and cannot be read`.
pub fn row_problem(issue: &RowIssue, figures: Figures) -> String {
    let field = issue.field.as_deref();
    let text = match &issue.problem {
        RowProblem::Misfit(Misfit::NoList) => {
            let list = field.unwrap_or_default();
            return format!("has no list of {list} that can be read");
        }
        RowProblem::Misfit(misfit) => misfit.label().to_owned(),
        RowProblem::Rounded { digits, kept } => format!(
            "has {digits} digits, more than can be kept: it is {} now",
            figures.quantity(Some(*kept))
        ),
        RowProblem::Shortened { characters } => format!(
            "has {} characters and is shortened",
            format::count(*characters)
        ),
        RowProblem::ImpossibleDay(day) => format!("is {day}, which cannot be"),
        RowProblem::NoName(error) => format!("its name could not be read: {error}"),
        RowProblem::Doubted {
            lists_none,
            balance,
            currency,
        } => {
            let what = if *lists_none {
                "lists no holdings any more"
            } else {
                "lists fewer holdings than before"
            };
            let balance = match balance {
                None => "not known".to_owned(),
                Some(_) => figures.money(*balance, currency.as_ref()),
            };
            format!(
                "{what}, without a sale, and its balance is {balance}: that is doubted, and what \
                 it held stays"
            )
        }
        RowProblem::NoAccounts { known } => format!(
            "describes no account, where {} known: that is doubted, and what was held stays",
            match known {
                1 => "1 account was".to_owned(),
                _ => format!("{} accounts were", format::count(*known)),
            }
        ),
        RowProblem::NoTransactions { known } => format!(
            "lists none of its {} transactions any more: that is doubted, and they stay",
            format::count(*known)
        ),
        RowProblem::More(count) => format!("{} more like these", format::count(*count)),
        RowProblem::InWords(words) => masked(words, figures),
    };
    match field {
        Some(field) => format!("{field} {text}"),
        None => text,
    }
}

impl Label for Misfit {
    fn label(self) -> &'static str {
        match self {
            Self::Missing => "is missing or cannot be read",
            Self::NotAnObject => "is not an object and cannot be read",
            Self::NotAList => "is not a list and cannot be read",
            Self::NotAText => "is not a text and cannot be read",
            Self::NotANumber => "is not a number and cannot be read",
            Self::NotAFlag => "is neither true nor false and cannot be read",
            Self::NotADate => "is not a date and cannot be read",
            Self::NotAnInstant => "is not a moment and cannot be read",
            Self::NumberAsText => "came as a text; it is read as the number that it says",
            Self::FlagAsText => "came as a text; it is read as the yes or no that it says",
            Self::TooLarge => "is beyond what can be counted",
            Self::NoType => "is missing; what the row is, is not known",
            Self::NoAmount => "is not known; the row is in no sum",
            Self::NoList => "is no list that can be read",
            Self::NoConnection => "does not say which connection it is about",
            Self::NoAccount => "its account is not among the accounts",
            Self::NotDescribed => "is named by what it holds, and described nowhere",
        }
    }
}

/// The text, without the digits of its figures where amounts are hidden.
fn masked(text: &str, figures: Figures) -> String {
    if !figures.hide {
        return text.to_owned();
    }
    let mut masked = String::with_capacity(text.len());
    for letter in text.chars() {
        if !letter.is_numeric() {
            masked.push(letter);
        } else if !masked.ends_with(HIDDEN) {
            masked.push_str(HIDDEN);
        }
    }
    masked
}

#[cfg(test)]
mod tests {
    use rust_decimal::dec;

    use super::*;
    use crate::domain::Currency;

    const OPEN: Figures = Figures { hide: false };
    const HIDE: Figures = Figures { hide: true };

    #[test]
    fn a_row_is_called_by_what_a_person_knows_it_by() {
        let named = |kind| RowName {
            account: Some("Brokerage ••1111".to_owned()),
            ..RowName::named(kind, "Fund")
        };
        let check = |row: RowName, expected: &str| assert_eq!(row_name(&row, OPEN), expected);
        check(
            named(RowKind::Holding),
            "holding of Fund in Brokerage ••1111",
        );
        check(
            RowName {
                day: Some("2026-05-05".to_owned()),
                ..named(RowKind::Transaction)
            },
            "transaction Fund of 2026-05-05 in Brokerage ••1111",
        );
        check(
            RowName {
                place: Some(3),
                ..RowName::unnamed(RowKind::Holding)
            },
            "holding 3",
        );
        check(RowName::unnamed(RowKind::Others), "further rows");
        check(
            RowName::named(RowKind::InWords, "transaction t1"),
            "transaction t1",
        );
    }

    #[test]
    fn hidden_amounts_are_hidden_in_what_is_said_of_rows() {
        let row = || RowName {
            account: Some("Brokerage ••1111".to_owned()),
            ..RowName::named(RowKind::Transaction, "Sold 10.5 @ 200")
        };
        let check = |problem: RowProblem, open: &str, hidden: &str| {
            let issue = RowIssue::kept(row(), problem);
            let said = |row: &str, problem: &str| {
                format!("transaction {row} in Brokerage ••1111: {problem} (kept)")
            };
            assert_eq!(row_issue(&issue, OPEN), said("Sold 10.5 @ 200", open));
            assert_eq!(row_issue(&issue, HIDE), said("Sold •••.••• @ •••", hidden));
        };
        check(
            RowProblem::Rounded {
                digits: 31,
                kept: dec!(1234.5),
            },
            "has 31 digits, more than can be kept: it is 1,234.5 now",
            "has 31 digits, more than can be kept: it is ••• now",
        );
        let end = "that is doubted, and what it held stays";
        check(
            RowProblem::Doubted {
                lists_none: true,
                balance: Some(dec!(70)),
                currency: Some(Currency::iso("USD")),
            },
            &format!(
                "lists no holdings any more, without a sale, and its balance is $70.00: {end}"
            ),
            &format!("lists no holdings any more, without a sale, and its balance is •••: {end}"),
        );
        check(
            RowProblem::InWords("its balance is 1234.50 USD".to_owned()),
            "its balance is 1234.50 USD",
            "its balance is •••.••• USD",
        );
    }
}
