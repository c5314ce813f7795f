//! The HTTP client of the program, but for the feed of versions: Plaid's investments API.
//!
//! One method per endpoint in use, and domain values out of it. Credentials
//! travel in headers that are marked sensitive; bodies that hold a token are
//! overwritten after use. It knows nothing of files or keyrings.
#![deny(clippy::float_arithmetic)]

mod answer;
mod base_url;
mod calls;
mod client;
mod convert;
mod error;
mod holding_id;
mod holdings;
mod items;
mod link;
mod number;
mod patience;
mod row;
mod row_names;
mod transactions;
mod wire;

pub use base_url::BaseUrl;
pub(crate) use client::prepare_tls;
pub use client::{Credentials, Deadlines, PlaidClient};
pub use error::{ApiError, PlaidError};
pub use holdings::HoldingsAnswer;
pub use items::ItemAnswer;
pub use link::LinkPurpose;
pub use patience::{Budget, Patience, Wait};
pub use transactions::TransactionsAnswer;
