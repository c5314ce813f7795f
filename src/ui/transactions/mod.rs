//! The transactions page: what happened in the accounts, with the cash flow
//! per month above the table.

mod cells;
mod chart;
mod detail;
mod filter;
mod found;
mod model;
mod sort;
mod table;
mod toolbar;
mod view;

pub use cells::Cell;
pub(crate) use cells::{fees, price, quantity, type_label};
pub use found::{FoundRows, LeftOut, Sums};
pub use model::{OpenRow, TransactionsInput, TransactionsModel};
pub use view::transactions_ui;
