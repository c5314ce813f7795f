//! Whether there is a newer version of the program.

use std::{fmt, sync::Arc};

use chrono::{DateTime, Utc};

/// The version of a release, as `1.20.3`. Later ones are greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version([u32; 3]);

impl Version {
    /// That of this program. `None` where it is built from something that is no
    /// release, such as `1.0.0-rc.1`.
    pub fn of_this_program() -> Option<Self> {
        Self::parse(env!("CARGO_PKG_VERSION"))
    }

    /// Reads three numbers with dots between them, and nothing else.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.').map(|it| {
            let is_number = it.bytes().all(|digit| digit.is_ascii_digit());
            is_number.then(|| it.parse().ok()).flatten()
        });
        let numbers = [parts.next()??, parts.next()??, parts.next()??];
        parts.next().is_none().then_some(Self(numbers))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [major, minor, patch] = self.0;
        write!(f, "{major}.{minor}.{patch}")
    }
}

/// The newest release, as its feed tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    pub version: Version,
    /// When the feed was written.
    pub issued: DateTime<Utc>,
    /// The page to get it from; always https.
    pub page: Arc<str>,
    /// What is new, in lines.
    pub notes: Arc<str>,
}

/// What a look for a newer version led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Looked {
    pub newest: Release,
    /// It is newer than the program that runs.
    pub is_newer: bool,
}

/// Why nothing is known of a newer version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UpdateFailure {
    /// The program was built without an address to ask.
    NoFeed,
    /// This computer could not even prepare the question.
    NotAsked,
    /// There was no answer.
    Offline,
    /// The server answered with this status instead of the feed.
    Status(u16),
    /// What came is larger than any feed.
    TooLarge,
    /// What came is not what was signed, or not with the key of this program.
    NotSigned,
    /// What was signed is no feed that this version understands.
    Malformed,
    /// An older feed than one that was seen before, or than this program.
    Older,
    /// What was seen before could not be read, or noted down.
    Settings,
    /// A fault in the program.
    BrokenOff,
}

/// How far a look for a newer version is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum UpdateStatus {
    /// The person has not asked.
    #[default]
    NotAsked,
    Asking,
    Known(Result<Looked, UpdateFailure>),
}

/// The place that is asked for newer versions, and what it said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Updates {
    /// The server's name; `None` where this build has none to ask.
    pub host: Option<Arc<str>>,
    pub status: UpdateStatus,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_ordered_by_number() {
        let version = |text| Version::parse(text).expect("a version");
        assert!(version("0.10.0") > version("0.9.9"));
        assert!(version("1.0.0") > version("0.99.0"));
        assert_eq!(version("1.2.3").to_string(), "1.2.3");
    }

    #[test]
    fn only_three_numbers_are_a_version() {
        for bad in [
            "",
            "1",
            "1.2",
            "1.2.3.4",
            "1.2.x",
            "1.2.3-rc.1",
            "+1.2.3",
            "1..3",
            " 1.2.3",
        ] {
            assert_eq!(Version::parse(bad), None, "{bad:?}");
        }
    }
}
