//! The performance page: what was paid in, what came of it, and how well that
//! is known.

mod cards;
mod growth;
mod input;
mod lines;
mod model;
mod months;
mod parts;
mod rows;
mod view;
mod waterfall;

pub(super) use growth::{lines, plot_ui};
pub use input::PerformanceInput;
pub use model::{PerformanceModel, Shown};
pub use months::{Cell, YearRow};
pub use parts::PartRow;
pub use view::performance_ui;
