//! A report for a request for help: what runs where, and what went wrong.
//! No figure, no name and no account is in it.

use std::fmt::Write as _;

use chrono::{DateTime, SecondsFormat, Utc};

use super::Session;
use crate::{
    connect::{Connection, SyncFailure, SyncOutcome},
    log::Safe,
    portfolio::Portfolio,
};

/// How many lines of trouble are told.
const MOST_ERRORS: usize = 12;

/// Writes the report. Reads the portfolio and the log, and so blocks.
pub fn report(session: &Session, now: DateTime<Utc>) -> String {
    let mut text = format!(
        "Holdfast {}\nPlatform: {}\nEnvironment: {}\nTime: {}\n",
        env!("CARGO_PKG_VERSION"),
        platform(),
        session.environment(),
        instant(now),
    );
    match session.portfolio() {
        Ok(portfolio) => connections(&mut text, &portfolio),
        Err(error) => say(&mut text, &format!("Portfolio: {}", error.name())),
    }
    match session.log().last_errors(MOST_ERRORS) {
        Ok(errors) if errors.is_empty() => say(&mut text, "Errors in the log: none"),
        Ok(errors) => {
            say(&mut text, "Errors in the log, the newest last:");
            for error in errors {
                say(&mut text, &format!("  {error}"));
            }
        }
        Err(error) => say(&mut text, &format!("Log: {}", error.kind())),
    }
    text
}

fn connections(text: &mut String, portfolio: &Portfolio) {
    let count = |is_one: fn(&Connection) -> bool| {
        let found = portfolio.connections.iter().filter(|it| is_one(it));
        found.count()
    };
    let is_removed = |it: &Connection| it.disconnected_at.is_some();
    let numbers = [
        (
            "synced",
            count(|it| {
                it.disconnected_at.is_none()
                    && it
                        .last_run
                        .as_ref()
                        .is_some_and(|run| matches!(run.outcome, SyncOutcome::Success(_)))
            }),
        ),
        (
            "failed",
            count(|it| it.disconnected_at.is_none() && it.failure().is_some()),
        ),
        (
            "never synced",
            count(|it| it.disconnected_at.is_none() && it.last_run.is_none()),
        ),
        ("removed", count(is_removed)),
    ];
    let numbers: Vec<_> = numbers
        .iter()
        .filter(|(_, number)| *number > 0)
        .map(|(what, number)| format!("{number} {what}"))
        .collect();
    let numbers = if numbers.is_empty() {
        "none".to_owned()
    } else {
        numbers.join(", ")
    };
    say(text, &format!("Connections: {numbers}"));
    let aside = portfolio.set_aside.len();
    if aside > 0 {
        say(text, &format!("Syncs set aside: {aside}"));
    }
    for connection in portfolio.connections.iter().filter(|it| !is_removed(it)) {
        if let (Some(run), Some(failure)) = (&connection.last_run, connection.failure()) {
            let at = instant(run.finished_at);
            say(text, &format!("  {at} {}", codes(failure)));
        }
    }
    for connection in &portfolio.connections {
        if let (Some(at), Some(why)) = (connection.disconnected_at, connection.end_unconfirmed) {
            let at = instant(at);
            say(
                text,
                &format!(
                    "  {at} removed, not confirmed by Plaid: {why}",
                    why = why.as_str()
                ),
            );
        }
    }
}

/// `sign_in_needed code=ITEM_LOGIN_REQUIRED request_id=HNTDNrA8F1shFEW`.
fn codes(failure: &SyncFailure) -> String {
    let mut text = failure.kind.as_str().to_owned();
    if let Some(code) = &failure.code {
        say_field(&mut text, "code", &Safe::code(code));
    }
    if let Some(id) = &failure.request_id {
        say_field(&mut text, "request_id", &Safe::request_id(id));
    }
    text
}

