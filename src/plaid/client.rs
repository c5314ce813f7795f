//! One method per endpoint in use.

use std::{
    error::Error,
    io,
    sync::Arc,
    time::{Duration, Instant},
};

use bytes::Bytes;
use chrono::NaiveDate;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{
    BaseUrl, PlaidError, calls,
    convert::Converter,
    error::{ApiError, MAX_ANSWER},
    patience::{Patience, Tries},
    row::{Fields, instant, label, not_empty},
    wire,
};
use crate::connect::{
    AccessToken, FailureKind, Institution, ItemReport, RowIssue, Secret, SyncFailure,
};
use crate::domain::{Account, Holding, InstitutionId, ItemId, Security};
use crate::log::Log;

/// The room made for an answer before it arrives. An answer with a token fits
/// into the least, so that no copy of it is left behind by growing; what is
/// merely announced never gets more than the most.
const LEAST_ROOM: usize = 16 << 10;
const MOST_ROOM: usize = 1 << 20;

const API_VERSION: &str = "2020-09-14";

/// An institution that the sandbox has.
const ASKED_ABOUT: &str = "ins_109508";

/// The person's own keys to Plaid.
#[derive(Clone, Debug)]
pub struct Credentials {
    pub client_id: Secret,
    pub secret: Secret,
}

/// How long an answer is waited for.
#[derive(Clone, Copy, Debug)]
pub struct Deadlines {
    /// Until there is a connection.
    pub connect: Duration,
    /// Without a byte. Plaid may hold the first answer back for a minute or two
    /// while it collects the data.
    pub silence: Duration,
    /// Until the answer is there in whole, however it drips in.
    pub whole: Duration,
}

impl Default for Deadlines {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            silence: Duration::from_mins(3),
            whole: Duration::from_mins(10),
        }
    }
}

/// A client of Plaid's investments API. Cloning shares the connections.
///
/// Dropping the future of a call cancels it.
#[derive(Clone, Debug)]
pub struct PlaidClient {
    base: BaseUrl,
    http: reqwest::Client,
    /// Without it a request is tried once.
    patience: Option<Patience>,
    log: Log,
    /// Errors that answer what was asked, and are no trouble for the log.
    expected: fn(&PlaidError) -> bool,
}

/// A full snapshot of what a connection holds, as far as it could be read.
#[derive(Clone, Debug)]
pub struct HoldingsAnswer {
    /// Every account, of whatever type.
    pub accounts: Vec<Account>,
    pub holdings: Vec<Holding>,
    /// Whether there was a list of holdings. Where not, nothing was said of
    /// what the accounts hold.
    pub are_holdings_listed: bool,
    pub securities: Vec<Security>,
    /// The portfolio was typed in by hand in Plaid Link.
    pub is_manual: bool,
    /// What is the matter with the connection, told within the answer.
    pub failure: Option<SyncFailure>,
    pub row_issues: Vec<RowIssue>,
}

impl PlaidClient {
    /// Prepares a client; nothing is sent yet.
    ///
    /// Redirects are refused, proxies are not used on loopback, and TLS is
    /// rustls with the operating system's roots.
    pub fn new(base: BaseUrl, credentials: &Credentials) -> Result<Self, PlaidError> {
        Self::with_deadlines(base, credentials, Deadlines::default())
    }

    /// The same with other deadlines than Plaid needs.
    pub fn with_deadlines(
        base: BaseUrl,
        credentials: &Credentials,
        deadlines: Deadlines,
    ) -> Result<Self, PlaidError> {
        if rustls::crypto::CryptoProvider::get_default().is_none() {
            // Fails only when another thread was quicker, which is as good.
            drop(rustls::crypto::ring::default_provider().install_default());
        }
        let mut builder = reqwest::Client::builder()
            .default_headers(headers(credentials)?)
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(deadlines.connect)
            .read_timeout(deadlines.silence)
            .timeout(deadlines.whole)
            .https_only(!base.is_loopback());
        if base.is_loopback() {
            builder = builder.no_proxy();
        }
        let http = builder.build().map_err(PlaidError::Client)?;
        Ok(Self {
            base,
            http,
            patience: None,
            log: Log::off(),
            expected: |_| false,
        })
    }

    /// The same client, which waits and tries again where that helps.
    #[must_use]
    pub fn patient(self, patience: Patience) -> Self {
        Self {
            patience: Some(patience),
            ..self
        }
    }

    /// The same client, which tries everything once.
    #[must_use]
    pub fn impatient(&self) -> Self {
        Self {
            patience: None,
            ..self.clone()
        }
    }

    /// The same client, writing down every call.
    #[must_use]
    pub fn with_log(self, log: Log) -> Self {
        Self { log, ..self }
    }

