//! Secrets: redacted when printed, overwritten when dropped.

use std::fmt;

use zeroize::Zeroizing;

/// A text that must never be shown, logged or stored outside the keyring.
///
/// It has no `Display` and no serde; [`Secret::reveal`] is called only in the
/// line that sends the text or hands it to the keyring.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes over `text`; the caller keeps no copy.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// Two texts as one, a line each.
    pub fn joined(first: &str, second: &str) -> Self {
        // Made with its final capacity: growing would leave copies behind.
        let mut both = String::with_capacity(first.len() + 1 + second.len());
        both.push_str(first);
        both.push('\n');
        both.push_str(second);
        Self::new(both)
    }

    /// The two texts that were joined.
    pub fn parted(&self) -> Option<(Self, Self)> {
        let (first, second) = self.0.split_once('\n')?;
        Some((Self::new(first.to_owned()), Self::new(second.to_owned())))
    }

    /// The text itself.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// The long-lived key to one connection's data at Plaid.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessToken(Secret);

impl AccessToken {
    /// Wraps a token received from Plaid, the keyring or the person.
    pub fn new(secret: Secret) -> Self {
        Self(secret)
    }

    /// The secret text.
    pub fn secret(&self) -> &Secret {
        &self.0
    }

    /// Whether the token says that it belongs to `environment`, by its prefix
    /// `access-<environment>-`.
    pub fn belongs_to(&self, environment: super::Environment) -> bool {
        self.0
            .reveal()
            .strip_prefix("access-")
            .and_then(|rest| rest.strip_prefix(environment.token_prefix()))
            .is_some_and(|rest| rest.len() > 1 && rest.starts_with('-'))
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessToken(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connect::Environment;

    #[test]
    fn debug_prints_no_secret() {
        let token = AccessToken::new(Secret::new("access-sandbox-1234".to_owned()));
        let printed = format!("{token:?} {:?}", token.secret());
        assert!(!printed.contains("1234"), "{printed}");
    }

    #[test]
    fn a_token_names_its_environment() {
        let token = AccessToken::new(Secret::new("access-sandbox-1234".to_owned()));
        assert!(token.belongs_to(Environment::Sandbox));
        assert!(token.belongs_to(Environment::Demo));
        assert!(!token.belongs_to(Environment::Production));
        let junk = AccessToken::new(Secret::new("access-sandboxes".to_owned()));
        assert!(!junk.belongs_to(Environment::Sandbox));
    }
}
