//! The history of syncs: what each one changed, and why one failed. It stands
//! on the connections page, in place of the cards.

mod detail;
mod model;
mod view;

pub use model::{HistoryInput, HistoryModel};
pub use view::history_ui;
