//! The holdings page: every security in every account, grouped, searched and
//! sorted, with the details of one beside the table.

mod detail;
mod detail_view;
mod groups;
mod model;
mod rows;
mod table;
mod toolbar;
mod view;

pub use detail::{Detail, HoldingHistory};
pub(super) use detail_view::plot_ui;
pub use groups::{Group, Line};
pub use model::{HoldingsInput, HoldingsModel};
pub use rows::{HoldingRow, TotalLine};
pub use view::holdings_ui;
