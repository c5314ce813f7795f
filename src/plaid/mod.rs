//! The only HTTP client: Plaid's investments API.
