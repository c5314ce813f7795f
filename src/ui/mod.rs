//! What the window paints.
