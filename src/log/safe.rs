//! What may stand in the log.

use std::{fmt, time::Duration};

use crate::connect::{Environment, FailureKind};
use crate::domain::{InstitutionId, ItemId};

/// How much of a connection's identifier is written: enough to tell
/// connections apart.
const ITEM_LETTERS: usize = 6;

/// The longest code or request id that is written.
const LONGEST: usize = 64;

/// What stands for a code that does not look like one.
const ODD: &str = "unreadable";

/// A value without anything personal or secret.
///
/// Words have to be part of the program:
///
/// ```
/// # use holdfast::log::Safe;
/// assert_eq!(Safe::from("sync").to_string(), "sync");
/// ```
///
/// Text from elsewhere, money and secrets are refused by the compiler:
///
/// ```compile_fail
/// # use holdfast::log::Safe;
/// let name = String::from("Joint account 4321");
/// let value = Safe::from(name.as_str());
/// ```
/// ```compile_fail
/// # use holdfast::log::Safe;
/// let value = Safe::from(rust_decimal::dec!(1234.56));
/// ```
/// ```compile_fail
/// # use holdfast::{connect::Secret, log::Safe};
/// let value = Safe::from(Secret::new("hush".to_owned()));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Safe(String);

impl Safe {
    /// An error code of Plaid's, such as `ITEM_LOGIN_REQUIRED`. Anything else
    /// that stands in its place is left out.
    pub fn code(text: &str) -> Self {
        let is_code = text.starts_with(|it: char| it.is_ascii_uppercase())
            && text
                .chars()
                .all(|it| it.is_ascii_uppercase() || it.is_ascii_digit() || it == '_');
        Self::checked(text, is_code)
    }

    /// Plaid's identifier of an answer: letters and digits, which no token or
    /// amount consists of. Anything else in its place is left out.
    pub fn request_id(text: &str) -> Self {
        let is_id = text.chars().all(|it| it.is_ascii_alphanumeric())
            && text.contains(|it: char| it.is_ascii_alphabetic());
        Self::checked(text, is_id)
    }

    fn checked(text: &str, is_safe: bool) -> Self {
        let fits = is_safe && text.len() <= LONGEST;
        Self(if fits { text } else { ODD }.to_owned())
    }
}

impl fmt::Display for Safe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&'static str> for Safe {
    /// A word of the program, which has no space in it.
    fn from(word: &'static str) -> Self {
        Self(word.to_owned())
    }
}

impl From<usize> for Safe {
    fn from(count: usize) -> Self {
        Self(count.to_string())
    }
}

impl From<u16> for Safe {
    fn from(status: u16) -> Self {
        Self(status.to_string())
    }
}

impl From<i32> for Safe {
    fn from(code: i32) -> Self {
        Self(code.to_string())
    }
}

impl From<bool> for Safe {
    fn from(flag: bool) -> Self {
        Self::from(if flag { "yes" } else { "no" })
    }
}

impl From<Duration> for Safe {
    /// In milliseconds.
    fn from(duration: Duration) -> Self {
        Self(duration.as_millis().to_string())
    }
}

impl From<Environment> for Safe {
    fn from(environment: Environment) -> Self {
        Self::from(environment.as_str())
    }
}

impl From<FailureKind> for Safe {
    fn from(kind: FailureKind) -> Self {
        Self::from(kind.as_str())
    }
}

impl From<&ItemId> for Safe {
    /// The beginning of the identifier.
    fn from(item: &ItemId) -> Self {
        let letters = item.as_str().chars().filter(char::is_ascii_alphanumeric);
        Self(letters.take(ITEM_LETTERS).collect())
    }
}

impl From<&InstitutionId> for Safe {
    fn from(institution: &InstitutionId) -> Self {
        let text = institution.as_str();
        let is_id = text.strip_prefix("ins_").is_some_and(|it| {
            it.chars()
                .all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
        });
        Self::checked(text, is_id)
    }
}
