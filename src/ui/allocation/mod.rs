//! The allocation page: a donut and the same data as a table.

mod forms;
mod inside;
mod model;
mod squares;
mod table;
mod view;

pub use model::{AllocationModel, AllocationPageQuery, DonutSlice, Inside, slices};
pub use view::allocation_ui;
pub(super) use view::picture_ui;