/// The system's name where it tells one, else its kind; and the processor's.
fn platform() -> String {
    let (os, arch) = (std::env::consts::OS, std::env::consts::ARCH);
    match system() {
        Some(name) => format!("{os} {arch}, {name}"),
        None => format!("{os} {arch}"),
    }
}

/// Such as `Debian GNU/Linux 12 (bookworm)`.
#[cfg(all(unix, not(target_os = "macos")))]
fn system() -> Option<String> {
    let release = std::fs::read_to_string("/etc/os-release").ok()?;
    let name = release
        .lines()
        .find_map(|it| it.strip_prefix("PRETTY_NAME="))?;
    Some(name.trim_matches('"').to_owned())
}

/// Such as `macOS 15.2`.
#[cfg(target_os = "macos")]
fn system() -> Option<String> {
    let path = "/System/Library/CoreServices/SystemVersion.plist";
    product_version(&std::fs::read_to_string(path).ok()?).map(|it| format!("macOS {it}"))
}

/// Such as `Windows 11, version 10.0.26100`.
#[cfg(windows)]
#[expect(clippy::unnecessary_wraps, reason = "other systems may not tell it")]
fn system() -> Option<String> {
    let version = windows_version::OsVersion::current();
    Some(windows_name(version.major, version.minor, version.build))
}

#[cfg(not(any(unix, windows)))]
fn system() -> Option<String> {
    None
}

/// The text after the key `ProductVersion` of a property list.
#[cfg(any(target_os = "macos", test))]
fn product_version(list: &str) -> Option<&str> {
    let (_, rest) = list.split_once("<key>ProductVersion</key>")?;
    let (_, rest) = rest.split_once("<string>")?;
    Some(rest.split_once("</string>")?.0)
}

/// The name that people know a version of Windows by, and the version. Windows 11
/// goes on with the major version 10, from the build 22000 on.
#[cfg(any(windows, test))]
fn windows_name(major: u32, minor: u32, build: u32) -> String {
    let name = match (major, build) {
        (10, 22000..) => "Windows 11",
        (10, _) => "Windows 10",
        _ => "Windows",
    };
    format!("{name}, version {major}.{minor}.{build}")
}

fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn say(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

fn say_field(text: &mut String, name: &str, value: &Safe) {
    let written = write!(text, " {name}={value}");
    debug_assert!(written.is_ok(), "writing to a string cannot fail");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        connect::FailureKind,
        portfolio::sample::{connection, noon},
    };

    #[test]
    fn a_removal_that_plaid_did_not_confirm_is_listed() {
        let mut removed = connection("item", "Meridian", 3);
        removed.disconnected_at = Some(noon(9));
        let mut portfolio = Portfolio {
            connections: vec![removed],
            ..Portfolio::default()
        };
        let text = |portfolio: &Portfolio| {
            let mut text = String::new();
            connections(&mut text, portfolio);
            text
        };
        assert_eq!(text(&portfolio), "Connections: 1 removed\n");
        portfolio.connections[0].end_unconfirmed = Some(FailureKind::TokenMissing);
        assert_eq!(
            text(&portfolio),
            "Connections: 1 removed\n  2026-11-09T12:00:00Z removed, not confirmed by Plaid: \
             token_missing\n"
        );
    }

    #[test]
    fn windows_is_called_as_people_know_it() {
        for (version, name) in [
            ((10, 0, 19045), "Windows 10, version 10.0.19045"),
            ((10, 0, 22000), "Windows 11, version 10.0.22000"),
            ((6, 3, 9600), "Windows, version 6.3.9600"),
        ] {
            let (major, minor, build) = version;
            assert_eq!(windows_name(major, minor, build), name);
        }
    }

    #[test]
    fn the_version_of_macos_is_that_of_the_product() {
        let list = "<dict><key>ProductBuildVersion</key>\n<string>24C101</string>
            <key>ProductVersion</key>\n\t<string>15.2</string></dict>";
        assert_eq!(product_version(list), Some("15.2"));
        assert_eq!(product_version("<dict></dict>"), None);
    }
}
