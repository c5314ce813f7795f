//! The window: state, background work, and the frame.

mod preferences;

pub use preferences::{Preferences, PreferencesError};