    /// What Plaid knows of a connection: its institution, its condition, the
    /// age of its data.
    pub async fn item(&self, token: &AccessToken) -> Result<ItemReport, PlaidError> {
        const ENDPOINT: &str = "/item/get";
        let body = self
            .post(ENDPOINT, Some(token), &token_request(token))
            .await?;
        let answer: wire::ItemAnswer = decode_signed(ENDPOINT, &body)?;
        let request_id = answer.request_id;
        let failure = answer.item.error.map(|mut error| {
            error.request_id = error.request_id.or(request_id);
            (&ApiError::new(error, 200)).into()
        });
        Ok(ItemReport {
            item_id: answer.item.item_id.into(),
            institution_id: not_empty(answer.item.institution_id).map(Into::into),
            institution_name: label(answer.item.institution_name).map(Into::into),
            consent_expires_at: answer
                .item
                .consent_expiration_time
                .as_deref()
                .and_then(instant),
            data_as_of: answer
                .status
                .and_then(|it| it.investments)
                .and_then(|it| it.last_successful_update)
                .as_deref()
                .and_then(instant),
            is_manual: false,
            failure,
        })
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

    /// Everything a connection holds. A holding without a price date is dated
    /// `today`.
    pub async fn holdings(
        &self,
        token: &AccessToken,
        today: NaiveDate,
    ) -> Result<HoldingsAnswer, PlaidError> {
        const ENDPOINT: &str = "/investments/holdings/get";
        let body = self
            .post(ENDPOINT, Some(token), &token_request(token))
            .await?;
        let answer: Fields<'_> = decode(ENDPOINT, &body)?;
        let (accounts, rows) = (answer.list("accounts"), answer.list("holdings"));
        if accounts.as_ref().is_none_or(Vec::is_empty) && rows.is_none() {
            return Err(PlaidError::lacks(ENDPOINT, "holdings"));
        }
        let mut converter = Converter::new(today);
        let accounts = accounts.unwrap_or_default();
        let accounts = converter.accounts(&told_item(&answer), &accounts);
        let securities = converter.securities(&answer.list("securities").unwrap_or_default());
        let are_holdings_listed = rows.is_some();
        if !are_holdings_listed {
            converter.lacks("holdings");
        }
        let holdings = converter.holdings(&rows.unwrap_or_default());
        Ok(HoldingsAnswer {
            accounts,
            holdings,
            are_holdings_listed,
            securities,
            is_manual: answer.get("is_investments_fallback_item") == Some("true"),
            failure: told_failure(&answer),
            row_issues: converter.row_issues.into_vec(),
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
            .post(ENDPOINT, Some(token), &token_request(token))
            .await?;
        check_signature(ENDPOINT, &body)
    }

    /// Asks a question that Plaid answers to nobody but holders of keys.
    ///
    /// The institution asked about is one of the sandbox's. That it is not known,
    /// or not for this account, is told after the keys were accepted; any other
    /// error says that they were not, or does not say.
    pub async fn try_keys(&self) -> Result<(), PlaidError> {
        let client = Self {
            expected: is_about_the_institution,
            ..self.clone()
        };
        match client.institution(&InstitutionId::from(ASKED_ABOUT)).await {
            Err(error) if is_about_the_institution(&error) => Ok(()),
            answer => answer.map(|_| ()),
        }
    }

    /// Where Plaid is.
    pub(super) fn base(&self) -> &BaseUrl {
        &self.base
    }

    /// Sends a request, about `item` where it is about one, and returns the
    /// body of a good answer; with patience, that of a later try.
    pub(super) async fn post(
        &self,
        endpoint: &'static str,
        item: Option<&AccessToken>,
        request: &impl Serialize,
    ) -> Result<Zeroizing<Vec<u8>>, PlaidError> {
        let body =
            serde_json::to_vec(request).map_err(|error| PlaidError::malformed(endpoint, &error))?;
        let body = Bytes::from_owner(Zeroizing::new(body));
        let Some(patience) = &self.patience else {
            return self.post_once(endpoint, body).await;
        };
        let mut tries = Tries::default();
        loop {
            patience.admit(endpoint, item).await;
            match self.post_once(endpoint, body.clone()).await {
                Ok(answer) => return Ok(answer),
                Err(error) => patience.after(error, &mut tries).await?,
            }
        }
    }

    async fn post_once(
        &self,
        endpoint: &'static str,
        body: Bytes,
    ) -> Result<Zeroizing<Vec<u8>>, PlaidError> {
        let began = Instant::now();
        let answer = self.send(endpoint, body).await;
        let is_expected = answer.as_ref().err().is_some_and(self.expected);
        calls::record(&self.log, endpoint, &answer, is_expected, began.elapsed());
        answer
    }

    async fn send(
        &self,
        endpoint: &'static str,
        body: Bytes,
    ) -> Result<Zeroizing<Vec<u8>>, PlaidError> {
        let response = self
            .http
            .post(self.base.endpoint(endpoint))
            .body(body)
            .send()
            .await
            .map_err(|error| transport(endpoint, error))?;
        let status = response.status();
        if status.is_redirection() {
            return Err(PlaidError::Redirected { endpoint });
        }
        let body = read(endpoint, response).await?;
        if status.is_success() {
            return Ok(body);
        }
        let status = status.as_u16();
        match serde_json::from_slice::<wire::ErrorBody>(&body) {
            Ok(error) if error.error_code.is_some() => Err(PlaidError::Api {
                endpoint,
                error: Box::new(ApiError::new(error, status)),
            }),
            _ => Err(PlaidError::Gateway { endpoint, status }),
        }
    }
}

fn headers(credentials: &Credentials) -> Result<HeaderMap, PlaidError> {
    let sensitive = |secret: &Secret| {
        let mut value = HeaderValue::from_str(secret.reveal())
            .ok()
            .ok_or(PlaidError::InvalidCredentials)?;
        value.set_sensitive(true);
        Ok(value)
    };
    Ok(HeaderMap::from_iter([
        (
            HeaderName::from_static("plaid-client-id"),
            sensitive(&credentials.client_id)?,
        ),
        (
            HeaderName::from_static("plaid-secret"),
            sensitive(&credentials.secret)?,
        ),
        (
            HeaderName::from_static("plaid-version"),
            HeaderValue::from_static(API_VERSION),
        ),
        (
            reqwest::header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        ),
    ]))
}

fn token_request(token: &AccessToken) -> wire::TokenRequest<'_> {
    wire::TokenRequest {
        access_token: token.secret().reveal(),
    }
}

/// Reads a body up to [`MAX_ANSWER`], however long it claims to be.
async fn read(
    endpoint: &'static str,
    mut response: reqwest::Response,
) -> Result<Zeroizing<Vec<u8>>, PlaidError> {
    let announced = response.content_length().unwrap_or_default();
    let announced = usize::try_from(announced).unwrap_or(usize::MAX);
    if announced > MAX_ANSWER {
        return Err(PlaidError::TooLarge { endpoint });
    }
    let mut body = Zeroizing::new(Vec::with_capacity(announced.clamp(LEAST_ROOM, MOST_ROOM)));
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|error| transport(endpoint, error))?
    {
        if body.len() + chunk.len() > MAX_ANSWER {
            return Err(PlaidError::TooLarge { endpoint });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// Reads an answer on which a claim rests: one of Plaid's own.
pub(super) fn decode_signed<'a, T: Deserialize<'a>>(
    endpoint: &'static str,
    body: &'a [u8],
) -> Result<T, PlaidError> {
    check_signature(endpoint, body)?;
    decode(endpoint, body)
}

fn check_signature(endpoint: &'static str, body: &[u8]) -> Result<(), PlaidError> {
    let signature: wire::Signature<'_> = decode(endpoint, body)?;
    // A list would be read as the fields of an object, in their order.
    let is_object = body.trim_ascii_start().starts_with(b"{");
    match signature.request_id.as_deref() {
        Some(id) if is_object && !id.is_empty() => Ok(()),
        Some(_) | None => Err(PlaidError::Unsigned { endpoint }),
    }
}

fn is_about_the_institution(error: &PlaidError) -> bool {
    let is_about_it = |error: &ApiError| {
        error.code.contains("INSTITUTION") && error.kind != FailureKind::RateLimited
    };
    error.is_of_plaid() && matches!(error, PlaidError::Api { error, .. } if is_about_it(error))
}

pub(super) fn decode<'a, T: Deserialize<'a>>(
    endpoint: &'static str,
    body: &'a [u8],
) -> Result<T, PlaidError> {
    serde_json::from_slice(body).map_err(|error| PlaidError::malformed(endpoint, &error))
}

/// What the transport layer tells of TLS, where that is what failed.
fn tls(error: &reqwest::Error) -> Option<rustls::Error> {
    let mut source = Error::source(error);
    while let Some(cause) = source {
        if let Some(error) = cause.downcast_ref::<rustls::Error>() {
            return Some(error.clone());
        }
        // An I/O error gives the source of what it holds, not that itself.
        let held = cause
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref);
        source = match held {
            Some(held) => Some(held),
            None => cause.source(),
        };
    }
    None
}

/// The connection that an answer says it is about; an empty id where it does
/// not.
pub(super) fn told_item(answer: &Fields<'_>) -> ItemId {
    let item = answer.object("item");
    let id = item.and_then(|it| it.text("item_id"));
    ItemId::from(&*id.unwrap_or_default())
}

/// What an answer says is the matter with the connection.
fn told_failure(answer: &Fields<'_>) -> Option<SyncFailure> {
    let item = answer.object("item")?;
    let mut error: wire::ErrorBody = serde_json::from_str(item.get("error")?).ok()?;
    let request_id = || answer.text("request_id").map(Into::into);
    error.request_id = error.request_id.or_else(request_id);
    Some((&ApiError::new(error, 200)).into())
}

fn transport(endpoint: &'static str, error: reqwest::Error) -> PlaidError {
    if let Some(source) = tls(&error) {
        PlaidError::Certificate { endpoint, source }
    } else if error.is_timeout() {
        PlaidError::TimedOut { endpoint }
    } else {
        PlaidError::Offline {
            endpoint,
            source: error.without_url(),
        }
    }
}
