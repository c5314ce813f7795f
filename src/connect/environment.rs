//! The separate worlds a portfolio can live in.

use std::fmt;

/// One of Plaid's environments, or the demo.
///
/// Each has a database and keyring entries of its own: tokens, keys and data
/// never cross from one to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Environment {
    /// Real institutions.
    Production,
    /// Plaid's invented institutions, free of charge.
    Sandbox,
    /// The sample portfolio, served by the simulator inside this program.
    Demo,
}

impl Environment {
    /// Every environment.
    pub const ALL: [Self; 3] = [Self::Production, Self::Sandbox, Self::Demo];

    /// The name used on the command line, in settings and for the folder.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Production => "production",
            Self::Sandbox => "sandbox",
            Self::Demo => "demo",
        }
    }

    /// The environment of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == name)
    }

    /// How its access tokens begin after `access-`.
    pub(super) fn token_prefix(self) -> &'static str {
        match self {
            Self::Production => "production",
            Self::Sandbox | Self::Demo => "sandbox",
        }
    }

    /// Plaid's server; the demo has none but the simulator's address.
    pub fn plaid_url(self) -> Option<&'static str> {
        match self {
            Self::Production => Some("https://production.plaid.com"),
            Self::Sandbox => Some("https://sandbox.plaid.com"),
            Self::Demo => None,
        }
    }

    /// The environment that a person may have meant instead.
    pub fn other(self) -> Option<Self> {
        match self {
            Self::Production => Some(Self::Sandbox),
            Self::Sandbox => Some(Self::Production),
            Self::Demo => None,
        }
    }
}

impl fmt::Display for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
