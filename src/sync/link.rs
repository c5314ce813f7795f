//! Signing in on a page of Plaid's in the browser: to connect institutions, and
//! to repair connections.
//!
//! The page is noted before anybody sees it: its address and token in the
//! keyring, the fact in the database. A program that is closed meanwhile can
//! ask after it once it runs again, and a keyring that refuses does so before
//! anything is connected. What is added is dealt with as soon as it is seen:
//! its one-time token is good for half an hour.

pub(super) mod added;
pub(super) mod noted;
mod open;
mod page;

pub use open::{OpenLink, open_link, reopen_link};
pub use page::{LinkNews, abandon_link, follow_link, settle_link};
