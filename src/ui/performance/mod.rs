//! The performance page: what was paid in, what came of it, and how well that
//! is known.

mod cards;
mod explain;
mod growth;
mod model;
mod months;
mod rows;
mod view;
mod waterfall;

pub use model::{PerformanceInput, PerformanceModel, Shown};
pub use months::{Cell, YearRow};
pub use rows::PartRow;
pub use view::performance_ui;
