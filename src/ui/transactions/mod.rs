//! The transactions page: what happened in the accounts, with the cash flow
//! per month above the table.

mod cells;
mod chart;
mod detail;
mod filter;
mod model;
mod sort;
mod table;
mod toolbar;
mod view;

pub use cells::Cell;
pub(crate) use cells::{fees, price, quantity, type_label};
pub use model::{LeftOut, OpenRow, Sums, TransactionsInput, TransactionsModel};
pub use view::transactions_ui;
