//! The endpoints: from a request's path and fields to its answer.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::{
    CLIENT_ID, SECRET,
    accounts::INSTITUTIONS,
    answers,
    error::Refusal,
    fields::{Fields, invalid},
    item::Item,
    ledger::Ledger,
    link::PublicToken,
    page::{Query, page},
    plan::InstitutionPlan,
    scenario::Effect,
    world::{Answer, Request, World, object},
};

impl World {
    /// The true answer to a request, or why there is none.
    pub(super) fn answer(
        &mut self,
        request: &Request<'_>,
        request_id: &str,
        effect: &Effect,
    ) -> Answer {
        let known = known_fields(request.path).ok_or_else(Refusal::not_found)?;
        let fields = Fields::parse(request.body)?;
        fields.only(&[known, &["client_id", "secret"]].concat())?;
        check_keys(request, &fields)?;
        match request.path {
            "/item/get" => self.item_get(&fields, request_id),
            "/item/remove" => self.item_remove(&fields),
            "/item/public_token/exchange" => self.exchange(&fields),
            "/link/token/create" => self.link_create(&fields),
            "/link/token/get" => self.link_get(&fields),
            "/accounts/get" => self.accounts_get(&fields, request_id),
            "/institutions/get_by_id" => institution_get(&fields),
            "/investments/holdings/get" => self.holdings_get(&fields, request_id),
            "/investments/transactions/get" => self.transactions_get(&fields, request_id, effect),
            "/sandbox/public_token/create" => self.create_public_token(&fields),
            "/sandbox/item/reset_login" => self.reset_login(&fields),
            _ => Err(Refusal::not_found()),
        }
    }

    fn item_get(&mut self, fields: &Fields, request_id: &str) -> Answer {
        let at = self.item_of(fields)?;
        let (created, today) = (self.history.anchor.min(self.today), self.today);
        Ok(answers::item_and_status(
            &self.items[at],
            request_id,
            created,
            today,
        ))
    }

    fn item_remove(&mut self, fields: &Fields) -> Answer {
        let at = self.item_of(fields)?;
        self.items[at].removed = true;
        Ok(Map::new())
    }

    fn reset_login(&mut self, fields: &Fields) -> Answer {
        let at = self.item_of(fields)?;
        self.items[at].signed_out = true;
        Ok(object([("reset_login", json!(true))]))
    }

    fn create_public_token(&mut self, fields: &Fields) -> Answer {
        let (at, plan) = institution(fields.text("institution_id")?)?;
        fields.some_texts("initial_products")?;
        fields.options()?.only(&[
            "webhook",
            "override_username",
            "override_password",
            "transactions",
            "statements",
            "income_verification",
        ])?;
        // Every call makes an item of its own; the first is the one that the
        // pages of the institution lead to.
        let first = &self.items[at];
        let is_taken = first.connected && !first.removed;
        let beside = is_taken.then(|| self.add_beside(plan.id)).flatten();
        let token = self.public_token(beside.unwrap_or(at));
        Ok(object([("public_token", json!(token))]))
    }

    /// A public token works once, and not for long. It signs in again where that
    /// was asked for, and connects a removed item anew.
    fn exchange(&mut self, fields: &Fields) -> Answer {
        let token = fields.text("public_token")?;
        let Some(PublicToken { item, .. }) = self.links.take(token) else {
            let message = "the public token is not known, has expired or was exchanged before";
            return Err(Refusal::input("INVALID_PUBLIC_TOKEN", message));
        };
        let item = &mut self.items[item];
        item.sign_in();
        item.connected = true;
        Ok(object([
            ("access_token", json!(item.access_token())),
            ("item_id", json!(item.id())),
        ]))
    }

    fn accounts_get(&mut self, fields: &Fields, request_id: &str) -> Answer {
        let at = self.open_item_of(fields)?;
        let options = fields.options()?;
        options.only(&["account_ids"])?;
        let chosen = chosen_accounts(&self.items[at], &options)?;
        Ok(object([
            ("accounts", self.accounts(at, &chosen)),
            ("item", answers::item(&self.items[at], request_id)),
        ]))
    }

