//! The transactions page: what happened in the accounts, with the cash flow
//! per month above the table.

mod cells;
mod chart;
mod detail;
mod filter;
mod found;
mod input;
mod model;
mod sort;
mod table;
mod toolbar;
mod view;

pub use cells::Cell;
pub(crate) use cells::{fees, price, quantity, type_label};
pub(super) use chart::{color, months_ui, shown};
pub use found::{FoundRows, LeftOut, Sums};
pub use input::TransactionsInput;
pub use model::{OpenRow, TransactionsModel};
pub use view::transactions_ui;
