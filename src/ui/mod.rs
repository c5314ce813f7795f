//! What the window paints.

pub mod allocation;
pub mod connections;
mod derived;
pub mod format;
pub mod overview;
pub mod theme;

pub use derived::{Derived, PageModel, Runner};
