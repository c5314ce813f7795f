//! The allocation page: a donut and the same data as a table.

mod model;

pub use model::{AllocationModel, AllocationPageQuery, DonutSlice};
