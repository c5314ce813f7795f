//! The allocation page: a donut and the same data as a table.

mod model;
mod table;
mod view;

pub use model::{AllocationModel, AllocationPageQuery, DonutSlice, slices};
pub use view::allocation_ui;
