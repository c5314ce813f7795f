//! How what the person chose is written, and read again by any version: what
//! is not understood has its default, and takes nothing else along.
//!
//! The domain knows no serde; what of it a choice names is written as its text.

use serde::{Deserialize as _, Deserializer, de::DeserializeOwned};
use serde_json::{Value, json};

use crate::domain::{
    AccountId, AllocationBy, Currency, Explained, Grouping, HoldingId, ItemId, Measure, Scope,
    TransactionId, TransactionKind,
};

/// Reads a value, or has its default where it is not understood.
pub(crate) fn or_default<'de, T, D>(from: D) -> Result<T, D::Error>
where
    T: DeserializeOwned + Default,
    D: Deserializer<'de>,
{
    let value = Value::deserialize(from)?;
    Ok(T::deserialize(value).unwrap_or_default())
}

/// Reads those rows of a list that are understood.
pub(super) fn understood<'de, T, D>(from: D) -> Result<Vec<T>, D::Error>
where
    T: DeserializeOwned,
    D: Deserializer<'de>,
{
    let rows: Vec<Value> = or_default(from)?;
    let rows = rows.into_iter().map(T::deserialize);
    Ok(rows.filter_map(Result::ok).collect())
}

/// What is written as a text, as `null`, or as a list of texts.
pub(super) trait Text: Sized {
    fn to_value(&self) -> Value;

    /// `None` where it is not understood.
    fn of(value: &Value) -> Option<Self>;
}

/// Values written as text.
pub(super) mod text {
    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer, de::Error as _};
    use serde_json::Value;

    use super::Text;

    pub(in crate::state) fn serialize<T: Text, S: Serializer>(
        value: &T,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        value.to_value().serialize(to)
    }

    pub(in crate::state) fn deserialize<'de, T: Text, D: Deserializer<'de>>(
        from: D,
    ) -> Result<T, D::Error> {
        let value = Value::deserialize(from)?;
        T::of(&value).ok_or_else(|| D::Error::custom("not understood"))
    }
}

/// The same for what has a default.
pub(super) mod text_or_default {
    use serde::{Deserialize as _, Deserializer};
    use serde_json::Value;

    use super::Text;
    pub(in crate::state) use super::text::serialize;

    pub(in crate::state) fn deserialize<'de, T: Text + Default, D: Deserializer<'de>>(
        from: D,
    ) -> Result<T, D::Error> {
        Ok(T::of(&Value::deserialize(from)?).unwrap_or_default())
    }
}

impl<T: Text> Text for Option<T> {
    fn to_value(&self) -> Value {
        self.as_ref().map_or(Value::Null, Text::to_value)
    }

    fn of(value: &Value) -> Option<Self> {
        Some(T::of(value))
    }
}

impl<T: Text> Text for Vec<T> {
    fn to_value(&self) -> Value {
        self.iter().map(Text::to_value).collect()
    }

    fn of(value: &Value) -> Option<Self> {
        let rows = value.as_array().into_iter().flatten();
        Some(rows.filter_map(T::of).collect())
    }
}

macro_rules! ids {
    ($($id:ident)*) => {$(
        impl Text for $id {
            fn to_value(&self) -> Value {
                self.as_str().into()
            }

            fn of(value: &Value) -> Option<Self> {
                value.as_str().map(Self::from)
            }
        }
    )*};
}

ids!(AccountId HoldingId ItemId TransactionId);

impl Text for AllocationBy {
    fn to_value(&self) -> Value {
        self.as_str().into()
    }

    fn of(value: &Value) -> Option<Self> {
        Self::parse(value.as_str()?)
    }
}

/// `["value", ["iso", "USD"], "holding", "account", "security"]`; of a month with
/// its days before the scope: `["gain", null, ["2026-01-31", "2026-02-28"], "whole"]`
impl Text for Explained {
    fn to_value(&self) -> Value {
        let currency = match &self.currency {
            None => Value::Null,
            Some(Currency::Iso(code)) => json!(["iso", code.as_ref()]),
            Some(Currency::Unofficial(code)) => json!(["unofficial", code.as_ref()]),
        };
        let of = match &self.of {
            Scope::Whole => vec!["whole"],
            Scope::Account(id) => vec!["account", id.as_str()],
            Scope::Holding(account, security) => {
                vec!["holding", account.as_str(), security.as_str()]
            }
            Scope::Security(id) => vec!["security", id.as_str()],
            Scope::Category(by, key) => vec!["category", by.as_str(), key],
            Scope::Group(by, key) => vec!["group", by.as_str(), key],
        }
        .into_iter()
        .map(Value::from);
        let during = (self.during).map(|(from, to)| json!([from.to_string(), to.to_string()]));
        [self.measure.as_str().into(), currency]
            .into_iter()
            .chain(during)
            .chain(of)
            .collect()
    }

    fn of(value: &Value) -> Option<Self> {
        let (measure, rest) = value.as_array()?.split_first()?;
        let (currency, rest) = rest.split_first()?;
        let (during, of) = match rest.split_first()? {
            (Value::Array(days), of) => {
                let day = |at: usize| days.get(at)?.as_str()?.parse().ok();
                (Some((day(0)?, day(1)?)), of)
            }
            _ => (None, rest),
        };
        let of: Option<Vec<&str>> = of.iter().map(Value::as_str).collect();
        let code = |it: &Value| Some(it.as_array()?.get(1)?.as_str()?.into());
        let kind = currency.as_array().and_then(|it| it.first()?.as_str());
        Some(Self {
            measure: Measure::parse(measure.as_str()?)?,
            currency: match kind {
                Some("iso") => Some(Currency::Iso(code(currency)?)),
                Some("unofficial") => Some(Currency::Unofficial(code(currency)?)),
                Some(_) => return None,
                None => None,
            },
            of: match *of?.as_slice() {
                ["whole"] => Scope::Whole,
                ["account", id] => Scope::Account(id.into()),
                ["holding", account, security] => Scope::Holding(account.into(), security.into()),
                ["security", id] => Scope::Security(id.into()),
                ["category", by, key] => Scope::Category(AllocationBy::parse(by)?, key.to_owned()),
                ["group", by, key] => Scope::Group(Grouping::parse(by)?, key.to_owned()),
                _ => return None,
            },
            during,
        })
    }
}

impl<T: Text> Text for Box<T> {
    fn to_value(&self) -> Value {
        self.as_ref().to_value()
    }

    fn of(value: &Value) -> Option<Self> {
        T::of(value).map(Self::new)
    }
}

impl Text for TransactionKind {
    fn to_value(&self) -> Value {
        self.as_str().into()
    }

    fn of(value: &Value) -> Option<Self> {
        let word = value.as_str()?;
        Self::ALL.into_iter().find(|it| it.as_str() == word)
    }
}

#[cfg(test)]
mod tests;
