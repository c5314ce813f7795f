//! Reads the rules of a scenario file; what is wrong with one becomes a sentence.

use std::time::Duration;

use serde_json::{Map, Value};

use super::rule::{Answer, Calls, Effect, Rule};
use crate::simulator::error::Refusal;

const FIELDS: &[&str] = &[
    "endpoint",
    "institution",
    "call",
    "every",
    "from",
    "delay_ms",
    "error",
    "body",
    "status",
    "content_type",
    "html",
    "more_rows",
    "repeat_page",
    "item_error",
    "drip_ms",
    "truncate_after",
    "reset_after",
];
const ERROR_FIELDS: &[&str] = &["code", "type", "status", "display_message"];

/// The fields of a JSON object in the file, with sentences about them.
struct Reader<'a>(&'a Map<String, Value>);

impl<'a> Reader<'a> {
    fn new(value: &'a Value, what: &str, known: &[&str]) -> Result<Self, String> {
        let fields = value.as_object();
        let fields = fields.ok_or_else(|| format!("{what} has to be an object"))?;
        match fields.keys().find(|it| !known.contains(&it.as_str())) {
            None => Ok(Self(fields)),
            Some(name) => Err(format!(
                "unknown field `{name}`; there are {}",
                known.join(", ")
            )),
        }
    }

    fn text(&self, name: &str) -> Result<Option<String>, String> {
        let read = |it: &Value| it.as_str().map(str::to_owned);
        self.read(name, "a text", read)
    }

    fn number(&self, name: &str) -> Result<Option<u64>, String> {
        self.read(name, "a whole number, 0 or more", Value::as_u64)
    }

    /// A number from 1 on.
    fn count(&self, name: &str) -> Result<Option<u64>, String> {
        let read = |it: &Value| it.as_u64().filter(|number| *number > 0);
        self.read(name, "a whole number, 1 or more", read)
    }

    fn length(&self, name: &str) -> Result<Option<usize>, String> {
        let number = self.number(name)?;
        Ok(number.map(|it| usize::try_from(it).unwrap_or(usize::MAX)))
    }

    fn millis(&self, name: &str) -> Result<Option<Duration>, String> {
        Ok(self.number(name)?.map(Duration::from_millis))
    }

    fn status(&self, name: &str) -> Result<Option<u16>, String> {
        let read = |it: &Value| {
            let number = it.as_u64().and_then(|number| u16::try_from(number).ok());
            number.filter(|status| (200..600).contains(status))
        };
        self.read(name, "an HTTP status from 200 to 599", read)
    }

    fn read<T>(
        &self,
        name: &str,
        expected: &str,
        read: impl Fn(&'a Value) -> Option<T>,
    ) -> Result<Option<T>, String> {
        self.0
            .get(name)
            .map(|it| read(it).ok_or_else(|| format!("`{name}` has to be {expected}")))
            .transpose()
    }
}

/// One rule of the file.
pub(super) fn rule(value: &Value) -> Result<Rule, String> {
    let fields = Reader::new(value, "a rule", FIELDS)?;
    let endpoint = fields
        .text("endpoint")?
        .filter(|it| it == "*" || it.starts_with('/'))
        .ok_or("`endpoint` has to be a path such as /item/get, or * for all")?;
    Ok(Rule {
        endpoint,
        institution: fields.text("institution")?,
        calls: calls(&fields)?,
        effect: Effect {
            delay: fields.millis("delay_ms")?.unwrap_or_default(),
            answer: answer(&fields)?,
            more_rows: fields
                .read("more_rows", "a whole number", Value::as_i64)?
                .unwrap_or_default(),
            repeats_page: fields
                .read("repeat_page", "true or false", Value::as_bool)?
                .unwrap_or_default(),
            item_error: fields.0.get("item_error").map(error).transpose()?,
            drip: fields.millis("drip_ms")?,
            truncate: fields.length("truncate_after")?,
            reset: fields.length("reset_after")?,
        },
        seen: 0,
    })
}

fn calls(fields: &Reader<'_>) -> Result<Calls, String> {
    let named = ["call", "every", "from"];
    if named
        .iter()
        .filter(|it| fields.0.contains_key(**it))
        .count()
        > 1
    {
        return Err("only one of `call`, `every` and `from` can be said".to_owned());
    }
    if let Some(step) = fields.count("every")? {
        return Ok(Calls::Every(step));
    }
    if let Some(first) = fields.count("from")? {
        return Ok(Calls::From(first));
    }
    let expected = "a whole number, 1 or more, or a list of them";
    let calls = fields.read("call", expected, |it| match it.as_array() {
        Some(list) => list.iter().map(Value::as_u64).collect(),
        None => it.as_u64().map(|number| vec![number]),
    })?;
    match calls {
        None => Ok(Calls::All),
        Some(calls) if calls.contains(&0) => Err(format!("`call` has to be {expected}")),
        Some(calls) => Ok(Calls::These(calls)),
    }
}

fn answer(fields: &Reader<'_>) -> Result<Option<Answer>, String> {
    let named = ["error", "body", "html"];
    if named
        .iter()
        .filter(|it| fields.0.contains_key(**it))
        .count()
        > 1
    {
        return Err("only one of `error`, `body` and `html` can be said".to_owned());
    }
    let (status, content_type) = (fields.status("status")?, fields.text("content_type")?);
    if let Some(body) = fields.text("body")? {
        return Ok(Some(Answer::Raw {
            status: status.unwrap_or(200),
            content_type: content_type.unwrap_or_else(|| "application/json".to_owned()),
            body,
        }));
    }
    if status.is_some() || content_type.is_some() {
        return Err("`status` and `content_type` need a `body`".to_owned());
    }
    if let Some(status) = fields.status("html")? {
        return Ok(Some(Answer::Raw {
            status,
            content_type: "text/html".to_owned(),
            body: format!("<html><body><h1>{status}</h1>gateway</body></html>"),
        }));
    }
    let refusal = fields.0.get("error").map(error).transpose()?;
    Ok(refusal.map(Answer::Refusal))
}

/// A code by its name, or an object that says all.
fn error(value: &Value) -> Result<Refusal, String> {
    let unknown = |code: &str| format!("the code `{code}` is not known; give its `type` too");
    if let Some(code) = value.as_str() {
        return Refusal::of_code(code).ok_or_else(|| unknown(code));
    }
    let fields = Reader::new(value, "an error", ERROR_FIELDS)?;
    let code = fields.text("code")?.ok_or("an error needs a `code`")?;
    let known = Refusal::of_code(&code);
    let mut refusal = match (fields.text("type")?, known) {
        (Some(error_type), _) => Refusal::invented(error_type, code),
        (None, Some(known)) => known,
        (None, None) => return Err(unknown(&code)),
    };
    refusal.status = fields.status("status")?.unwrap_or(refusal.status);
    refusal.display_message = fields.text("display_message")?;
    Ok(refusal)
}
