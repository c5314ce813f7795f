//! How a figure comes about: the panel that every page opens.

mod model;
mod view;

pub use model::{ExplanationInput, ExplanationModel};
pub use view::explanation_ui;
