//! What can go wrong between here and Plaid.

use super::wire::ErrorBody;
use crate::connect::{FailureKind, SyncFailure, error_chain};

/// The largest answer that is read, in bytes.
pub(super) const MAX_ANSWER: usize = 64 << 20;

/// Why a request to Plaid had no usable answer.
///
/// No message holds a token, a key or a body.
#[derive(Debug, thiserror::Error)]
pub enum PlaidError {
    /// The base URL is not https, or not a URL.
    #[error("the address of Plaid's server is not https (http is accepted on loopback only)")]
    InvalidBaseUrl,

    /// A client ID or secret with characters that no header can carry.
    #[error("the client ID or secret has characters that no key has")]
    InvalidCredentials,

    /// Plaid answered with an error of its own.
    #[error("{endpoint}: Plaid says {}", .error.code)]
    Api {
        endpoint: &'static str,
        error: Box<ApiError>,
    },

    /// No connection, or it broke off.
    #[error("{endpoint}: no connection to Plaid")]
    Offline {
        endpoint: &'static str,
        source: reqwest::Error,
    },

    /// What answered could not prove to be Plaid: its certificate is of another
    /// name, expired, or signed by nobody this computer trusts; or it does not
    /// speak TLS. Nothing was sent.
    #[error("{endpoint}: no secure connection to Plaid")]
    Certificate {
        endpoint: &'static str,
        source: rustls::Error,
    },

