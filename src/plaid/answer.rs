//! What makes a body an answer of Plaid, and what all of them may tell.

use serde::Deserialize;

use super::{PlaidError, error::ApiError, row::Fields, wire};
use crate::connect::SyncFailure;
use crate::domain::ItemId;

/// Reads an answer on which a claim rests: one of Plaid's own.
pub(super) fn decode_signed<'a, T: Deserialize<'a>>(
    endpoint: &'static str,
    body: &'a [u8],
) -> Result<T, PlaidError> {
    check_signature(endpoint, body)?;
    decode(endpoint, body)
}

pub(super) fn check_signature(endpoint: &'static str, body: &[u8]) -> Result<(), PlaidError> {
    let signature: wire::Signature<'_> = decode(endpoint, body)?;
    // A list would be read as the fields of an object, in their order.
    let is_object = body.trim_ascii_start().starts_with(b"{");
    match signature.request_id.as_deref() {
        Some(id) if is_object && !id.is_empty() => Ok(()),
        Some(_) | None => Err(PlaidError::Unsigned { endpoint }),
    }
}

pub(super) fn decode<'a, T: Deserialize<'a>>(
    endpoint: &'static str,
    body: &'a [u8],
) -> Result<T, PlaidError> {
    serde_json::from_slice(body).map_err(|error| PlaidError::malformed(endpoint, &error))
}

/// The connection that an answer says it is about; an empty id where it does
/// not.
pub(super) fn told_item(answer: &Fields<'_>) -> ItemId {
    let item = answer.object("item");
    let id = item.and_then(|it| it.text("item_id"));
    ItemId::from(&*id.unwrap_or_default())
}

/// What an answer says is the matter with the connection.
pub(super) fn told_failure(answer: &Fields<'_>) -> Option<SyncFailure> {
    let item = answer.object("item")?;
    let mut error: wire::ErrorBody = serde_json::from_str(item.get("error")?).ok()?;
    let request_id = || answer.text("request_id").map(Into::into);
    error.request_id = error.request_id.or_else(request_id);
    Some((&ApiError::new(error, 200)).into())
}
