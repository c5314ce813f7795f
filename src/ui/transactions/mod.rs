//! The transactions page: what happened in the accounts, with the cash flow
//! per month above the table.

mod model;

pub use model::{Cell, OpenRow, TransactionsInput, TransactionsModel};
pub(crate) use model::{fees, price, quantity, type_label};
