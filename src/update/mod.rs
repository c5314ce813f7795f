//! Whether there is a newer version: a signed feed, asked when a person wants it.
//!
//! The program never asks by itself, sends nothing but the request, and replaces
//! nothing: it names the version, what is new, and the page. What is not signed
//! with the key that it was built with is not believed, wherever it came from.

mod feed;

use std::time::Duration;

use minisign_verify::{PublicKey, Signature};

use crate::{
    plaid::{self, BaseUrl},
    state::{Release, UpdateFailure},
};

/// What a feed and its signature may be long, in bytes.
const MOST: usize = 64 << 10;

const CONNECT: Duration = Duration::from_secs(10);
const WHOLE: Duration = Duration::from_secs(30);

/// A release page's host may send on to where it keeps files.
const REDIRECTS: usize = 5;

/// Where newer versions are told of, and the key that has signed it.
#[derive(Clone)]
pub struct Feed {
    url: BaseUrl,
    key: PublicKey,
}

impl Feed {
    /// The feed that this program was built with: of the variables
    /// `HOLDFAST_UPDATE_URL` and `HOLDFAST_UPDATE_KEY`, the latter as `minisign`
    /// prints it. `None` where it was built without them, or they are no address
    /// and key.
    pub fn built_in() -> Option<Self> {
        let url = option_env!("HOLDFAST_UPDATE_URL")?;
        Self::new(url, option_env!("HOLDFAST_UPDATE_KEY")?)
    }

    /// A feed at `url`, https or http on loopback, signed with `key`. `None` where
    /// one of them is none.
    pub fn new(url: &str, key: &str) -> Option<Self> {
        Some(Self {
            url: BaseUrl::parse(url).ok()?,
            key: PublicKey::from_base64(key).ok()?,
        })
    }

    /// The name of the server that is asked.
    pub fn host(&self) -> &str {
        self.url.host()
    }

    /// Asks for the newest release, and believes what is signed alone.
    ///
    /// Whether it is newer than another one is for the caller to say.
    pub async fn newest(&self) -> Result<Release, UpdateFailure> {
        let http = self.client()?;
        let text = self.read(&http, "").await?;
        let signature = self.read(&http, ".minisig").await?;
        let signature = String::from_utf8(signature).ok();
        let signature = signature.and_then(|it| Signature::decode(&it).ok());
        let signature = signature.ok_or(UpdateFailure::NotSigned)?;
        self.key
            .verify(&text, &signature, false)
            .ok()
            .ok_or(UpdateFailure::NotSigned)?;
        feed::release(&text).ok_or(UpdateFailure::Malformed)
    }

    fn client(&self) -> Result<reqwest::Client, UpdateFailure> {
        plaid::prepare_tls();
        let is_loopback = self.url.is_loopback();
        let mut builder = reqwest::Client::builder()
            .connect_timeout(CONNECT)
            .timeout(WHOLE)
            .https_only(!is_loopback)
            .redirect(reqwest::redirect::Policy::limited(REDIRECTS));
        if is_loopback {
            builder = builder
                .no_proxy()
                .redirect(reqwest::redirect::Policy::none());
        }
        builder.build().ok().ok_or(UpdateFailure::NotAsked)
    }

    /// Reads what is at the feed's address with `ending` behind it.
    async fn read(&self, http: &reqwest::Client, ending: &str) -> Result<Vec<u8>, UpdateFailure> {
        let sent = http.get(self.url.endpoint(ending)).send().await;
        let mut answer = sent.ok().ok_or(UpdateFailure::Offline)?;
        if !answer.status().is_success() {
            return Err(UpdateFailure::Status(answer.status().as_u16()));
        }
        let mut body = vec![];
        while let Some(part) = answer.chunk().await.ok().ok_or(UpdateFailure::Offline)? {
            if body.len() + part.len() > MOST {
                return Err(UpdateFailure::TooLarge);
            }
            body.extend_from_slice(&part);
        }
        Ok(body)
    }
}
