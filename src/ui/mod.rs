//! What the window paints.

pub mod allocation;
pub mod connections;
mod derived;
pub mod export;
pub mod format;
pub mod holdings;
pub mod overview;
pub mod search;
pub mod theme;
pub mod transactions;
pub mod widgets;

pub use derived::{Derived, PageModel, Runner};
