//! What is said of each kind of failure, and which button helps.

use super::System;
use crate::connect::{FailureKind, NextStep, SyncFailure};

/// What is said of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FailureText {
    /// What happened, as one sentence.
    pub sentence: &'static str,
    /// The same in two to four words, for a table or a card's corner.
    pub short: &'static str,
    /// What to do beside the button, or instead of it.
    pub advice: Option<&'static str>,
}

const BROWSER: Option<&str> =
    Some("Plaid's page in your browser leads through it; nothing stored is lost.");
const ANEW: Option<&str> =
    Some("Connect the institution anew, or remove this connection and keep its history.");
const FINAL: Option<&str> =
    Some("Syncing again does not help; the connection can be removed with its history kept.");
const REPORT: Option<&str> = Some("Syncing again does not help; a report to the developers may.");

const INTERCEPTED: Option<&str> = Some(
    "A company's proxy, a virus scanner or a wrong clock may be why: check the date and time, \
     have the proxy's certificate trusted by the system, or use another network.",
);

const AT_INSTITUTION: &str = "Needs you at the institution";
const GONE: &str = "No longer connected";
const KEYS: &str = "Keys needed";
const AT_PLAID: &str = "Not enabled at Plaid";
const LATER: &str = "Not available now";
const FAILED: &str = "Sync failed";
const NEVER: &str = "Cannot be synced";

const NO_PART: Option<&str> =
    Some("Plaid has no part in it. Where it happens again, a report to the developers may help.");

const UNPREPARED: Option<&str> = Some(
    "The certificates that the system trusts may be missing, or a proxy or the address of \
     Plaid's server may be set wrongly.",
);

/// What is said of what keeps the secrets of a system.
struct KeyringText {
    /// In two words, where it cannot be used.
    needed: &'static str,
    missing: &'static str,
    locked: &'static str,
    failed: &'static str,
    without_token: &'static str,
}

const fn keyring(system: System) -> KeyringText {
    match system {
        System::Windows => KeyringText {
            needed: "Credential Manager needed",
            missing: "The Credential Manager of Windows cannot be used here; it needs a person who is \
                      signed in to Windows, and its service VaultSvc.",
            locked: "The Credential Manager refused access; sign in to Windows again and try again.",
            failed: "The Credential Manager did not answer as expected.",
            without_token: "The Credential Manager holds no access token for this connection.",
        },
        System::MacOs => KeyringText {
            needed: "Keychain needed",
            missing: "The Keychain cannot be used here; it needs a person who is logged in.",
            locked: "The Keychain is locked, or Holdfast may not read it; unlock it or allow it in \
                     Keychain Access, and try again.",
            failed: "The Keychain did not answer as expected.",
            without_token: "The Keychain holds no access token for this connection.",
        },
        System::Other => KeyringText {
            needed: "Keyring needed",
            missing: "This computer has no keyring service running; start GNOME Keyring, KWallet or \
                      KeePassXC and try again.",
            locked: "The keyring is locked, or was never set up; unlock it and try again.",
            failed: "The keyring did not answer as expected.",
            without_token: "The keyring holds no access token for this connection.",
        },
    }
}

/// What is said here of a failure of this kind.
pub fn failure(kind: FailureKind) -> FailureText {
    failure_on(System::HERE, kind)
}

