//! Hosted Link: what is sent to open a page and what is read of its sessions.

use serde::{Deserialize, Serialize};

use super::ErrorBody;

#[derive(Serialize)]
pub(in crate::plaid) struct CreateRequest<'a> {
    pub(in crate::plaid) client_name: &'static str,
    pub(in crate::plaid) language: &'static str,
    pub(in crate::plaid) country_codes: [&'static str; 1],
    pub(in crate::plaid) user: User<'a>,
    pub(in crate::plaid) hosted_link: HostedLinkOptions,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::plaid) products: Option<[&'static str; 1]>,
    /// Update mode.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::plaid) access_token: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::plaid) additional_consented_products: Option<[&'static str; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::plaid) update: Option<Update>,
}

#[derive(Serialize)]
pub(in crate::plaid) struct User<'a> {
    pub(in crate::plaid) client_user_id: &'a str,
}

/// An empty object, which asks for a page.
#[derive(Serialize)]
pub(in crate::plaid) struct HostedLinkOptions {}

#[derive(Serialize)]
pub(in crate::plaid) struct Update {
    pub(in crate::plaid) account_selection_enabled: bool,
}

#[derive(Serialize)]
pub(in crate::plaid) struct SessionRequest<'a> {
    pub(in crate::plaid) link_token: &'a str,
}

#[derive(Deserialize)]
pub(in crate::plaid) struct CreateAnswer {
    pub(in crate::plaid) link_token: String,
    #[serde(default)]
    pub(in crate::plaid) expiration: Option<String>,
    #[serde(default)]
    pub(in crate::plaid) hosted_link_url: Option<String>,
}

#[derive(Deserialize)]
pub(in crate::plaid) struct SessionsAnswer {
    #[serde(default)]
    pub(in crate::plaid) expiration: Option<String>,
    #[serde(default)]
    pub(in crate::plaid) link_sessions: Option<Vec<SessionRow>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::plaid) struct SessionRow {
    pub(in crate::plaid) link_session_id: Option<String>,
    pub(in crate::plaid) finished_at: Option<String>,
    pub(in crate::plaid) results: Option<Results>,
    /// Deprecated, and all that some answers have.
    pub(in crate::plaid) on_success: Option<Success>,
    pub(in crate::plaid) exit: Option<Exit>,
    /// Deprecated, and all that some answers have.
    pub(in crate::plaid) on_exit: Option<Exit>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::plaid) struct Results {
    pub(in crate::plaid) item_add_results: Option<Vec<ItemAdded>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::plaid) struct ItemAdded {
    pub(in crate::plaid) public_token: Option<String>,
    pub(in crate::plaid) institution: Option<InstitutionRow>,
    pub(in crate::plaid) accounts: Option<Vec<AccountRow>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::plaid) struct Success {
    pub(in crate::plaid) public_token: Option<String>,
    pub(in crate::plaid) metadata: Option<SuccessMetadata>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::plaid) struct SuccessMetadata {
    pub(in crate::plaid) institution: Option<InstitutionRow>,
    pub(in crate::plaid) accounts: Option<Vec<AccountRow>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::plaid) struct InstitutionRow {
    pub(in crate::plaid) institution_id: Option<String>,
    pub(in crate::plaid) name: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::plaid) struct AccountRow {
    pub(in crate::plaid) name: Option<String>,
    pub(in crate::plaid) mask: Option<String>,
    pub(in crate::plaid) subtype: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::plaid) struct Exit {
    pub(in crate::plaid) error: Option<ErrorBody>,
    pub(in crate::plaid) metadata: Option<ExitMetadata>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::plaid) struct ExitMetadata {
    pub(in crate::plaid) status: Option<String>,
}
