//! What the log says of a call: never what was asked or answered.

use std::time::Duration;

use super::{PlaidError, wire::Signature};
use crate::log::{Log, Safe};

/// Writes down a call: endpoint, status, duration, and Plaid's own code and
/// identifier of the answer. An error that was expected is no trouble.
pub(super) fn record<T: AsRef<[u8]>>(
    log: &Log,
    endpoint: &'static str,
    answer: &Result<T, PlaidError>,
    is_expected: bool,
    took: Duration,
) {
    const NAME: &str = "plaid.call";
    if !log.is_on() {
        return;
    }
    let mut fields = vec![("endpoint", endpoint.into()), ("ms", took.into())];
    match answer {
        Ok(body) => {
            let body = body.as_ref();
            fields.push(("status", "ok".into()));
            fields.push(("bytes", body.len().into()));
            // Of an answer, only its identifier is logged.
            if let Ok(Signature {
                request_id: Some(id),
            }) = serde_json::from_slice(body)
            {
                fields.push(("request_id", Safe::request_id(&id)));
            }
            log.info(NAME, fields);
        }
        Err(error) => {
            fields.push(("kind", error.kind().into()));
            if let PlaidError::Api { error, .. } = error {
                fields.push(("status", error.status.into()));
                fields.push(("code", Safe::code(&error.code)));
                let id = error.request_id.as_deref();
                fields.extend(id.map(|it| ("request_id", Safe::request_id(it))));
            } else if let PlaidError::Gateway { status, .. } = error {
                fields.push(("status", (*status).into()));
            }
            if is_expected {
                log.info(NAME, fields);
            } else {
                log.error(NAME, fields);
            }
        }
    }
}
