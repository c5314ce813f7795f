//! What is said of a portfolio file that is not well.

use crate::portfolio::Finding;

/// What was found, as one line without a period.
pub fn finding(finding: &Finding) -> String {
    match finding {
        Finding::Structure(said) => format!("the file is damaged: {said}"),
        Finding::Schema { object } => format!("{object} is not as it was made"),
        Finding::LostReference { table, parent } => {
            format!("a row of {table} refers to a row of {parent} that is not there")
        }
        Finding::UnreadableValue { table, column, row } => {
            format!("{column} of {table} {row} cannot be read")
        }
        Finding::UnreadableRow { cause } => format!("a row cannot be read: {cause}"),
        Finding::Altered { table, row } => {
            format!("{table} {row} is damaged: it is not as it was written")
        }
        Finding::ChangedOutside { table, row } => {
            format!("{table} {row} was changed outside of Holdfast")
        }
        Finding::UnlikeSnapshot { holding } => {
            format!("holding {holding} differs from its latest snapshot")
        }
    }
}

/// What all findings come to, and what to do.
pub fn verified(findings: &[Finding]) -> &'static str {
    if findings.is_empty() {
        "The portfolio file is whole, and every row of it is as it was written."
    } else if findings.iter().any(Finding::is_damage) {
        "The portfolio file is damaged. Put a copy of it back, or delete it and sync."
    } else {
        "The portfolio file is whole, and another program changed rows of it."
    }
}
