//! The page of what needs attention: how every account came out, every item with
//! what resolves it, and what was resolved.

mod accounts;
mod cards;
mod entry;
mod model;
mod resolved;
mod view;

pub use entry::AttentionForm;
pub use model::{AttentionInput, AttentionModel, MOST_ITEMS, Record};
pub use view::attention_ui;
