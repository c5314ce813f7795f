//! What a request says, read as strictly as Plaid reads it.

use std::ops::RangeInclusive;

use chrono::NaiveDate;
use serde_json::{Map, Value};

use super::error::Refusal;

/// The fields of a JSON object in a request.
pub(super) struct Fields(Map<String, Value>);

impl Fields {
    /// Reads a body.
    pub(super) fn parse(body: &[u8]) -> Result<Self, Refusal> {
        match serde_json::from_slice(body) {
            Ok(Value::Object(fields)) => Ok(Self(fields)),
            Ok(_) | Err(_) => Err(Refusal::request(
                "INVALID_BODY",
                "body could not be parsed as a JSON object",
            )),
        }
    }

    /// Refuses every field that is not in `known`.
    pub(super) fn only(&self, known: &[&str]) -> Result<(), Refusal> {
        let unknown: Vec<_> = self
            .0
            .keys()
            .filter(|name| !known.contains(&name.as_str()))
            .map(String::as_str)
            .collect();
        if unknown.is_empty() {
            return Ok(());
        }
        let message = format!(
            "the following fields are not recognized by this endpoint: {}",
            unknown.join(", ")
        );
        Err(Refusal::request("UNKNOWN_FIELDS", message))
    }

    /// A text that has to be there.
    pub(super) fn text(&self, name: &str) -> Result<&str, Refusal> {
        match self.0.get(name) {
            None | Some(Value::Null) => Err(missing(name)),
            Some(Value::String(text)) if !text.is_empty() => Ok(text),
            Some(_) => Err(invalid(name, "a non-empty string")),
        }
    }

    /// A date that has to be there.
    pub(super) fn date(&self, name: &str) -> Result<NaiveDate, Refusal> {
        let text = self.text(name)?;
        match text.parse() {
            // chrono takes 2026-1-2 too.
            Ok(date) if text.len() == 10 => Ok(date),
            Ok(_) | Err(_) => Err(invalid(name, "a date in the form YYYY-MM-DD")),
        }
    }

    /// A whole number within `allowed`, if there is one.
    pub(super) fn integer(
        &self,
        name: &str,
        allowed: RangeInclusive<usize>,
    ) -> Result<Option<usize>, Refusal> {
        let Some(value) = self.0.get(name) else {
            return Ok(None);
        };
        value
            .as_u64()
            .and_then(|number| usize::try_from(number).ok())
            .filter(|number| allowed.contains(number))
            .map(Some)
            .ok_or_else(|| {
                let expected = match (*allowed.start(), *allowed.end()) {
                    (least, usize::MAX) => format!("an integer from {least} on"),
                    (least, most) => format!("an integer from {least} to {most}"),
                };
                invalid(name, &expected)
            })
    }

    /// A list of texts, if there is one.
    pub(super) fn texts(&self, name: &str) -> Result<Option<Vec<&str>>, Refusal> {
        let Some(value) = self.0.get(name) else {
            return Ok(None);
        };
        value
            .as_array()
            .and_then(|list| list.iter().map(Value::as_str).collect())
            .map(Some)
            .ok_or_else(|| invalid(name, "a list of strings"))
    }

    /// A list of texts that has to be there, with at least one.
    pub(super) fn some_texts(&self, name: &str) -> Result<Vec<&str>, Refusal> {
        match self.texts(name)? {
            None => Err(missing(name)),
            Some(list) if list.is_empty() => Err(invalid(name, "a list with at least one entry")),
            Some(list) => Ok(list),
        }
    }

    /// The object `options`; empty where it is not sent.
    pub(super) fn options(&self) -> Result<Self, Refusal> {
        Ok(self.object("options")?.unwrap_or_else(|| Self(Map::new())))
    }

    /// An object, if there is one.
    pub(super) fn object(&self, name: &str) -> Result<Option<Self>, Refusal> {
        match self.0.get(name) {
            None => Ok(None),
            Some(Value::Object(fields)) => Ok(Some(Self(fields.clone()))),
            Some(_) => Err(invalid(name, "an object")),
        }
    }

    /// Whether a field is there.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// A switch, if it is sent.
    pub(super) fn switch(&self, name: &str) -> Result<Option<bool>, Refusal> {
        match self.0.get(name) {
            None => Ok(None),
            Some(Value::Bool(on)) => Ok(Some(*on)),
            Some(_) => Err(invalid(name, "true or false")),
        }
    }
}

/// A field that is there, but not as it has to be.
pub(super) fn invalid(name: &str, expected: &str) -> Refusal {
    Refusal::request("INVALID_FIELD", format!("{name} must be {expected}"))
}

/// A field that is not there, but has to be.
pub(super) fn missing(name: &str) -> Refusal {
    let message = format!("the following required fields are missing: {name}");
    Refusal::request("MISSING_FIELDS", message)
}