    /// No connection or no whole answer in time.
    #[error("{endpoint}: no answer in time")]
    TimedOut { endpoint: &'static str },

    /// An answer larger than is ever needed.
    #[error("{endpoint}: the answer is larger than {} MiB", MAX_ANSWER >> 20)]
    TooLarge { endpoint: &'static str },

    /// An answer that points elsewhere; it is not followed.
    #[error("{endpoint}: the answer is a redirect, which Plaid never sends")]
    Redirected { endpoint: &'static str },

    /// An error that did not come from Plaid itself, such as a gateway's page.
    #[error("{endpoint}: status {status} without an answer of Plaid")]
    Gateway { endpoint: &'static str, status: u16 },

    /// A good status with a body that is not what the contract says. `problem`
    /// names no value of it.
    #[error("{endpoint}: the answer could not be read: {problem}")]
    Malformed {
        endpoint: &'static str,
        problem: String,
    },

    /// A good status, and a body without the `request_id` that every answer of
    /// Plaid bears: something else answered.
    #[error("{endpoint}: the answer is not one of Plaid's: it has no request_id")]
    Unsigned { endpoint: &'static str },

    /// A page to sign in on that is not one of Plaid's, or none at all.
    #[error("{endpoint}: the page to sign in on is not at Plaid")]
    ForeignPage { endpoint: &'static str },

    /// The HTTP client could not be built.
    #[error("the HTTP client could not be started")]
    Client(#[source] reqwest::Error),
}

/// Plaid's own error, decided on by type and code; see <https://plaid.com/docs/errors/>.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiError {
    pub kind: FailureKind,
    pub code: String,
    /// A text for the person, rarely given.
    pub display_message: Option<String>,
    pub request_id: Option<String>,
    pub status: u16,
}

impl ApiError {
    pub(super) fn new(body: ErrorBody, status: u16) -> Self {
        let code = body.error_code.unwrap_or_else(|| "UNKNOWN".to_owned());
        let error_type = body.error_type.unwrap_or_default();
        Self {
            kind: kind(&error_type, &code),
            code,
            display_message: super::row::label(body.display_message),
            request_id: super::row::label(body.request_id),
            status,
        }
    }
}

impl From<&ApiError> for SyncFailure {
    fn from(error: &ApiError) -> Self {
        Self {
            kind: error.kind,
            code: Some(error.code.clone()),
            request_id: error.request_id.clone(),
            detail: error
                .display_message
                .clone()
                .unwrap_or_else(|| format!("Plaid says {}", error.code)),
        }
    }
}

impl PlaidError {
    /// A body that could not be read or written; texts in it are left out,
    /// for any may be a token.
    pub(super) fn malformed(endpoint: &'static str, error: &serde_json::Error) -> Self {
        let mut problem = error.to_string();
        if let (Some(first), Some(last)) = (problem.find('"'), problem.rfind('"')) {
            problem.replace_range(first..=last, "…");
        }
        Self::Malformed { endpoint, problem }
    }

    /// An answer without `field`, for want of which it says nothing.
    pub(super) fn lacks(endpoint: &'static str, field: &'static str) -> Self {
        Self::Malformed {
            endpoint,
            problem: format!("missing field `{field}`"),
        }
    }

    /// Whether the same request may work a few seconds later.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Api { error, .. } => error.kind == FailureKind::PlaidTrouble,
            Self::Offline { .. } | Self::TimedOut { .. } => true,
            Self::Gateway { status, .. } => *status >= 500,
            Self::InvalidBaseUrl
            | Self::InvalidCredentials
            | Self::Certificate { .. }
            | Self::Unsigned { .. }
            | Self::TooLarge { .. }
            | Self::Redirected { .. }
            | Self::Malformed { .. }
            | Self::ForeignPage { .. }
            | Self::Client(_) => false,
        }
    }

    /// Whether it is an answer of Plaid's own: an error with its code and the
    /// `request_id` that every answer of Plaid bears. Of any other it is not
    /// known whether Plaid has even seen the request.
    pub fn is_of_plaid(&self) -> bool {
        matches!(self, Self::Api { error, .. } if error.request_id.is_some())
    }

    /// What it means for the person.
    pub fn kind(&self) -> FailureKind {
        match self {
            Self::Api { error, .. } => error.kind,
            Self::Offline { .. } => FailureKind::Offline,
            Self::TimedOut { .. } => FailureKind::TimedOut,
            Self::Certificate { .. } => FailureKind::CertificateRefused,
            Self::Gateway { status: 429, .. } => FailureKind::RateLimited,
            Self::Gateway { .. } => FailureKind::PlaidTrouble,
            Self::InvalidCredentials => FailureKind::KeysMalformed,
            Self::TooLarge { .. }
            | Self::Redirected { .. }
            | Self::Malformed { .. }
            | Self::Unsigned { .. }
            | Self::ForeignPage { .. } => FailureKind::Malformed,
            Self::InvalidBaseUrl | Self::Client(_) => FailureKind::NotAsked,
        }
    }
}

impl From<PlaidError> for SyncFailure {
    fn from(error: PlaidError) -> Self {
        if let PlaidError::Api { error, .. } = &error {
            return Self::from(&**error);
        }
        Self::local(error.kind(), error_chain(&error))
    }
}

/// What a code means; `docs/connections.md` has the same table, with what the
/// person reads.
fn kind(error_type: &str, code: &str) -> FailureKind {
    match code {
        "ITEM_LOGIN_REQUIRED" => FailureKind::SignInNeeded,
        "ACCESS_NOT_GRANTED" => FailureKind::PermissionMissing,
        "ADDITIONAL_CONSENT_REQUIRED" => FailureKind::ConsentNeeded,
        "ITEM_LOCKED" | "PASSWORD_RESET_REQUIRED" | "USER_SETUP_REQUIRED" => {
            FailureKind::ActionAtInstitution
        }
        "ITEM_NOT_FOUND" => FailureKind::ConnectionGone,
        "USER_PERMISSION_REVOKED" => FailureKind::ConsentRevoked,
        "INVALID_ACCESS_TOKEN" => FailureKind::WrongToken,
        "INVALID_API_KEYS" => FailureKind::WrongKeys,
        "UNAUTHORIZED_ENVIRONMENT" | "INVALID_PRODUCT" | "UNAUTHORIZED_ROUTE_ACCESS" => {
            FailureKind::AccountNotEnabled
        }
        "PRODUCT_NOT_READY" => FailureKind::NotReady,
        "PRODUCTS_NOT_SUPPORTED" | "PRODUCT_NOT_SUPPORTED" | "PRODUCT_NOT_ENABLED" => {
            FailureKind::NotSupported
        }
        "NO_INVESTMENT_ACCOUNTS" | "NO_ACCOUNTS" => FailureKind::NoInvestmentAccounts,
        "INVALID_ACCOUNT_ID" => FailureKind::AccountUnknown,
        "INVALID_PUBLIC_TOKEN" | "INVALID_LINK_TOKEN" => FailureKind::LinkExpired,
        "INSTITUTION_DOWN" | "INSTITUTION_NOT_RESPONDING" | "INSTITUTION_NOT_AVAILABLE" => {
            FailureKind::InstitutionDown
        }
        "INSTITUTION_NO_LONGER_SUPPORTED"
        | "INSTITUTION_REGISTRATION_REQUIRED"
        | "UNAUTHORIZED_INSTITUTION" => FailureKind::InstitutionUnsupported,
        "INTERNAL_SERVER_ERROR" => FailureKind::PlaidTrouble,
        "PLANNED_MAINTENANCE" => FailureKind::Maintenance,
        "MISSING_FIELDS" | "UNKNOWN_FIELDS" | "INVALID_FIELD" | "INVALID_BODY" | "NOT_FOUND" => {
            FailureKind::RequestRefused
        }
        "SANDBOX_ONLY" => FailureKind::SandboxOnly,
        _ => kind_of_type(error_type, code),
    }
}

/// New codes of known types; a missing type is guessed from the code.
fn kind_of_type(error_type: &str, code: &str) -> FailureKind {
    match error_type {
        "RATE_LIMIT_EXCEEDED" => FailureKind::RateLimited,
        "" if code.ends_with("_LIMIT") || code == "RATE_LIMIT" => FailureKind::RateLimited,
        "INVALID_REQUEST" => FailureKind::RequestRefused,
        "INSTITUTION_ERROR" => FailureKind::InstitutionDown,
        "API_ERROR" => FailureKind::PlaidTrouble,
        _ => FailureKind::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::too_many_lines, reason = "the contract's table is that long")]
    #[test]
    fn every_code_of_the_contract_has_its_kind() {
        use FailureKind as K;
        for (error_type, code, expected) in [
            ("ITEM_ERROR", "ITEM_LOGIN_REQUIRED", K::SignInNeeded),
            ("ITEM_ERROR", "ACCESS_NOT_GRANTED", K::PermissionMissing),
            (
                "INVALID_INPUT",
                "ADDITIONAL_CONSENT_REQUIRED",
                K::ConsentNeeded,
            ),
            ("ITEM_ERROR", "ITEM_LOCKED", K::ActionAtInstitution),
            (
                "ITEM_ERROR",
                "PASSWORD_RESET_REQUIRED",
                K::ActionAtInstitution,
            ),
            ("ITEM_ERROR", "USER_SETUP_REQUIRED", K::ActionAtInstitution),
            ("ITEM_ERROR", "ITEM_NOT_FOUND", K::ConnectionGone),
            (
                "INVALID_INPUT",
                "USER_PERMISSION_REVOKED",
                K::ConsentRevoked,
            ),
            ("INVALID_INPUT", "INVALID_ACCESS_TOKEN", K::WrongToken),
            ("INVALID_INPUT", "INVALID_API_KEYS", K::WrongKeys),
            (
                "INVALID_INPUT",
                "UNAUTHORIZED_ENVIRONMENT",
                K::AccountNotEnabled,
            ),
            ("INVALID_INPUT", "INVALID_PRODUCT", K::AccountNotEnabled),
            (
                "INVALID_INPUT",
                "UNAUTHORIZED_ROUTE_ACCESS",
                K::AccountNotEnabled,
            ),
            ("ITEM_ERROR", "PRODUCT_NOT_READY", K::NotReady),
            ("ITEM_ERROR", "PRODUCTS_NOT_SUPPORTED", K::NotSupported),
            ("ITEM_ERROR", "PRODUCT_NOT_SUPPORTED", K::NotSupported),
            ("ITEM_ERROR", "PRODUCT_NOT_ENABLED", K::NotSupported),
            (
                "ITEM_ERROR",
                "NO_INVESTMENT_ACCOUNTS",
                K::NoInvestmentAccounts,
            ),
            ("ITEM_ERROR", "NO_ACCOUNTS", K::NoInvestmentAccounts),
            ("INVALID_INPUT", "INVALID_ACCOUNT_ID", K::AccountUnknown),
            ("INVALID_INPUT", "INVALID_PUBLIC_TOKEN", K::LinkExpired),
            ("INVALID_INPUT", "INVALID_LINK_TOKEN", K::LinkExpired),
            ("INSTITUTION_ERROR", "INSTITUTION_DOWN", K::InstitutionDown),
            (
                "INSTITUTION_ERROR",
                "INSTITUTION_NOT_RESPONDING",
                K::InstitutionDown,
            ),
            (
                "INSTITUTION_ERROR",
                "INSTITUTION_NOT_AVAILABLE",
                K::InstitutionDown,
            ),
            (
                "INSTITUTION_ERROR",
                "INSTITUTION_NO_LONGER_SUPPORTED",
                K::InstitutionUnsupported,
            ),
            (
                "INSTITUTION_ERROR",
                "INSTITUTION_REGISTRATION_REQUIRED",
                K::InstitutionUnsupported,
            ),
            (
                "INSTITUTION_ERROR",
                "UNAUTHORIZED_INSTITUTION",
                K::InstitutionUnsupported,
            ),
            (
                "RATE_LIMIT_EXCEEDED",
                "INVESTMENT_HOLDINGS_GET_LIMIT",
                K::RateLimited,
            ),
            (
                "RATE_LIMIT_EXCEEDED",
                "INVESTMENT_TRANSACTIONS_LIMIT",
                K::RateLimited,
            ),
            ("RATE_LIMIT_EXCEEDED", "ITEM_GET_LIMIT", K::RateLimited),
            ("RATE_LIMIT_EXCEEDED", "ACCOUNTS_LIMIT", K::RateLimited),
            ("RATE_LIMIT_EXCEEDED", "RATE_LIMIT", K::RateLimited),
            (
                "RATE_LIMIT_EXCEEDED",
                "INSTITUTION_RATE_LIMIT",
                K::RateLimited,
            ),
            ("RATE_LIMIT_EXCEEDED", "A_NEW_ONE", K::RateLimited),
            ("", "ACCOUNTS_LIMIT", K::RateLimited),
            ("API_ERROR", "INTERNAL_SERVER_ERROR", K::PlaidTrouble),
            ("API_ERROR", "PLANNED_MAINTENANCE", K::Maintenance),
            ("INVALID_REQUEST", "MISSING_FIELDS", K::RequestRefused),
            ("INVALID_REQUEST", "UNKNOWN_FIELDS", K::RequestRefused),
            ("INVALID_REQUEST", "INVALID_FIELD", K::RequestRefused),
            ("INVALID_REQUEST", "INVALID_BODY", K::RequestRefused),
            ("INVALID_REQUEST", "NOT_FOUND", K::RequestRefused),
            ("INVALID_REQUEST", "SANDBOX_ONLY", K::SandboxOnly),
            ("", "ITEM_LOGIN_REQUIRED", K::SignInNeeded),
            ("SOMETHING_NEW", "NEVER_SEEN", K::Unknown),
        ] {
            assert_eq!(kind(error_type, code), expected, "{error_type} {code}");
        }
    }
}
