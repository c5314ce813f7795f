//! What the last sync changed: the drawer behind its age.

mod model;
mod view;

pub use model::{ChangeRow, ChangesInput, ChangesModel};
pub use view::changes_ui;
