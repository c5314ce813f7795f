//! The holdings page: every security in every account, grouped, searched and
//! sorted, with the details of one beside the table.

mod detail;
mod model;

pub use detail::Detail;
pub use model::{Group, HoldingRow, HoldingsInput, HoldingsModel, Line, TotalLine};
