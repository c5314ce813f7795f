//! Hosted Link's endpoints, and what the person does on a page.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::{
    answers::timestamp,
    error::Refusal,
    fields::{Fields, invalid, missing},
    item::Item,
    link::{Deed, Link, PageError, PublicToken, Purpose, Session, now},
    random::{identifier, uuid},
    world::{Answer, World, object},
};

/// The fields that `/link/token/create` takes here.
pub(super) const CREATE_FIELDS: &[&str] = &[
    "client_name",
    "language",
    "country_codes",
    "user",
    "products",
    "hosted_link",
    "access_token",
    "additional_consented_products",
    "update",
    "webhook",
];
/// How far a person got who leaves before signing in.
const EXIT_STATUS: &str = "requires_credentials";
/// How much longer a consent lasts once it is renewed.
const CONSENT: Duration = Duration::from_hours(24 * 365);

impl World {
    /// A new public token for the item.
    pub(super) fn public_token(&mut self, item: usize) -> String {
        self.requests += 1;
        let token = uuid(self.seed, &[2, self.requests]);
        let token = format!("public-sandbox-{token}");
        self.links.public_tokens.push(PublicToken {
            token: token.clone(),
            item,
            good_until: now() + self.links.public_token_lifetime,
        });
        token
    }

    pub(super) fn link_create(&mut self, fields: &Fields) -> Answer {
        if fields.text("client_name")?.chars().count() > 30 {
            return Err(invalid("client_name", "of at most 30 characters"));
        }
        fields.text("language")?;
        fields.some_texts("country_codes")?;
        let user = fields.object("user")?.ok_or_else(|| missing("user"))?;
        user.text("client_user_id")?;
        let purpose = self.purpose(fields)?;
        let page = fields.object("hosted_link")?;
        let mut lifetime = self.links.lifetime;
        if let Some(page) = &page {
            page.only(&["url_lifetime_seconds", "completion_redirect_uri"])?;
            if let Some(seconds) = page.integer("url_lifetime_seconds", 1..=21 * 24 * 3600)? {
                lifetime = Duration::from_secs(seconds as u64);
            }
        }
        let token = format!("link-sandbox-{}", uuid(self.seed, &[3, self.requests]));
        let created_at = now();
        let expires_at = created_at + lifetime;
        let mut answer = object([
            ("link_token", json!(token)),
            ("expiration", json!(timestamp(expires_at))),
        ]);
        if let Some(address) = self.links.address.filter(|_| page.is_some()) {
            let url = format!("http://{address}/link/{token}");
            answer.insert("hosted_link_url".to_owned(), json!(url));
        }
        self.links.pages.push(Link {
            token,
            created_at,
            expires_at,
            purpose,
            sessions: vec![],
        });
        Ok(answer)
    }

    fn purpose(&self, fields: &Fields) -> Result<Purpose, Refusal> {
        let consented = fields.texts("additional_consented_products")?;
        if let Some(update) = fields.object("update")? {
            update.only(&["account_selection_enabled", "reauthorization_enabled"])?;
            update.switch("account_selection_enabled")?;
            update.switch("reauthorization_enabled")?;
            if !fields.has("access_token") {
                return Err(missing("access_token"));
            }
        }
        if !fields.has("access_token") {
            fields.some_texts("products")?;
            return Ok(Purpose::Connect);
        }
        if fields.has("products") {
            return Err(invalid("products", "left out in update mode"));
        }
        Ok(Purpose::Repair {
            item: self.item_of(fields)?,
            consent: consented.is_some_and(|it| it.contains(&"investments")),
        })
    }

    pub(super) fn link_get(&self, fields: &Fields) -> Answer {
        let token = fields.text("link_token")?;
        let link = self.links.pages.iter().find(|it| it.token == token);
        let Some(link) = link else {
            let message = "the link token is not known";
            return Err(Refusal::input("INVALID_LINK_TOKEN", message));
        };
        let products = match link.purpose {
            Purpose::Connect => vec!["investments"],
            Purpose::Repair { .. } => vec![],
        };
        let sessions: Vec<_> = link.sessions.iter().map(session).collect();
        Ok(object([
            ("link_token", json!(link.token)),
            ("created_at", json!(timestamp(link.created_at))),
            ("expiration", json!(timestamp(link.expires_at))),
            ("link_sessions", json!(sessions)),
            (
                "metadata",
                json!({
                    "initial_products": products, "webhook": null, "country_codes": ["US"],
                    "language": "en", "redirect_uri": null, "client_name": "Holdfast",
                }),
            ),
        ]))
    }

