//! JSON exactly as Plaid sends and takes it.
//!
//! Requests name only what is sent: Plaid refuses unknown fields. Here are the
//! answers that are needed whole; those with accounts, holdings and transactions
//! are read field by field, see [`super::row`].

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::connect::AccessToken;

pub(super) mod link;

#[derive(Serialize)]
pub(super) struct TokenRequest<'a> {
    pub(super) access_token: &'a str,
}

impl<'a> TokenRequest<'a> {
    pub(super) fn of(token: &'a AccessToken) -> Self {
        Self {
            access_token: token.secret().reveal(),
        }
    }
}

#[derive(Serialize)]
pub(super) struct InstitutionRequest<'a> {
    pub(super) institution_id: &'a str,
    pub(super) country_codes: [&'static str; 1],
    pub(super) options: InstitutionOptions,
}

#[derive(Serialize)]
pub(super) struct InstitutionOptions {
    pub(super) include_optional_metadata: bool,
}

#[derive(Serialize)]
pub(super) struct TransactionsRequest<'a> {
    pub(super) access_token: &'a str,
    pub(super) start_date: String,
    pub(super) end_date: String,
    pub(super) options: PageOptions,
}

#[derive(Clone, Copy, Serialize)]
pub(super) struct PageOptions {
    pub(super) count: usize,
    pub(super) offset: usize,
}

#[derive(Serialize)]
pub(super) struct ExchangeRequest<'a> {
    pub(super) public_token: &'a str,
}

#[derive(Serialize)]
pub(super) struct SandboxRequest<'a> {
    pub(super) institution_id: &'a str,
    pub(super) initial_products: [&'static str; 1],
}

/// What every answer of Plaid bears, and nothing else does.
#[derive(Deserialize)]
pub(super) struct Signature<'a> {
    #[serde(borrow, default)]
    pub(super) request_id: Option<Cow<'a, str>>,
}

/// Plaid's error body, also found as `item.error` inside a good answer.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ErrorBody {
    pub(super) error_type: Option<String>,
    pub(super) error_code: Option<String>,
    pub(super) display_message: Option<String>,
    pub(super) request_id: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct InstitutionAnswer {
    pub(super) institution: InstitutionRow,
}

#[derive(Deserialize)]
pub(super) struct InstitutionRow {
    pub(super) institution_id: String,
    #[serde(default)]
    pub(super) name: Option<String>,
    #[serde(default)]
    pub(super) url: Option<String>,
    #[serde(default)]
    pub(super) primary_color: Option<String>,
    #[serde(default)]
    pub(super) oauth: Option<bool>,
}

#[derive(Deserialize)]
pub(super) struct ExchangeAnswer {
    pub(super) access_token: String,
    pub(super) item_id: String,
}

#[derive(Deserialize)]
pub(super) struct PublicTokenAnswer {
    pub(super) public_token: String,
}