    fn holdings_get(&mut self, fields: &Fields, request_id: &str) -> Answer {
        let at = self.consented_item_of(fields)?;
        let options = fields.options()?;
        options.only(&["account_ids"])?;
        let chosen = chosen_accounts(&self.items[at], &options)?;

        self.items[at].sync(self.today, &self.market);
        Ok(self.holdings(at, &chosen, request_id))
    }

    /// What the chosen accounts of an item hold now.
    fn holdings(&mut self, at: usize, chosen: &[usize], request_id: &str) -> Map<String, Value> {
        let statements = self.items[at].statements(self.today, &self.market);
        let rows = || {
            chosen.iter().flat_map(|&account| {
                let statement = &statements[account];
                statement.holdings.iter().map(move |row| (statement, row))
            })
        };
        let holdings: Vec<_> = rows()
            .map(|(statement, row)| answers::holding(&statement.account_id, row))
            .collect();
        let securities = rows().map(|(_, row)| row.security);
        object([
            ("accounts", self.accounts(at, chosen)),
            ("holdings", json!(holdings)),
            ("securities", self.securities(securities)),
            ("item", answers::item(&self.items[at], request_id)),
            ("is_investments_fallback_item", json!(false)),
        ])
    }

    /// What all accounts of one of the institutions hold now. Nothing moves on
    /// by it, and nothing goes wrong.
    pub(super) fn holdings_now(&mut self, institution: &str) -> Option<Map<String, Value>> {
        let at = self.items.iter().position(|it| it.plan.id == institution)?;
        let all: Vec<_> = (0..self.items[at].ledgers().len()).collect();
        Some(self.holdings(at, &all, ""))
    }

    fn transactions_get(&mut self, fields: &Fields, request_id: &str, effect: &Effect) -> Answer {
        let at = self.consented_item_of(fields)?;
        let (first, last) = (fields.date("start_date")?, fields.date("end_date")?);
        if last < first {
            return Err(invalid("end_date", "start_date or a later day"));
        }
        let options = fields.options()?;
        options.only(&["account_ids", "count", "offset", "async_update"])?;
        options.switch("async_update")?;
        let count = options.integer("count", 1..=500)?.unwrap_or(100);
        let mut offset = options.integer("offset", 0..=usize::MAX)?.unwrap_or(0);
        if effect.repeats_page {
            offset = offset.saturating_sub(count);
        }
        let chosen = chosen_accounts(&self.items[at], &options)?;

        self.items[at].ready = true;
        let accounts = self.accounts(at, &chosen);
        let item = &self.items[at];
        let query = Query {
            first,
            last: last.min(self.today),
            accounts: &chosen,
            offset,
            count,
        };
        let page = page(item, &self.market, query);
        let ids: Vec<_> = item.ledgers().iter().map(Ledger::account_id).collect();
        let rows: Vec<_> = page
            .rows
            .iter()
            .map(|(account, row)| {
                let currency = item.ledgers()[*account].plan.cash.currency;
                answers::transaction(&ids[*account], row, currency)
            })
            .collect();
        let securities = page.rows.iter().filter_map(|(_, row)| row.security);
        Ok(object([
            ("accounts", accounts),
            ("investment_transactions", json!(rows)),
            ("securities", self.securities(securities)),
            ("total_investment_transactions", json!(page.total)),
            ("item", answers::item(item, request_id)),
            ("is_investments_fallback_item", json!(false)),
        ]))
    }

    fn accounts(&mut self, at: usize, chosen: &[usize]) -> Value {
        let statements = self.items[at].statements(self.today, &self.market);
        chosen
            .iter()
            .map(|&account| answers::account(&statements[account]))
            .collect()
    }