/// What is said of a failure of this kind on a system.
#[expect(clippy::too_many_lines, reason = "there are that many kinds")]
fn failure_on(system: System, kind: FailureKind) -> FailureText {
    use FailureKind as Kind;
    let keyring = keyring(system);
    #[rustfmt::skip]
    let (short, sentence, advice) = match kind {
        Kind::SignInNeeded => ("Sign-in needed",
            "The institution asks you to sign in again.", BROWSER),
        Kind::PermissionMissing => (AT_INSTITUTION,
            "A permission was left out when the institution was connected.", BROWSER),
        Kind::ConsentNeeded => (AT_INSTITUTION,
            "The institution has no consent to share investments.", BROWSER),
        Kind::ActionAtInstitution => (AT_INSTITUTION,
            "The institution wants something done on its own site first: an unlocked login, \
             a new password or a finished setup.", BROWSER),
        Kind::NoInvestmentAccounts => (AT_INSTITUTION,
            "No investment accounts are shared with this connection.", BROWSER),
        Kind::ConnectionGone => (GONE,
            "The connection no longer exists at Plaid.", ANEW),
        Kind::ConsentRevoked => (GONE,
            "The permission to read this institution was withdrawn.", ANEW),
        Kind::WrongToken => (GONE,
            "Plaid does not know the access token, or it belongs to the other environment.", ANEW),
        Kind::LinkExpired => (GONE,
            "The sign-in took too long or was already used.", ANEW),
        Kind::TokenMissing => (GONE,
            keyring.without_token, ANEW),
        Kind::WrongKeys => (KEYS,
            "Plaid does not know this pair of client ID and secret.", None),
        Kind::KeysMalformed => (KEYS,
            "The client ID or the secret has characters that no key of Plaid's has, so nothing was \
             sent; copy both anew.", None),
        Kind::SandboxOnly => (KEYS,
            "Invented institutions exist in Plaid's sandbox only, which has keys of its own.", None),
        Kind::KeysMissing => (KEYS,
            "No Plaid keys are stored for this environment.", None),
        Kind::OtherEnvironment => (KEYS,
            "These keys belong to Plaid's other environment: sandbox and production have a \
             secret each.", None),
        Kind::AccountNotEnabled => (AT_PLAID,
            "The Plaid account is not enabled for this.", None),
        Kind::LeftAtPlaid => (AT_PLAID,
            "The new connection could neither be kept here nor removed at Plaid; remove it in \
             Plaid's Dashboard, or it is billed.", None),
        Kind::StillAtPlaid => (AT_PLAID,
            "Plaid did not confirm that the connection ended, so it may go on billing it; end it in \
             Plaid's Dashboard or at my.plaid.com.", None),
        Kind::NotReady => (LATER,
            "Plaid is still collecting the data of this institution.",
            Some("Sync again in some minutes.")),
        Kind::InstitutionDown => (LATER,
            "The institution does not answer at the moment.",
            Some("Most outages are over within hours; sync again then.")),
        Kind::Maintenance => (LATER,
            "Plaid is down for maintenance.",
            Some("Sync again in a quarter of an hour.")),
        Kind::RateLimited => (LATER,
            "Plaid received too many requests; it accepts more in a minute or two.", None),
        Kind::AlreadyRunning => (LATER,
            "This institution is being synced already.", None),
        Kind::PageOpen => (LATER,
            "A page for signing in is waited for already, in this program or another.", None),
        Kind::NotSupported => (NEVER,
            "The institution does not offer investments through Plaid.", FINAL),
        Kind::InstitutionUnsupported => (NEVER,
            "Plaid cannot reach this institution any more, or only after a registration.", FINAL),
        Kind::RequestRefused => (NEVER,
            "Plaid refused the request; this is a fault of the program or of a setting.", REPORT),
        Kind::KeyringMissing => (keyring.needed, keyring.missing, None),
        Kind::KeyringLocked => (keyring.needed, keyring.locked, None),
        Kind::KeyringFailed => (keyring.needed, keyring.failed, None),
        Kind::AccountUnknown => (FAILED,
            "An account was closed, or is no longer shared.", None),
        Kind::PlaidTrouble => (FAILED,
            "Plaid had an internal error.", None),
        Kind::Offline => (FAILED,
            "Plaid could not be reached; check the network.", None),
        Kind::CertificateRefused => (FAILED,
            "The certificate of the server that answered for Plaid was refused, so nothing was sent \
             to it.",
            INTERCEPTED),
        Kind::ClockWrong => (FAILED,
            "The computer's clock is wrong by years; set date and time, and try again.", None),
        Kind::TimedOut => (FAILED,
            "Plaid took too long to answer.", None),
        Kind::Malformed => (FAILED,
            "Plaid's answer could not be read.", None),
        Kind::Storage => (FAILED,
            "The portfolio file could not be read or written.", None),
        Kind::DiskFull => (FAILED,
            "The disk is full; make room and try again.", None),
        Kind::NotAsked => (FAILED,
            "This computer could not prepare the connection to Plaid, so nothing was sent.",
            UNPREPARED),
        Kind::Internal => (FAILED,
            "Something went wrong in Holdfast itself, or on this computer.", NO_PART),
        Kind::Unknown => (FAILED,
            "Something went wrong that this version of Holdfast does not know.", None),
        Kind::Cancelled => ("Cancelled",
            "The sync was cancelled.", None),
    };
    FailureText {
        sentence,
        short,
        advice,
    }
}

