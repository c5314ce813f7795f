//! Connections, and the keys to them: one method per endpoint.

use std::{borrow::Cow, sync::Arc};

use chrono::{DateTime, Utc};

use super::{
    PlaidClient, PlaidError,
    answer::{check_signature, decode_signed, told_failure},
    error::ApiError,
    row::{Fields, instant, label, not_empty},
    wire,
};
use crate::connect::{
    AccessToken, AddedAccount, FailureKind, Institution, ItemReport, Secret, SyncFailure,
};
use crate::domain::{InstitutionId, ItemId};

/// An institution that the sandbox has.
const ASKED_ABOUT: &str = "ins_109508";

/// What Plaid knows of a connection, as far as it says so.
#[derive(Clone, Debug)]
pub struct ItemAnswer {
    /// Which connection it is about; `None` where the answer has nothing of it.
    pub item_id: Option<ItemId>,
    pub institution_id: Option<InstitutionId>,
    pub institution_name: Option<Arc<str>>,
    pub consent_expires_at: Option<DateTime<Utc>>,
    pub data_as_of: Option<DateTime<Utc>>,
    pub failure: Option<SyncFailure>,
}

impl ItemAnswer {
    /// The same, as what is reported of `item`.
    pub fn report(self, item: ItemId) -> ItemReport {
        ItemReport {
            item_id: item,
            institution_id: self.institution_id,
            institution_name: self.institution_name,
            consent_expires_at: self.consent_expires_at,
            data_as_of: self.data_as_of,
            is_manual: false,
            failure: self.failure,
        }
    }
}

impl PlaidClient {
    /// What Plaid knows of a connection: its institution, its condition, the
    /// age of its data.
    pub async fn item(&self, token: &AccessToken) -> Result<ItemAnswer, PlaidError> {
        const ENDPOINT: &str = "/item/get";
        let request = wire::TokenRequest::of(token);
        let body = self.post(ENDPOINT, Some(token), &request).await?;
        let answer: Fields<'_> = decode_signed(ENDPOINT, &body)?;
        let item = answer.object("item");
        let text = |field: &str| item.as_ref()?.text(field);
        let updated = || {
            let investments = answer.object("status")?.object("investments")?;
            instant(&investments.text("last_successful_update")?)
        };
        Ok(ItemAnswer {
            item_id: text("item_id").map(|it| ItemId::from(&*it)),
            institution_id: text("institution_id").map(|it| InstitutionId::from(&*it)),
            institution_name: shown(text("institution_name")),
            consent_expires_at: text("consent_expiration_time").as_deref().and_then(instant),
            data_as_of: updated(),
            failure: told_failure(&answer),
        })
    }

    /// The accounts of a connection, as far as they help to recognize it.
    pub async fn accounts(&self, token: &AccessToken) -> Result<Vec<AddedAccount>, PlaidError> {
        const ENDPOINT: &str = "/accounts/get";
        let request = wire::TokenRequest::of(token);
        let body = self.post(ENDPOINT, Some(token), &request).await?;
        let answer: Fields<'_> = decode_signed(ENDPOINT, &body)?;
        let rows = answer.list("accounts");
        let rows = rows.ok_or_else(|| PlaidError::lacks(ENDPOINT, "accounts"))?;
        // A row that is no object has no digits to compare.
        let rows = rows
            .iter()
            .filter_map(|row| serde_json::from_str(row.get()).ok());
        let account = |row: Fields<'_>| AddedAccount {
            name: shown(row.text("name")),
            mask: shown(row.text("mask")),
            subtype: shown(row.text("subtype")),
        };
        Ok(rows.map(account).collect())
    }

    /// An institution's name and address.
    pub async fn institution(&self, id: &InstitutionId) -> Result<Institution, PlaidError> {
        const ENDPOINT: &str = "/institutions/get_by_id";
        let request = wire::InstitutionRequest {
            institution_id: id.as_str(),
            country_codes: ["US"],
            options: wire::InstitutionOptions {
                include_optional_metadata: true,
            },
        };
        let body = self.post(ENDPOINT, None, &request).await?;
        let row = decode_signed::<wire::InstitutionAnswer>(ENDPOINT, &body)?.institution;
        let name: Arc<str> = match label(row.name) {
            Some(name) => name.into(),
            None => row.institution_id.as_str().into(),
        };
        Ok(Institution {
            id: row.institution_id.into(),
            name,
            url: not_empty(row.url).map(Into::into),
            primary_color: not_empty(row.primary_color).map(Into::into),
            oauth: row.oauth,
        })
    }

    /// Turns the one-time token of a finished sign-in into an access token.
    pub async fn exchange_public_token(
        &self,
        public_token: &Secret,
    ) -> Result<(AccessToken, ItemId), PlaidError> {
        const ENDPOINT: &str = "/item/public_token/exchange";
        let request = wire::ExchangeRequest {
            public_token: public_token.reveal(),
        };
        let body = self.post(ENDPOINT, None, &request).await?;
        let answer: wire::ExchangeAnswer = decode_signed(ENDPOINT, &body)?;
        let token = AccessToken::new(Secret::new(answer.access_token));
        Ok((token, answer.item_id.into()))
    }

    /// Signs in at one of the sandbox's invented institutions.
    pub async fn create_sandbox_public_token(
        &self,
        institution_id: &str,
    ) -> Result<Secret, PlaidError> {
        const ENDPOINT: &str = "/sandbox/public_token/create";
        let request = wire::SandboxRequest {
            institution_id,
            initial_products: ["investments"],
        };
        let body = self.post(ENDPOINT, None, &request).await?;
        let answer: wire::PublicTokenAnswer = decode_signed(ENDPOINT, &body)?;
        Ok(Secret::new(answer.public_token))
    }

    /// Ends the connection at Plaid, and its billing. The token is dead
    /// afterwards. Only Plaid's own answer counts as having ended it.
    pub async fn remove_item(&self, token: &AccessToken) -> Result<(), PlaidError> {
        const ENDPOINT: &str = "/item/remove";
        let body = self
            .post(ENDPOINT, Some(token), &wire::TokenRequest::of(token))
            .await?;
        check_signature(ENDPOINT, &body)
    }

    /// Asks a question that Plaid answers to nobody but holders of keys.
    ///
    /// The institution asked about is one of the sandbox's. That it is not known,
    /// or not for this account, is told after the keys were accepted; any other
    /// error says that they were not, or does not say.
    pub async fn try_keys(&self) -> Result<(), PlaidError> {
        let client = self.expecting(is_about_the_institution);
        match client.institution(&InstitutionId::from(ASKED_ABOUT)).await {
            Err(error) if is_about_the_institution(&error) => Ok(()),
            answer => answer.map(|_| ()),
        }
    }
}

/// A text to read, shortened where it is too long.
fn shown(text: Option<Cow<'_, str>>) -> Option<Arc<str>> {
    label(text.map(Cow::into_owned)).map(Into::into)
}

fn is_about_the_institution(error: &PlaidError) -> bool {
    let is_about_it = |error: &ApiError| {
        error.code.contains("INSTITUTION") && error.kind != FailureKind::RateLimited
    };
    error.is_of_plaid() && matches!(error, PlaidError::Api { error, .. } if is_about_it(error))
}
