//! How Plaid is asked: headers, deadlines, tries, and what counts as an answer.

use std::{
    error::Error,
    io,
    time::{Duration, Instant},
};

use bytes::Bytes;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;
use zeroize::Zeroizing;

use super::{
    BaseUrl, PlaidError, calls,
    error::{ApiError, MAX_ANSWER},
    patience::{Patience, Tries},
    wire,
};
use crate::connect::{AccessToken, Secret};
use crate::log::Log;

/// The room made for an answer before it arrives. An answer with a token fits
/// into the least, so that no copy of it is left behind by growing; what is
/// merely announced never gets more than the most.
const LEAST_ROOM: usize = 16 << 10;
const MOST_ROOM: usize = 1 << 20;

const API_VERSION: &str = "2020-09-14";

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
    /// Until the answer is there in whole, however slowly it arrives.
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

impl PlaidClient {
    /// Prepares a client; nothing is sent yet.
    ///
    /// Redirects are refused, proxies are not used on loopback, and TLS is
    /// rustls with the operating system's roots, which plain http does not ask for.
    pub fn new(base: BaseUrl, credentials: &Credentials) -> Result<Self, PlaidError> {
        Self::with_deadlines(base, credentials, Deadlines::default())
    }

    /// The same with other deadlines than Plaid needs.
    pub fn with_deadlines(
        base: BaseUrl,
        credentials: &Credentials,
        deadlines: Deadlines,
    ) -> Result<Self, PlaidError> {
        prepare_tls();
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
        if !base.has_certificate() {
            // The system's are read as a client is made, and may be missing.
            builder = builder.tls_certs_only([]);
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

    /// The same client, whose log does not take these errors for trouble.
    #[must_use]
    pub(super) fn expecting(&self, expected: fn(&PlaidError) -> bool) -> Self {
        Self {
            expected,
            ..self.clone()
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

/// Has TLS made with ring, by this and every other HTTP client of the program.
pub(crate) fn prepare_tls() {
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        // Fails only when another thread has installed one already, which is used
        // then.
        drop(rustls::crypto::ring::default_provider().install_default());
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
