//! The command palette: every page, action, account and holding by its name.

mod model;
mod view;

pub use model::{Entry, PaletteInput, PaletteModel};
pub(super) use view::CommandPalette;
