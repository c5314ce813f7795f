//! Scenarios: what goes wrong, at which call of which endpoint.
//!
//! `docs/spec/simulator.md` describes the file. A rule that cannot be read is
//! an error.

mod read;
mod rule;

use serde_json::Value;

use rule::Rule;
pub(super) use rule::{Answer, Effect};

/// What is to go wrong; nothing by default.
#[derive(Clone, Debug, Default)]
pub struct Scenario {
    rules: Vec<Rule>,
}

/// Why a scenario file cannot be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ScenarioError {
    /// Not JSON, or not `{"rules": […]}`.
    #[error("the scenario {0}")]
    File(String),

    /// A rule that cannot be followed. They are counted from 1.
    #[error("rule {number} of the scenario: {problem}")]
    Rule { number: usize, problem: String },
}

impl Scenario {
    /// Reads a scenario file.
    ///
    /// ```
    /// # use holdfast::simulator::Scenario;
    /// let text = r#"{"rules": [{"endpoint": "/item/get", "call": 2, "error": "RATE_LIMIT"}]}"#;
    /// assert!(Scenario::parse(text).is_ok());
    /// let error = Scenario::parse(r#"{"rules": [{"path": "/item/get"}]}"#).unwrap_err();
    /// assert!(error.to_string().starts_with("rule 1 of the scenario: unknown field `path`"));
    /// ```
    pub fn parse(text: &str) -> Result<Self, ScenarioError> {
        let file: Value = serde_json::from_str(text)
            .map_err(|error| ScenarioError::File(format!("is not JSON: {error}")))?;
        let rules = file
            .as_object()
            .filter(|it| it.len() == 1)
            .and_then(|it| it.get("rules"))
            .and_then(Value::as_array)
            .ok_or_else(|| {
                ScenarioError::File("has to be an object with one list, `rules`".to_owned())
            })?;
        let rules = rules.iter().enumerate().map(|(at, it)| {
            read::rule(it).map_err(|problem| ScenarioError::Rule {
                number: at + 1,
                problem,
            })
        });
        Ok(Self {
            rules: rules.collect::<Result<_, _>>()?,
        })
    }

    /// Counts a call and says what happens to it: what the first rule for it
    /// says.
    pub(super) fn next(&mut self, endpoint: &str, institution: Option<&str>) -> Effect {
        let mut effect = None;
        for rule in &mut self.rules {
            let concerns = (rule.endpoint == "*" || rule.endpoint == endpoint)
                && rule
                    .institution
                    .as_deref()
                    .is_none_or(|it| Some(it) == institution);
            if concerns {
                rule.seen += 1;
                if rule.calls.contains(rule.seen) && effect.is_none() {
                    effect = Some(rule.effect.clone());
                }
            }
        }
        effect.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_say_at_which_calls_they_hold() {
        let check = |calls: &str, expected: &[u64]| {
            let text = format!(r#"{{"rules": [{{"endpoint": "*", "delay_ms": 1{calls}}}]}}"#);
            let mut scenario = Scenario::parse(&text).expect("a scenario");
            let hit = (1..=7).filter(|_| !scenario.next("/item/get", None).delay.is_zero());
            assert_eq!(hit.collect::<Vec<_>>(), expected, "{calls}");
        };
        check("", &[1, 2, 3, 4, 5, 6, 7]);
        check(r#", "call": 2"#, &[2]);
        check(r#", "call": [1, 3]"#, &[1, 3]);
        check(r#", "every": 3"#, &[3, 6]);
        check(r#", "from": 6"#, &[6, 7]);
    }

    #[test]
    fn rules_are_about_an_endpoint_and_an_institution_and_the_first_wins() {
        let text = r#"{"rules": [
            {"endpoint": "/item/get", "institution": "a", "call": 2, "delay_ms": 1},
            {"endpoint": "/item/get", "delay_ms": 2}]}"#;
        let mut scenario = Scenario::parse(text).expect("a scenario");
        let mut delay =
            |endpoint, institution| scenario.next(endpoint, Some(institution)).delay.as_millis();
        assert_eq!(delay("/accounts/get", "a"), 0);
        assert_eq!(delay("/item/get", "b"), 2);
        assert_eq!(delay("/item/get", "a"), 2);
        assert_eq!(delay("/item/get", "b"), 2);
        assert_eq!(delay("/item/get", "a"), 1);
    }

    #[test]
    fn a_bad_file_is_told_in_a_sentence() {
        let check = |rule: &str, expected: &str| {
            let error = Scenario::parse(&format!("{{\"rules\": [{rule}]}}"));
            let error = error.expect_err(rule).to_string();
            assert!(error.contains(expected), "{error}");
        };
        let file = |text: &str| Scenario::parse(text).expect_err(text).to_string();
        assert!(file("{").starts_with("the scenario is not JSON: "));
        for text in ["[]", "{}", r#"{"rules": 1}"#, r#"{"rules": [], "x": 1}"#] {
            assert_eq!(
                file(text),
                "the scenario has to be an object with one list, `rules`"
            );
        }
        check("1", "rule 1 of the scenario: a rule has to be an object");
        check("{}", "`endpoint` has to be a path");
        check(r#"{"endpoint": "item"}"#, "`endpoint` has to be a path");
        for (field, expected) in [
            (r#""nth": 1"#, "unknown field `nth`; there are endpoint, "),
            (r#""call": 0"#, "`call` has to be a whole number, 1 or more"),
            (r#""every": 0"#, "`every` has to be a whole number, 1 or"),
            (r#""call": 1, "from": 2"#, "only one of `call`"),
            (r#""delay_ms": -1"#, "`delay_ms` has to be a whole number"),
            (r#""error": "NOPE""#, "the code `NOPE` is not known"),
            (r#""error": {"type": "X"}"#, "an error needs a `code`"),
            (r#""error": {"kode": "X"}"#, "unknown field `kode`"),
            (
                r#""error": "RATE_LIMIT", "html": 502"#,
                "only one of `error`",
            ),
            (r#""html": 99"#, "an HTTP status from 200 to 599"),
            (
                r#""status": 400"#,
                "`status` and `content_type` need a `body`",
            ),
        ] {
            check(&format!(r#"{{"endpoint": "*", {field}}}"#), expected);
        }
    }
}
