//! The transactions page: what happened in the accounts, with the cash flow
//! per month above the table.

mod chart;
mod detail;
mod model;
mod view;

pub use model::{Cell, LeftOut, OpenRow, Sums, TransactionsInput, TransactionsModel};
pub(crate) use model::{fees, price, quantity, type_label};
pub use view::transactions_ui;
