//! Reads the portfolio back: facts from the file, values by the rule for every
//! row.

use crate::{
    portfolio::{AccountValues, Portfolio},
    storage::{Database, StorageError},
};

/// Reads everything that is stored, ready to be shown.
pub fn load(database: &Database) -> Result<Portfolio, StorageError> {
    let mut values = AccountValues::default();
    let facts = database.facts(|facts, snapshot| values.add(facts, snapshot))?;
    let portfolio = Portfolio {
        account_values: values.finish(),
        ..facts
    };
    Ok(portfolio.prepared())
}
