//! What a feed says: lines of names and values, an empty line, and what is new.
//!
//! ```text
//! holdfast-feed: 1
//! version: 0.2.0
//! issued: 2026-12-01T09:00:00Z
//! page: https://example.org/holdfast/0.2.0
//!
//! - What is new.
//! ```

use chrono::{DateTime, Utc};
use url::Url;

use crate::state::{Release, Version};

/// Reads a feed; `None` where a line is missing or is not what it should be.
/// Further names are for later versions.
pub(super) fn release(bytes: &[u8]) -> Option<Release> {
    let text = str::from_utf8(bytes).ok()?;
    let (head, notes) = text.split_once("\n\n").unwrap_or((text, ""));
    let value = |name: &str| {
        let mut lines = head.lines().filter_map(|it| it.split_once(": "));
        lines.find(|(it, _)| *it == name).map(|(_, value)| value)
    };
    if value("holdfast-feed")? != "1" {
        return None;
    }
    let page = Url::parse(value("page")?).ok()?;
    if page.scheme() != "https" {
        return None;
    }
    let issued = DateTime::parse_from_rfc3339(value("issued")?).ok()?;
    Some(Release {
        version: Version::parse(value("version")?)?,
        issued: issued.with_timezone(&Utc),
        page: page.as_str().into(),
        notes: notes.trim().into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "holdfast-feed: 1\nversion: 0.2.0\nissued: 2026-12-01T09:00:00Z\n\
                        page: https://example.org/0.2.0\nlater: x\n\n- One.\n- Two.\n";

    #[test]
    fn a_feed_names_version_day_page_and_news() {
        let release = release(GOOD.as_bytes()).expect("a release");
        assert_eq!(release.version.to_string(), "0.2.0");
        assert_eq!(&*release.page, "https://example.org/0.2.0");
        assert_eq!(&*release.notes, "- One.\n- Two.");
    }

    #[test]
    fn what_is_missing_or_odd_is_no_feed() {
        for (from, to) in [
            ("holdfast-feed: 1", "holdfast-feed: 2"),
            ("version: 0.2.0", "version: new"),
            ("issued: 2026-12-01T09:00:00Z", "issued: 2026-12-01"),
            (
                "page: https://example.org/0.2.0",
                "page: file:///etc/passwd",
            ),
            (
                "page: https://example.org/0.2.0",
                "page: http://example.org",
            ),
            ("version: 0.2.0\n", ""),
        ] {
            assert_eq!(release(GOOD.replace(from, to).as_bytes()), None, "{to}");
        }
        assert_eq!(release(&[0xff, 0xfe]), None);
    }
}
