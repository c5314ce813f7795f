//! How a page in the browser ended, in the window and in a terminal.

/// The person left it, or the institution would not have them.
pub const PAGE_LEFT: &str = "The page was left before anything came of it.";

/// Nobody finished it in time.
pub const PAGE_EXPIRED: &str = "The page expired before it was finished.";

/// Nobody waits for it any more.
pub const PAGE_STAYS_OPEN: &str = "The page stays open: the same command goes on with it.";

/// What was added on it was not kept, as was decided.
pub const REMOVED_AGAIN: &str = "It was removed at Plaid again.";