/// The button that carries out a step.
pub fn step_button(step: NextStep) -> &'static str {
    match step {
        NextStep::Reconnect => "Reconnect",
        NextStep::OpenKeys => "Open keys",
        NextStep::ConnectAgain => "Connect again",
        NextStep::OpenDashboard => "Open Plaid Dashboard",
        NextStep::TryAgain | NextStep::OpenKeyring => "Try again",
        NextStep::WaitAndSync => "Sync again",
        NextStep::Remove => "Remove…",
        NextStep::Report => "Copy report",
    }
}

/// The button of another page that leads to a step: only signing in again is
/// begun there, the others on the page of the connections.
pub fn lead_button(step: NextStep) -> &'static str {
    match step {
        NextStep::Reconnect => step_button(step),
        NextStep::OpenKeys
        | NextStep::ConnectAgain
        | NextStep::OpenDashboard
        | NextStep::TryAgain
        | NextStep::WaitAndSync
        | NextStep::OpenKeyring
        | NextStep::Remove
        | NextStep::Report => "Open connections",
    }
}

/// Code, request id and technical text, a line each, for a report.
pub fn details(failure: &SyncFailure) -> Vec<String> {
    let code = failure.code.iter().map(|it| format!("Code {it}"));
    let request_id = failure.request_id.iter();
    let request_id = request_id.map(|it| format!("Request ID {it}"));
    let detail = Some(failure.detail.clone()).filter(|it| !it.is_empty());
    code.chain(request_id).chain(detail).collect()
}

/// A failure in one line, with what a report needs:
/// `Plaid had an internal error. (INTERNAL_SERVER_ERROR, request id x1)`.
pub fn explained(failure: &SyncFailure) -> String {
    let sentence = self::failure(failure.kind).sentence;
    let detail = Some(&failure.detail).filter(|it| !it.is_empty());
    let what = failure.code.as_ref().or(detail).cloned();
    let request_id = failure.request_id.iter();
    let request_id = request_id.map(|it| format!("request id {it}"));
    let details: Vec<_> = what.into_iter().chain(request_id).collect();
    if details.is_empty() {
        sentence.to_owned()
    } else {
        format!("{sentence} ({})", details.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_a_sentence() {
        for &kind in FailureKind::ALL {
            for system in System::ALL {
                let FailureText {
                    sentence, advice, ..
                } = failure_on(system, kind);
                for sentence in advice.into_iter().chain([sentence]) {
                    assert!(sentence.ends_with('.'), "{sentence}");
                    assert!(sentence.starts_with(char::is_uppercase), "{sentence}");
                    assert!(!sentence.contains("item"), "{sentence}");
                }
            }
        }
    }

    /// Nobody is sent to look for what their system does not have.
    #[test]
    fn no_text_names_a_part_of_another_system() {
        const PARTS: [(System, &[&str]); 3] = [
            (System::Windows, &["Windows", "Credential Manager"]),
            (System::MacOs, &["Keychain"]),
            (System::Other, &["GNOME", "KWallet", "KeePassXC", "eyring"]),
        ];
        for system in System::ALL {
            for &kind in FailureKind::ALL {
                let text = failure_on(system, kind);
                let said = format!("{} {} {:?}", text.short, text.sentence, text.advice);
                for (owner, parts) in PARTS {
                    let named = parts.iter().find(|it| said.contains(**it));
                    assert!(owner == system || named.is_none(), "{system:?}: {said}");
                }
            }
        }
    }

    /// What went wrong here is not blamed on who was never asked.
    #[test]
    fn a_fault_of_this_computer_is_not_said_to_be_of_plaid() {
        use FailureKind as Kind;
        for kind in [
            Kind::NotAsked,
            Kind::Internal,
            Kind::KeysMalformed,
            Kind::Unknown,
        ] {
            let sentence = failure(kind).sentence;
            for blame in ["Plaid refused", "at Plaid.", "Plaid had", "Plaid does not"] {
                assert!(!sentence.contains(blame), "{sentence}");
            }
        }
    }

    #[test]
    fn one_line_has_what_a_report_needs() {
        let local = SyncFailure::local(FailureKind::Storage, "disk I/O error");
        let sentence = "The portfolio file could not be read or written.";
        assert_eq!(explained(&local), format!("{sentence} (disk I/O error)"));
        let answered = SyncFailure {
            code: Some("CODE".to_owned()),
            request_id: Some("x1".to_owned()),
            ..local
        };
        let expected = format!("{sentence} (CODE, request id x1)");
        assert_eq!(explained(&answered), expected);
    }
}