    /// Does on a page what the person wants, at one time it was opened.
    pub(super) fn act_on_page(
        &mut self,
        token: &str,
        session: &str,
        deed: Deed,
    ) -> Result<(), PageError> {
        let link = self.links.page(token)?;
        let purpose = link.purpose;
        link.session(session)?;
        let (mut added, mut exit, mut done) = (None, None, true);
        match (deed, purpose) {
            (Deed::Connect { item, done: last }, Purpose::Connect) => {
                let token = self.public_token(item);
                let item = self.items.get(item).ok_or(PageError::Impossible)?;
                added = Some(item_added(item, &token));
                done = last;
            }
            (Deed::Repair, Purpose::Repair { item, consent }) => self.repair(item, consent),
            (Deed::Finish, Purpose::Connect) => {}
            (Deed::Leave { code }, _) => exit = Some(self.exit(code.as_deref())?),
            (Deed::Connect { .. }, Purpose::Repair { .. })
            | (Deed::Repair, Purpose::Connect)
            | (Deed::Finish, Purpose::Repair { .. }) => return Err(PageError::Impossible),
        }
        let session = self.links.page(token)?.session(session)?;
        session.added.extend(added);
        session.exit = exit;
        session.finished_at = done.then(now);
        Ok(())
    }

    fn repair(&mut self, item: usize, consent: bool) {
        let item = &mut self.items[item];
        item.signed_out = false;
        item.unconsented &= !consent;
        item.consent_until = item.consent_until.map(|_| now() + CONSENT);
    }

    /// The error that a person leaves after, null for none.
    fn exit(&self, code: Option<&str>) -> Result<Value, PageError> {
        let Some(code) = code else {
            return Ok(Value::Null);
        };
        let request_id = identifier(self.seed, &[5, self.requests]);
        let error = Refusal::of_code(code).ok_or(PageError::Impossible)?;
        Ok(error.body(&request_id[..15]))
    }
}

/// One time that a page was opened, as `/link/token/get` tells it.
fn session(session: &Session) -> Value {
    let mut row = Map::from_iter([
        ("link_session_id".to_owned(), json!(session.id)),
        (
            "started_at".to_owned(),
            json!(timestamp(session.started_at)),
        ),
        ("events".to_owned(), json!([])),
    ]);
    let finished_at = session.finished_at.map(timestamp);
    row.insert("finished_at".to_owned(), json!(finished_at));
    if session.finished_at.is_some() || !session.added.is_empty() {
        let results = json!({
            "item_add_results": session.added,
            "cra_item_add_results": [], "cra_update_results": [],
            "bank_income_results": [], "payroll_income_results": [],
            "document_income_results": null,
        });
        row.insert("results".to_owned(), results);
    }
    if let Some(first) = session.added.first() {
        let metadata = json!({
            "institution": first["institution"], "accounts": first["accounts"],
            "link_session_id": session.id, "transfer_status": null,
        });
        let success = json!({ "public_token": first["public_token"], "metadata": metadata });
        row.insert("on_success".to_owned(), success);
    }
    if let Some(error) = &session.exit {
        let metadata = json!({
            "status": EXIT_STATUS, "link_session_id": session.id, "institution": null,
            "request_id": "",
        });
        let exit = json!({ "error": error, "metadata": metadata });
        row.insert("on_exit".to_owned(), exit.clone());
        row.insert("exit".to_owned(), exit);
    }
    Value::Object(row)
}

fn item_added(item: &Item, public_token: &str) -> Value {
    let accounts: Vec<_> = item
        .ledgers()
        .iter()
        .map(|it| {
            json!({
                "id": it.account_id(), "name": it.plan.name, "mask": it.plan.mask,
                "type": it.plan.kind, "subtype": it.plan.subtype,
                "verification_status": null, "class_type": null,
            })
        })
        .collect();
    json!({
        "public_token": public_token,
        "accounts": accounts,
        "institution": { "institution_id": item.plan.id, "name": item.plan.name },
    })
}
