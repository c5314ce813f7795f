//! Why a sync or a connection attempt failed, in words a person can act on.

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

impl SyncFailure {
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
    /// Nothing helps, or only a report.
    Report,
}

macro_rules! failure_kinds {
    ($($(#[$doc:meta])* $name:ident, $text:literal, $next:ident, $sentence:literal;)+) => {
        /// The reasons told apart. CONTRACT §7 lists Plaid's codes behind them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum FailureKind { $($(#[$doc])* $name,)+ }

        impl FailureKind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The name it is stored and exported under.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }

            /// What happened, as one sentence for the person.
            pub fn sentence(self) -> &'static str {
                match self { $(Self::$name => $sentence,)+ }
            }

            /// What helps.
            pub fn next_step(self) -> NextStep {
                match self { $(Self::$name => NextStep::$next,)+ }
            }
        }
    };
}

failure_kinds! {
    SignInNeeded, "sign_in_needed", Reconnect,
        "The institution asks you to sign in again.";
    PermissionMissing, "permission_missing", Reconnect,
        "A permission was left out when the institution was connected.";
    ConsentNeeded, "consent_needed", Reconnect,
        "The institution has no consent to share investments.";
    ActionAtInstitution, "action_at_institution", Reconnect,
        "The institution wants something done on its own site first: an unlocked login, a new password or a finished setup.";
    ConnectionGone, "connection_gone", ConnectAgain,
        "The connection no longer exists at Plaid.";
    ConsentRevoked, "consent_revoked", ConnectAgain,
        "The permission to read this institution was withdrawn.";
    WrongToken, "wrong_token", ConnectAgain,
        "Plaid does not know the access token, or it belongs to the other environment.";
    WrongKeys, "wrong_keys", OpenKeys,
        "Plaid does not know this pair of client ID and secret.";
    KeysMissing, "keys_missing", OpenKeys,
        "No Plaid keys are stored for this environment.";
    OtherEnvironment, "other_environment", OpenKeys,
        "These keys belong to Plaid's other environment: sandbox and production have a secret each.";
    AccountNotEnabled, "account_not_enabled", OpenDashboard,
        "The Plaid account is not enabled for this.";
    NotReady, "not_ready", WaitAndSync,
        "Plaid is still collecting the data of this institution.";
    NotSupported, "not_supported", Report,
        "The institution does not offer investments through Plaid.";
    NoInvestmentAccounts, "no_investment_accounts", Reconnect,
        "No investment accounts are shared with this connection.";
    AccountUnknown, "account_unknown", TryAgain,
        "An account was closed, or is no longer shared.";
    LeftAtPlaid, "left_at_plaid", OpenDashboard,
        "The new connection could neither be kept here nor removed at Plaid; remove it in Plaid's Dashboard, or it is billed.";
    LinkExpired, "link_expired", ConnectAgain,
        "The sign-in took too long or was already used.";
    InstitutionDown, "institution_down", WaitAndSync,
        "The institution does not answer at the moment.";
    InstitutionUnsupported, "institution_unsupported", Report,
        "Plaid cannot reach this institution any more, or only after a registration.";
    RateLimited, "rate_limited", WaitAndSync,
        "Plaid received too many requests; it accepts more in a minute or two.";
    PlaidTrouble, "plaid_trouble", TryAgain,
        "Plaid had an internal error.";
    Maintenance, "maintenance", WaitAndSync,
        "Plaid is down for maintenance.";
    RequestRefused, "request_refused", Report,
        "Plaid refused the request; this is a fault of the program or of a setting.";
    Offline, "offline", TryAgain,
        "Plaid could not be reached; check the network.";
    TimedOut, "timed_out", TryAgain,
        "Plaid took too long to answer.";
    Malformed, "malformed", TryAgain,
        "Plaid's answer could not be read.";
    Incomplete, "incomplete", TryAgain,
        "Plaid's list of transactions kept changing or broke off.";
    KeyringMissing, "keyring_missing", OpenKeyring,
        "This computer has no keyring service running; start GNOME Keyring, KWallet or KeePassXC and try again.";
    KeyringLocked, "keyring_locked", OpenKeyring,
        "The keyring is locked, or was never set up; unlock it and try again.";
    KeyringFailed, "keyring_failed", OpenKeyring,
        "The keyring did not answer as expected.";
    TokenMissing, "token_missing", ConnectAgain,
        "The keyring holds no access token for this connection.";
    Storage, "storage", TryAgain,
        "The portfolio file could not be read or written.";
    AlreadyRunning, "already_running", WaitAndSync,
        "This institution is being synced already.";
    PageOpen, "page_open", WaitAndSync,
        "A page for signing in is waited for already, in this program or another.";
    Cancelled, "cancelled", TryAgain,
        "The sync was cancelled.";
    Unknown, "unknown", TryAgain,
        "Something unexpected happened at Plaid.";
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
    fn every_kind_is_a_sentence_and_comes_back_from_its_name() {
        for &kind in FailureKind::ALL {
            let sentence = kind.sentence();
            assert!(sentence.ends_with('.'), "{sentence}");
            assert!(sentence.starts_with(char::is_uppercase), "{sentence}");
            assert!(!sentence.contains("item"), "{sentence}");
            assert_eq!(FailureKind::parse(kind.as_str()), kind);
        }
    }
}