    fn securities<'a>(
        &self,
        securities: impl Iterator<Item = &'a super::securities::Security>,
    ) -> Value {
        let anchor = self.history.anchor;
        answers::securities(securities, &self.market, self.today, anchor).into()
    }

    /// The item whose token the request carries.
    pub(super) fn item_of(&self, fields: &Fields) -> Result<usize, Refusal> {
        let token = fields.text("access_token")?;
        self.items
            .iter()
            .position(|item| !item.removed && item.access_token() == token)
            .ok_or_else(|| {
                let message = "the access token is not known in this environment";
                Refusal::input("INVALID_ACCESS_TOKEN", message)
            })
    }

    /// The same, for what needs a working login.
    fn open_item_of(&self, fields: &Fields) -> Result<usize, Refusal> {
        let at = self.item_of(fields)?;
        if self.items[at].signed_out {
            return Err(Refusal::login_required());
        }
        Ok(at)
    }

    /// The same, for what needs the consent to share investments too.
    fn consented_item_of(&self, fields: &Fields) -> Result<usize, Refusal> {
        let at = self.open_item_of(fields)?;
        if self.items[at].unconsented {
            return Err(Refusal::consent_required());
        }
        Ok(at)
    }
}

/// The fields an endpoint takes besides the keys; `None` where there is none.
fn known_fields(path: &str) -> Option<&'static [&'static str]> {
    Some(match path {
        "/item/get" | "/sandbox/item/reset_login" => &["access_token"],
        "/item/remove" => &["access_token", "reason_code", "reason_note"],
        "/item/public_token/exchange" => &["public_token"],
        "/link/token/create" => super::link_endpoints::CREATE_FIELDS,
        "/link/token/get" => &["link_token"],
        "/accounts/get" | "/investments/holdings/get" => &["access_token", "options"],
        "/institutions/get_by_id" => &["institution_id", "country_codes", "options"],
        "/investments/transactions/get" => &["access_token", "start_date", "end_date", "options"],
        "/sandbox/public_token/create" => &[
            "institution_id",
            "initial_products",
            "options",
            "user_token",
            "user_id",
        ],
        _ => return None,
    })
}

fn check_keys(request: &Request<'_>, fields: &Fields) -> Result<(), Refusal> {
    let client_id = request.client_id.or(fields.text("client_id").ok());
    let secret = request.secret.or(fields.text("secret").ok());
    if (client_id, secret) == (Some(CLIENT_ID), Some(SECRET)) {
        return Ok(());
    }
    let message = "invalid client_id or secret provided";
    Err(Refusal::input("INVALID_API_KEYS", message))
}

fn institution_get(fields: &Fields) -> Answer {
    let (_, plan) = institution(fields.text("institution_id")?)?;
    fields.some_texts("country_codes")?;
    let options = fields.options()?;
    let switches = [
        "include_optional_metadata",
        "include_status",
        "include_auth_metadata",
        "include_payment_initiation_metadata",
    ];
    options.only(&switches)?;
    let metadata = options.switch(switches[0])?.unwrap_or(false);
    Ok(object([(
        "institution",
        answers::institution(plan, metadata),
    )]))
}

fn institution(id: &str) -> Result<(usize, &'static InstitutionPlan), Refusal> {
    INSTITUTIONS
        .iter()
        .enumerate()
        .find(|(_, plan)| plan.id == id)
        .ok_or_else(|| Refusal::input("INVALID_INSTITUTION", "invalid institution_id provided"))
}

/// The indices of the accounts that `account_ids` names, or of all.
fn chosen_accounts(item: &Item, options: &Fields) -> Result<Vec<usize>, Refusal> {
    let all = 0..item.ledgers().len();
    let Some(wanted) = options.texts("account_ids")? else {
        return Ok(all.collect());
    };
    let wanted: HashSet<_> = wanted.into_iter().collect();
    let chosen: Vec<_> = all
        .filter(|&at| wanted.contains(item.ledgers()[at].account_id().as_str()))
        .collect();
    if chosen.len() < wanted.len() {
        let message = "one or more of the account IDs are invalid";
        return Err(Refusal::input("INVALID_ACCOUNT_ID", message));
    }
    Ok(chosen)
}
