//! From a request to what is sent back: the true answer, or what a scenario
//! makes of it.

use std::{borrow::Cow, time::Duration};

use serde_json::{Value, json};

use super::{
    fields::Fields,
    random::identifier,
    scenario::{self, Effect},
    world::{Request, World},
};

const JSON: &str = "application/json";

/// What goes back, and after how long.
pub(super) struct Response {
    pub(super) status: u16,
    pub(super) content_type: Cow<'static, str>,
    pub(super) body: String,
    pub(super) delay: Duration,
    /// The pause between the pieces in which it is sent.
    pub(super) drip: Option<Duration>,
    /// After how many bytes it breaks off, and whether by a reset.
    pub(super) breaks: Option<(usize, bool)>,
}

impl World {
    /// Answers one request.
    pub(super) fn respond(&mut self, request: &Request<'_>) -> Response {
        self.requests += 1;
        let mut request_id = identifier(self.seed, &[1, self.requests]);
        request_id.truncate(15);
        let institution = self.institution_of(request.body);
        let mut effect = self.scenario.next(request.path, institution);
        let unready = self.items.iter().filter(|it| !it.ready).count();
        let (status, content_type, body) = match effect.answer.take() {
            Some(scenario::Answer::Raw {
                status,
                content_type,
                body,
            }) => (status, content_type.into(), body),
            Some(scenario::Answer::Refusal(refusal)) => {
                let body = refusal.body(&request_id).to_string();
                (refusal.status, JSON.into(), body)
            }
            None => {
                let (status, body) = self.true_answer(request, &request_id, &effect);
                (status, JSON.into(), body.to_string())
            }
        };
        if self.items.iter().filter(|it| !it.ready).count() < unready {
            effect.delay += self.first_delay;
        }
        let reset = effect.reset.map(|it| (it, true));
        Response {
            status,
            content_type,
            body,
            delay: effect.delay,
            drip: effect.drip,
            breaks: reset.or(effect.truncate.map(|it| (it, false))),
        }
    }

    /// The answer to the request, changed where the scenario wants that.
    fn true_answer(
        &mut self,
        request: &Request<'_>,
        request_id: &str,
        effect: &Effect,
    ) -> (u16, Value) {
        let mut body = match self.answer(request, request_id, effect) {
            Ok(body) => body,
            Err(refusal) => return (refusal.status, refusal.body(request_id)),
        };
        body.insert("request_id".to_owned(), json!(request_id));
        if let Some(total) = body.get_mut("total_investment_transactions") {
            let changed = total.as_i64().unwrap_or_default() + effect.more_rows;
            *total = json!(changed.max(0));
        }
        if let (Some(error), Some(item)) = (&effect.item_error, body.get_mut("item")) {
            item["error"] = error.body(request_id);
        }
        (200, Value::Object(body))
    }

    /// The institution whose token a request carries.
    fn institution_of(&self, body: &[u8]) -> Option<&'static str> {
        let fields = Fields::parse(body).ok()?;
        let item = self.item_of(&fields).ok()?;
        Some(self.items[item].plan.id)
    }
}
