//! Hosted Link: a page of Plaid's on which the person signs in.
//!
//! No server of ours takes part: the page's address goes to the browser, and
//! what came of it is asked for until the person is done; see
//! <https://plaid.com/docs/link/hosted-link/>.

use std::{collections::HashSet, sync::Arc};

use url::Url;

use super::{
    PlaidClient, PlaidError,
    answer::decode_signed,
    base_url::is_loopback,
    error::ApiError,
    row::{instant, label, not_empty},
    wire::link::{
        AccountRow, CreateAnswer, CreateRequest, Exit, HostedLinkOptions, InstitutionRow,
        ItemAdded, SessionRequest, SessionRow, SessionsAnswer, Success, Update, User,
    },
};
use crate::connect::{
    AccessToken, AddedAccount, AddedItem, AddedKey, HostedLink, LinkExit, LinkSession, LinkStatus,
    Secret,
};

/// The program's name on the page, of at most 30 characters.
const CLIENT_NAME: &str = "Holdfast";
const PRODUCTS: [&str; 1] = ["investments"];
/// The only host that serves Plaid's pages.
const PAGE_HOST: &str = "secure.plaid.com";

/// What the person is sent to the page for.
#[derive(Clone, Copy, Debug)]
pub enum LinkPurpose<'a> {
    /// To connect institutions.
    Connect,
    /// To sign in again at an institution that is connected.
    SignIn(&'a AccessToken),
    /// To consent to investments being shared.
    Consent(&'a AccessToken),
    /// To choose again which accounts are shared.
    ChooseAccounts(&'a AccessToken),
}

impl LinkPurpose<'_> {
    /// The token of the connection to repair.
    fn token(&self) -> Option<&AccessToken> {
        match self {
            Self::Connect => None,
            Self::SignIn(token) | Self::Consent(token) | Self::ChooseAccounts(token) => Some(token),
        }
    }
}

impl PlaidClient {
    /// Opens a page for `purpose`. `user` stands for the person and says
    /// nothing about them.
    ///
    /// A page anywhere but at Plaid is refused; with a base URL on loopback it
    /// may be there too.
    pub async fn create_link(
        &self,
        purpose: LinkPurpose<'_>,
        user: &str,
    ) -> Result<HostedLink, PlaidError> {
        const ENDPOINT: &str = "/link/token/create";
        let request = CreateRequest {
            client_name: CLIENT_NAME,
            language: "en",
            country_codes: ["US"],
            user: User {
                client_user_id: user,
            },
            hosted_link: HostedLinkOptions {},
            products: matches!(purpose, LinkPurpose::Connect).then_some(PRODUCTS),
            access_token: purpose.token().map(|it| it.secret().reveal()),
            additional_consented_products: matches!(purpose, LinkPurpose::Consent(_))
                .then_some(PRODUCTS),
            update: matches!(purpose, LinkPurpose::ChooseAccounts(_)).then_some(Update {
                account_selection_enabled: true,
            }),
        };
        let body = self.post(ENDPOINT, None, &request).await?;
        let answer: CreateAnswer = decode_signed(ENDPOINT, &body)?;
        let link_token = Secret::new(answer.link_token);
        let page = Secret::new(answer.hosted_link_url.unwrap_or_default());
        let url = page_url(page.reveal(), self.base().is_loopback())
            .ok_or(PlaidError::ForeignPage { endpoint: ENDPOINT })?;
        Ok(HostedLink {
            link_token,
            url,
            expires_at: answer.expiration.as_deref().and_then(instant),
        })
    }

    /// What has come of a page so far.
    pub async fn link_session(&self, link_token: &Secret) -> Result<LinkSession, PlaidError> {
        const ENDPOINT: &str = "/link/token/get";
        let request = SessionRequest {
            link_token: link_token.reveal(),
        };
        let body = self.post(ENDPOINT, None, &request).await?;
        let answer: SessionsAnswer = decode_signed(ENDPOINT, &body)?;
        let mut session = merged(answer.link_sessions.unwrap_or_default());
        session.expires_at = answer.expiration.as_deref().and_then(instant);
        Ok(session)
    }
}

/// The address in its normal form, if the browser may be sent there.
fn page_url(text: &str, loopback_too: bool) -> Option<Secret> {
    let url = Url::parse(text).ok()?;
    let at_plaid = url.scheme() == "https"
        && url.host_str() == Some(PAGE_HOST)
        && url.port().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    let here = loopback_too && url.scheme() == "http" && is_loopback(&url);
    (at_plaid || here).then(|| Secret::new(url.into()))
}

/// All sessions as one: a page can be opened more than once.
fn merged(rows: Vec<SessionRow>) -> LinkSession {
    let (mut open, mut finished, mut succeeded) = (0, 0, false);
    let (mut added, mut exit) = (vec![], None);
    let mut tokens = HashSet::new();
    for (at, row) in rows.into_iter().enumerate() {
        let session = not_empty(row.link_session_id).unwrap_or_else(|| at.to_string());
        let items = items(
            &session.into(),
            row.results.and_then(|it| it.item_add_results),
            row.on_success,
        );
        let left = row.exit.or(row.on_exit);
        if not_empty(row.finished_at).is_some() {
            finished += 1;
            succeeded |= !items.is_empty() || left.is_none();
        } else {
            open += 1;
        }
        exit = left.map(link_exit).or(exit);
        for item in items {
            if tokens.insert(item.public_token.reveal().to_owned()) {
                added.push(item);
            }
        }
    }
    let done = finished > 0 && (succeeded || open == 0);
    LinkSession {
        status: if done {
            LinkStatus::Finished
        } else {
            LinkStatus::Waiting
        },
        open,
        exit: exit.filter(|_| added.is_empty() && !succeeded),
        added,
        expires_at: None,
    }
}

/// What one session added, each with a public token.
fn items(
    session: &Arc<str>,
    results: Option<Vec<ItemAdded>>,
    success: Option<Success>,
) -> Vec<AddedItem> {
    let key = |position| AddedKey {
        session: Arc::clone(session),
        position,
    };
    let listed: Vec<_> = results
        .unwrap_or_default()
        .into_iter()
        .enumerate()
        .filter_map(|(at, it)| added(key(at), it.public_token, it.institution, it.accounts))
        .collect();
    if !listed.is_empty() {
        return listed;
    }
    let only = success.and_then(|it| {
        let metadata = it.metadata.unwrap_or_default();
        added(
            key(0),
            it.public_token,
            metadata.institution,
            metadata.accounts,
        )
    });
    only.into_iter().collect()
}

fn added(
    key: AddedKey,
    public_token: Option<String>,
    institution: Option<InstitutionRow>,
    accounts: Option<Vec<AccountRow>>,
) -> Option<AddedItem> {
    let institution = institution.unwrap_or_default();
    let account = |it: AccountRow| AddedAccount {
        name: text(it.name),
        mask: text(it.mask),
        subtype: text(it.subtype),
    };
    Some(AddedItem {
        key,
        public_token: Secret::new(not_empty(public_token)?),
        institution_id: not_empty(institution.institution_id).map(Into::into),
        institution_name: text(institution.name),
        accounts: accounts
            .unwrap_or_default()
            .into_iter()
            .map(account)
            .collect(),
    })
}

fn link_exit(exit: Exit) -> LinkExit {
    LinkExit {
        status: text(exit.metadata.and_then(|it| it.status)),
        error: exit
            .error
            .filter(|it| it.error_code.as_ref().is_some_and(|code| !code.is_empty()))
            .map(|it| (&ApiError::new(it, 200)).into()),
    }
}

fn text(text: Option<String>) -> Option<Arc<str>> {
    label(text).map(Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_is_sent_to_plaid_only() {
        let good = "https://secure.plaid.com/hl/abc?token=1";
        for loopback_too in [false, true] {
            let url = page_url(good, loopback_too).expect("Plaid's page");
            assert_eq!(url.reveal(), good);
        }
        for bad in [
            "http://secure.plaid.com/hl/abc",
            "https://secure.plaid.com.example.com/hl",
            "https://secure.plaid.com@example.com/hl",
            "https://somebody@secure.plaid.com/hl",
            "https://secure.plaid.com:8443/hl",
            "https://plaid.com/hl",
            "https://127.0.0.1/hl",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "secure.plaid.com/hl",
            "",
        ] {
            assert_eq!(page_url(bad, true), None, "{bad}");
        }
        let here = "http://127.0.0.1:8080/link/abc";
        assert!(page_url(here, true).is_some());
        assert_eq!(page_url(here, false), None);
    }
}
