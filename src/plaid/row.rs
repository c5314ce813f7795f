//! One object of an answer, read field by field.
//!
//! What Plaid's API requires is not always there, nor always of the type that
//! it promises: numbers come as texts, null where a list belongs. A field that
//! cannot be read is unknown and reported; the others are read.

use std::{borrow::Cow, fmt};

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, de};
use serde_json::value::RawValue;

use super::number::{self, Reading};
use crate::connect::{Misfit, RowProblem};

/// A text to read that is longer than so many characters is shortened: no
/// screen shows more, and laying out millions of letters would hold it up.
const LONGEST_LABEL: usize = 1_000;

/// One answer of 64 MiB could hold tens of millions of rows that say nothing;
/// no portfolio has so many holdings, no page so many transactions.
const LONGEST_LIST: usize = 200_000;

/// The fields of an object, each as it stands in the JSON; of one that is there
/// twice, the last counts.
pub(super) struct Fields<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'a> Fields<'a> {
    /// The JSON of a field; null and absent are the same.
    pub(super) fn get(&self, field: &str) -> Option<&'a str> {
        let mut latest_first = self.0.iter().rev();
        let (_, raw) = latest_first.find(|(name, _)| name == field)?;
        Some(raw.get()).filter(|it| *it != "null")
    }

    /// A text field, `None` where it is none or says nothing.
    pub(super) fn text(&self, field: &str) -> Option<Cow<'a, str>> {
        self.get(field)
            .and_then(text_of)
            .filter(|it| !it.is_empty())
    }

    /// A list within the object, `None` where there is none, or one that is
    /// longer than any could be.
    pub(super) fn list(&self, field: &str) -> Option<Vec<&'a RawValue>> {
        let List(rows) = serde_json::from_str(self.get(field)?).ok()?;
        Some(rows)
    }

    /// A count, also one that came as a text; `None` where it is none, or below
    /// zero.
    pub(super) fn count(&self, field: &str) -> Option<usize> {
        self.text(field)?.parse().ok()
    }

    /// An object within this one, `None` where there is none.
    pub(super) fn object(&self, field: &str) -> Option<Self> {
        serde_json::from_str(self.get(field)?).ok()
    }
}

/// The rows of a list, unread. It is refused beyond [`LONGEST_LIST`].
struct List<'a>(Vec<&'a RawValue>);

impl<'de> Deserialize<'de> for List<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = List<'de>;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(out, "a list of at most {LONGEST_LIST} rows")
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, mut list: A) -> Result<List<'de>, A::Error> {
                let mut rows = vec![];
                while let Some(row) = list.next_element()? {
                    if rows.len() == LONGEST_LIST {
                        return Err(de::Error::invalid_length(rows.len() + 1, &self));
                    }
                    rows.push(row);
                }
                Ok(List(rows))
            }
        }
        deserializer.deserialize_seq(Visitor)
    }
}

impl<'de> Deserialize<'de> for Fields<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Fields<'de>;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("an object")
            }

            fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields = Vec::with_capacity(24);
                while let Some((Key(name), raw)) = map.next_entry()? {
                    fields.push((name, raw));
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(Visitor)
    }
}

/// A field's name, borrowed where it is written without escapes.
#[derive(Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

/// A row while it is read, with what was found to be the matter with it.
pub(super) struct Row<'a> {
    pub(super) fields: Fields<'a>,
    pub(super) findings: Vec<Finding>,
    /// The part of the row at hand, such as `tax lot`; none for the row itself.
    part: Option<&'static str>,
}

/// What is the matter with a row.
pub(super) struct Finding {
    pub(super) field: String,
    pub(super) problem: RowProblem,
    /// Whether the whole row was left out for it.
    pub(super) is_fatal: bool,
}

impl<'a> Row<'a> {
    pub(super) fn new(fields: Fields<'a>) -> Self {
        Self {
            fields,
            findings: vec![],
            part: None,
        }
    }

    /// Notes what is the matter with a field; the row stays.
    pub(super) fn report(&mut self, field: &str, problem: impl Into<RowProblem>) {
        let field = match self.part {
            Some(part) => format!("{part} {field}"),
            None => field.to_owned(),
        };
        self.findings.push(Finding {
            field,
            problem: problem.into(),
            is_fatal: false,
        });
    }

