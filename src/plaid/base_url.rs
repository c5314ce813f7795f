//! Where Plaid is: https, or http on this computer.

use url::{Host, Url};

use super::PlaidError;

/// The address of a server that speaks Plaid's API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl(Url);

impl BaseUrl {
    /// Accepts https everywhere and http on loopback: credentials travel in
    /// every request.
    pub fn parse(text: &str) -> Result<Self, PlaidError> {
        let url = Url::parse(text).ok().ok_or(PlaidError::InvalidBaseUrl)?;
        let plain = url.username().is_empty() && url.password().is_none();
        match url.scheme() {
            "https" if plain => Ok(Self(url)),
            "http" if plain && is_loopback(&url) => Ok(Self(url)),
            _ => Err(PlaidError::InvalidBaseUrl),
        }
    }

    /// Whether the server runs on this computer.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.0)
    }

    /// Whether the server proves who it is by a certificate.
    pub(crate) fn has_certificate(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// The server's name.
    pub(crate) fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// The address of an endpoint, such as `/item/get`.
    pub(crate) fn endpoint(&self, path: &str) -> Url {
        let mut url = self.0.clone();
        let base = url.path().trim_end_matches('/').to_owned();
        url.set_path(&format!("{base}{path}"));
        url.set_query(None);
        url.set_fragment(None);
        url
    }
}

/// Whether an address is one of this computer.
pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_and_loopback_are_accepted() {
        for good in [
            "https://production.plaid.com",
            "http://127.0.0.1:8080",
            "http://[::1]:8080/",
            "http://localhost:1/plaid",
        ] {
            assert!(BaseUrl::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "http://production.plaid.com",
            "http://127.0.0.1.example.com",
            "http://localhost.example.com",
            "http://10.0.0.1",
            "https://user:password@plaid.com",
            "ftp://127.0.0.1",
            "file:///etc/passwd",
            "plaid.com",
            "",
            // A letter of another script, which looks like the right one.
            "https://production.pl\u{430}id.com",
        ] {
            assert!(BaseUrl::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_path_is_kept_and_a_slash_not_doubled() {
        let base = BaseUrl::parse("http://127.0.0.1:1/plaid/").expect("a URL");
        assert_eq!(base.endpoint("/item/get").path(), "/plaid/item/get");
    }
}
