//! Refusals, in the shape in which Plaid sends them.

use serde_json::{Value, json};

/// A request that is not answered with what it asked for.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) status: u16,
    error_type: &'static str,
    code: &'static str,
    message: String,
}

impl Refusal {
    fn new(error_type: &'static str, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status: 400,
            error_type,
            code,
            message: message.into(),
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

    /// The body of the answer, or what stands in `item.error`.
    pub(super) fn body(&self, request_id: &str) -> Value {
        json!({
            "error_type": self.error_type,
            "error_code": self.code,
            "error_message": self.message,
            "display_message": null,
            "request_id": request_id,
            "causes": [],
            "status": self.status,
            "suggested_action": null,
        })
    }
}
