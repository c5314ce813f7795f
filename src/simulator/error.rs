//! Refusals, in the shape in which Plaid sends them.

use std::borrow::Cow;

use serde_json::{Value, json};

/// Every code that a client has to tell apart, with its type and HTTP status.
pub(super) const CODES: &[(&str, &str, u16)] = &[
    ("ITEM_LOGIN_REQUIRED", "ITEM_ERROR", 400),
    ("ACCESS_NOT_GRANTED", "ITEM_ERROR", 400),
    ("ITEM_LOCKED", "ITEM_ERROR", 400),
    ("PASSWORD_RESET_REQUIRED", "ITEM_ERROR", 400),
    ("USER_SETUP_REQUIRED", "ITEM_ERROR", 400),
    ("ITEM_NOT_FOUND", "ITEM_ERROR", 400),
    ("PRODUCT_NOT_READY", "ITEM_ERROR", 400),
    ("PRODUCTS_NOT_SUPPORTED", "ITEM_ERROR", 400),
    ("PRODUCT_NOT_SUPPORTED", "ITEM_ERROR", 400),
    ("PRODUCT_NOT_ENABLED", "ITEM_ERROR", 400),
    ("NO_INVESTMENT_ACCOUNTS", "ITEM_ERROR", 400),
    ("NO_ACCOUNTS", "ITEM_ERROR", 400),
    ("ADDITIONAL_CONSENT_REQUIRED", "INVALID_INPUT", 400),
    ("USER_PERMISSION_REVOKED", "INVALID_INPUT", 400),
    ("INVALID_ACCESS_TOKEN", "INVALID_INPUT", 400),
    ("INVALID_API_KEYS", "INVALID_INPUT", 400),
    ("UNAUTHORIZED_ENVIRONMENT", "INVALID_INPUT", 400),
    ("INVALID_PRODUCT", "INVALID_INPUT", 400),
    ("UNAUTHORIZED_ROUTE_ACCESS", "INVALID_INPUT", 400),
    ("INVALID_ACCOUNT_ID", "INVALID_INPUT", 400),
    ("INVALID_PUBLIC_TOKEN", "INVALID_INPUT", 400),
    ("INVALID_LINK_TOKEN", "INVALID_INPUT", 400),
    ("INVALID_INSTITUTION", "INVALID_INPUT", 400),
    ("INSTITUTION_DOWN", "INSTITUTION_ERROR", 400),
    ("INSTITUTION_NOT_RESPONDING", "INSTITUTION_ERROR", 400),
    ("INSTITUTION_NOT_AVAILABLE", "INSTITUTION_ERROR", 400),
    ("INSTITUTION_NO_LONGER_SUPPORTED", "INSTITUTION_ERROR", 400),
    (
        "INSTITUTION_REGISTRATION_REQUIRED",
        "INSTITUTION_ERROR",
        400,
    ),
    ("UNAUTHORIZED_INSTITUTION", "INSTITUTION_ERROR", 400),
    ("INVESTMENT_HOLDINGS_GET_LIMIT", "RATE_LIMIT_EXCEEDED", 429),
    ("INVESTMENT_TRANSACTIONS_LIMIT", "RATE_LIMIT_EXCEEDED", 429),
    ("ITEM_GET_LIMIT", "RATE_LIMIT_EXCEEDED", 429),
    ("ACCOUNTS_LIMIT", "RATE_LIMIT_EXCEEDED", 429),
    ("RATE_LIMIT", "RATE_LIMIT_EXCEEDED", 429),
    ("INSTITUTION_RATE_LIMIT", "RATE_LIMIT_EXCEEDED", 429),
    ("INTERNAL_SERVER_ERROR", "API_ERROR", 500),
    ("PLANNED_MAINTENANCE", "API_ERROR", 503),
    ("MISSING_FIELDS", "INVALID_REQUEST", 400),
    ("UNKNOWN_FIELDS", "INVALID_REQUEST", 400),
    ("INVALID_FIELD", "INVALID_REQUEST", 400),
    ("INVALID_BODY", "INVALID_REQUEST", 400),
    ("SANDBOX_ONLY", "INVALID_REQUEST", 400),
    ("NOT_FOUND", "INVALID_REQUEST", 404),
];

/// A request that is not answered with what it asked for.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    pub(super) status: u16,
    error_type: Cow<'static, str>,
    code: Cow<'static, str>,
    message: String,
    pub(super) display_message: Option<String>,
}

impl Refusal {
    fn new(error_type: &'static str, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status: 400,
            error_type: error_type.into(),
            code: code.into(),
            message: message.into(),
            display_message: None,
        }
    }

    /// One that is in no list.
    pub(super) fn invented(error_type: String, code: String) -> Self {
        Self {
            status: 400,
            error_type: error_type.into(),
            code: code.into(),
            message: "as asked".to_owned(),
            display_message: None,
        }
    }

    /// The request itself is wrong.
    pub(super) fn request(code: &'static str, message: impl Into<String>) -> Self {
        Self::new("INVALID_REQUEST", code, message)
    }

    /// A value in the request is of the right form, but not one that is known.
    pub(super) fn input(code: &'static str, message: impl Into<String>) -> Self {
        Self::new("INVALID_INPUT", code, message)
    }

    pub(super) fn not_found() -> Self {
        Self {
            status: 404,
            ..Self::request("NOT_FOUND", "the requested route does not exist")
        }
    }

    /// The institution wants the person to sign in again.
    pub(super) fn login_required() -> Self {
        let message = "the login details of this item have changed; use update mode";
        Self::new("ITEM_ERROR", "ITEM_LOGIN_REQUIRED", message)
    }

    /// The refusal with a code of [`CODES`], for no reason but that it was
    /// asked for.
    pub(super) fn of_code(code: &str) -> Option<Self> {
        let &(code, error_type, status) = CODES.iter().find(|it| it.0 == code)?;
        Some(Self {
            status,
            ..Self::new(error_type, code, "as asked")
        })
    }

    /// An item lacks a consent that the request needs.
    pub(super) fn consent_required() -> Self {
        let message = "the person has not consented to investments; use update mode";
        Self::input("ADDITIONAL_CONSENT_REQUIRED", message)
    }

    /// The body of the answer, or what stands in `item.error`.
    pub(super) fn body(&self, request_id: &str) -> Value {
        json!({
            "error_type": self.error_type,
            "error_code": self.code,
            "error_message": self.message,
            "display_message": self.display_message,
            "request_id": request_id,
            "causes": [],
            "status": self.status,
            "suggested_action": null,
        })
    }
}