    /// `value`, or a note that the row is left out for want of it.
    pub(super) fn required<T>(&mut self, field: &str, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.findings.push(Finding {
                field: field.to_owned(),
                problem: Misfit::Missing.into(),
                is_fatal: true,
            });
        }
        value
    }

    /// An identifier, or a word that is stored as it is; an empty one says
    /// nothing.
    pub(super) fn text(&mut self, field: &str) -> Option<Cow<'a, str>> {
        let raw = self.fields.get(field)?;
        let text = text_of(raw);
        if text.is_none() {
            self.report(field, Misfit::NotAText);
        }
        text.filter(|it| !it.is_empty())
    }

    /// A text to read; one that is too long is shortened and reported.
    pub(super) fn label(&mut self, field: &str) -> Option<Cow<'a, str>> {
        let text = self.text(field)?;
        let Some(most) = end_of_label(&text) else {
            return Some(text);
        };
        let characters = text.chars().count();
        self.report(field, RowProblem::Shortened { characters });
        Some(format!("{}…", &text[..most]).into())
    }

    /// A number, also one that came as a text; `None` where there is none, or
    /// none that can be counted.
    pub(super) fn number(&mut self, field: &str) -> Option<Decimal> {
        let raw = self.fields.get(field)?;
        let text = text_of(raw).filter(|it| number::is_literal(it));
        let Some(literal) = text else {
            self.report(field, Misfit::NotANumber);
            return None;
        };
        if raw.starts_with('"') {
            self.report(field, Misfit::NumberAsText);
        }
        match number::read(&literal) {
            Reading::Exact(value) => Some(value),
            Reading::Rounded(kept) => {
                let digits = number::digits(&literal);
                self.report(field, RowProblem::Rounded { digits, kept });
                Some(kept)
            }
            Reading::TooLarge => {
                self.report(field, Misfit::TooLarge);
                None
            }
        }
    }

    /// A yes or no, also one that came as a text.
    pub(super) fn flag(&mut self, field: &str) -> Option<bool> {
        let flag = match self.fields.get(field)? {
            "true" => Some(true),
            "false" => Some(false),
            r#""true""# | r#""false""# => {
                self.report(field, Misfit::FlagAsText);
                return Some(self.fields.get(field)? == r#""true""#);
            }
            _ => None,
        };
        if flag.is_none() {
            self.report(field, Misfit::NotAFlag);
        }
        flag
    }

    /// A day.
    pub(super) fn date(&mut self, field: &str) -> Option<NaiveDate> {
        self.parsed(field, Misfit::NotADate, |text| text.get(..10)?.parse().ok())
    }

    /// A moment.
    pub(super) fn instant(&mut self, field: &str) -> Option<DateTime<Utc>> {
        self.parsed(field, Misfit::NotAnInstant, instant)
    }

    fn parsed<T>(
        &mut self,
        field: &str,
        problem: Misfit,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let text = text_of(self.fields.get(field)?);
        if text.as_deref() == Some("") {
            return None;
        }
        let value = text.as_deref().and_then(parse);
        if value.is_none() {
            self.report(field, problem);
        }
        value
    }

    /// Reads the object in a field, whose fields are told as those of `part`.
    pub(super) fn within<T>(
        &mut self,
        field: &str,
        part: &'static str,
        read: impl FnOnce(&mut Self) -> T,
    ) -> Option<T> {
        let raw = self.fields.get(field)?;
        self.object(raw, part, read)
    }

    /// The same of every object of the list in a field.
    pub(super) fn each<T>(
        &mut self,
        field: &str,
        part: &'static str,
        mut read: impl FnMut(&mut Self) -> T,
    ) -> Vec<T> {
        let Some(raw) = self.fields.get(field) else {
            return vec![];
        };
        let Ok(rows) = serde_json::from_str::<Vec<&RawValue>>(raw) else {
            self.report(field, Misfit::NotAList);
            return vec![];
        };
        rows.into_iter()
            .filter_map(|it| self.object(it.get(), part, &mut read))
            .collect()
    }

    fn object<T>(
        &mut self,
        raw: &'a str,
        part: &'static str,
        read: impl FnOnce(&mut Self) -> T,
    ) -> Option<T> {
        let Ok(fields) = serde_json::from_str(raw) else {
            self.report(part, Misfit::NotAnObject);
            return None;
        };
        let (outer_fields, outer_part) = (
            std::mem::replace(&mut self.fields, fields),
            self.part.replace(part),
        );
        let value = read(self);
        self.fields = outer_fields;
        self.part = outer_part;
        Some(value)
    }
}

/// A text, or the digits of a number in place of one; `None` for anything else.
fn text_of(raw: &str) -> Option<Cow<'_, str>> {
    match raw.as_bytes() {
        [b'"', inner @ .., b'"'] if !inner.contains(&b'\\') => Some(raw[1..raw.len() - 1].into()),
        [b'"', ..] => serde_json::from_str::<String>(raw).ok().map(Cow::Owned),
        [b'-' | b'0'..=b'9', ..] => Some(raw.into()),
        _ => None,
    }
}

/// Null, absent and empty are the same.
pub(super) fn not_empty(text: Option<String>) -> Option<String> {
    text.filter(|it| !it.is_empty())
}

/// The same of a text to read, shortened where it is too long.
pub(super) fn label(text: Option<String>) -> Option<String> {
    not_empty(text).map(|text| match end_of_label(&text) {
        Some(most) => format!("{}…", &text[..most]),
        None => text,
    })
}

/// Where a text that is too long to be read is cut, in bytes.
fn end_of_label(text: &str) -> Option<usize> {
    // So many bytes cannot be more characters.
    let is_long = text.len() > LONGEST_LABEL;
    let mut ends = text.char_indices().map(|(at, _)| at);
    is_long.then(|| ends.nth(LONGEST_LABEL)).flatten()
}

/// An instant, or nothing where it is not one.
pub(super) fn instant(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text)
        .ok()
        .map(|it| it.with_timezone(&Utc))
}
