//! Why a sync or a connection attempt failed, and what helps.

use std::error::Error;

/// A failure as it is stored and shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncFailure {
    pub kind: FailureKind,
    /// Plaid's error code, for "Details".
    pub code: Option<String>,
    /// Plaid's id of the answer, for its support.
    pub request_id: Option<String>,
    /// What happened, technically, and without anything secret.
    pub detail: String,
}

/// An error and its sources in one line, separated by colons.
pub fn error_chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

impl SyncFailure {
    /// The same, as a connection that may go on at Plaid because of it.
    #[must_use]
    pub fn still_at_plaid(self) -> Self {
        Self {
            kind: FailureKind::StillAtPlaid,
            ..self
        }
    }

    /// A failure that did not come from an answer of Plaid.
    pub fn local(kind: FailureKind, detail: impl Into<String>) -> Self {
        Self {
            kind,
            code: None,
            request_id: None,
            detail: detail.into(),
        }
    }
}

/// What the person, or the program, can do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextStep {
    /// Sign in again or grant something at the institution.
    Reconnect,
    /// Check the Plaid keys.
    OpenKeys,
    /// Remove the connection and connect anew.
    ConnectAgain,
    /// Look at the Plaid account, in Plaid's Dashboard.
    OpenDashboard,
    /// Sync again now.
    TryAgain,
    /// Nothing to do now: a later sync will work.
    WaitAndSync,
    /// Make the keyring available, then sync.
    OpenKeyring,
    /// Nothing brings data any more; the connection can be removed, with its
    /// history kept.
    Remove,
    /// Only somebody who knows the program can help.
    Report,
}

macro_rules! failure_kinds {
    ($($(#[$doc:meta])* $name:ident, $text:literal, $next:ident;)+) => {
        /// The reasons told apart; `docs/connections.md` lists Plaid's codes behind
        /// them, and `text::failure` says them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum FailureKind { $($(#[$doc])* $name,)+ }

        impl FailureKind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The name it is stored and exported under.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }

            /// What helps.
            pub fn next_step(self) -> NextStep {
                match self { $(Self::$name => NextStep::$next,)+ }
            }
        }
    };
}

failure_kinds! {
    SignInNeeded, "sign_in_needed", Reconnect;
    PermissionMissing, "permission_missing", Reconnect;
    ConsentNeeded, "consent_needed", Reconnect;
    ActionAtInstitution, "action_at_institution", Reconnect;
    ConnectionGone, "connection_gone", ConnectAgain;
    ConsentRevoked, "consent_revoked", ConnectAgain;
    WrongToken, "wrong_token", ConnectAgain;
    WrongKeys, "wrong_keys", OpenKeys;
    KeysMissing, "keys_missing", OpenKeys;
    /// Keys that cannot be sent, and so were not.
    KeysMalformed, "keys_malformed", OpenKeys;
    SandboxOnly, "sandbox_only", OpenKeys;
    OtherEnvironment, "other_environment", OpenKeys;
    AccountNotEnabled, "account_not_enabled", OpenDashboard;
    NotReady, "not_ready", WaitAndSync;
    NotSupported, "not_supported", Remove;
    NoInvestmentAccounts, "no_investment_accounts", Reconnect;
    AccountUnknown, "account_unknown", TryAgain;
    LeftAtPlaid, "left_at_plaid", OpenDashboard;
    StillAtPlaid, "still_at_plaid", OpenDashboard;
    LinkExpired, "link_expired", ConnectAgain;
    InstitutionDown, "institution_down", WaitAndSync;
    InstitutionUnsupported, "institution_unsupported", Remove;
    RateLimited, "rate_limited", WaitAndSync;
    PlaidTrouble, "plaid_trouble", TryAgain;
    Maintenance, "maintenance", WaitAndSync;
    RequestRefused, "request_refused", Report;
    Offline, "offline", TryAgain;
    CertificateRefused, "certificate_refused", TryAgain;
    ClockWrong, "clock_wrong", TryAgain;
    TimedOut, "timed_out", TryAgain;
    Malformed, "malformed", TryAgain;
    KeyringMissing, "keyring_missing", OpenKeyring;
    KeyringLocked, "keyring_locked", OpenKeyring;
    KeyringFailed, "keyring_failed", OpenKeyring;
    TokenMissing, "token_missing", ConnectAgain;
    Storage, "storage", TryAgain;
    DiskFull, "disk_full", TryAgain;
    AlreadyRunning, "already_running", WaitAndSync;
    PageOpen, "page_open", WaitAndSync;
    Cancelled, "cancelled", TryAgain;
    /// No request could be made at all: Plaid has no part in it.
    NotAsked, "not_asked", TryAgain;
    /// A fault of the program or of the computer, of which Plaid knows nothing.
    Internal, "internal", TryAgain;
    Unknown, "unknown", TryAgain;
}

impl FailureKind {
    /// The kind stored under `name`; [`FailureKind::Unknown`] for one that this
    /// version does not have.
    pub fn parse(name: &str) -> Self {
        Self::ALL
            .iter()
            .copied()
            .find(|it| it.as_str() == name)
            .unwrap_or(Self::Unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_comes_back_from_its_name() {
        for &kind in FailureKind::ALL {
            assert_eq!(FailureKind::parse(kind.as_str()), kind);
        }
    }
}
