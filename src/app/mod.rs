//! The window: state, background tasks, preferences.
