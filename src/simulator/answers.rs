//! The JSON of each thing that is served, with every field that Plaid's
//! published schema demands.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike as _, NaiveDate, SecondsFormat, Utc};
use rust_decimal::Decimal;
use serde_json::{Map, Number, Value, json};

use super::{
    error::Refusal,
    item::Item,
    market::{Market, weekday_until},
    plan::InstitutionPlan,
    positions::{Lot, Row},
    random::{identifier, of_text},
    securities::{Security, Terms},
    statement::{HoldingRow, Statement},
};

/// A decimal with every digit it has, never by way of a float.
pub(super) fn number(value: Decimal) -> Value {
    value
        .to_string()
        .parse::<Number>()
        .map_or(Value::Null, Value::Number)
}

/// An instant as Plaid writes it.
pub(super) fn timestamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

fn optional(value: Option<Decimal>) -> Value {
    value.map_or(Value::Null, number)
}

/// Plaid's identifier of a security, the same for every institution.
pub(super) fn security_id(security: &Security) -> String {
    identifier(0, &[of_text("security"), of_text(security.key)])
}

pub(super) fn account(statement: &Statement) -> Value {
    let plan = statement.plan;
    json!({
        "account_id": statement.account_id,
        "balances": {
            "available": number(statement.available),
            "current": number(statement.current),
            "limit": null,
            "margin_loan_amount": optional(plan.margin_loan),
            "iso_currency_code": plan.cash.currency,
            "unofficial_currency_code": null,
        },
        "holder_category": "personal",
        "mask": plan.mask,
        "name": plan.name,
        "official_name": plan.official_name,
        "subtype": plan.subtype,
        "type": plan.kind,
    })
}

pub(super) fn holding(account_id: &str, row: &HoldingRow) -> Value {
    let (vested_quantity, vested_value) = row.vested.unzip();
    let lots: Vec<_> = row
        .lots
        .iter()
        .enumerate()
        .map(|(at, it)| lot(at, it, row))
        .collect();
    json!({
        "account_id": account_id,
        "security_id": security_id(row.security),
        "quantity": number(row.quantity),
        "institution_price": number(row.price),
        "institution_price_as_of": row.price_as_of.to_string(),
        "institution_price_datetime": row
            .security
            .always_open
            .then(|| format!("{}T00:00:00Z", row.price_as_of)),
        "institution_value": number(row.value),
        "cost_basis": optional(row.cost),
        "iso_currency_code": row.security.currency,
        "unofficial_currency_code": null,
        "vested_quantity": optional(vested_quantity),
        "vested_value": optional(vested_value),
        "tax_lots": lots,
    })
}

fn lot(at: usize, lot: &Lot, row: &HoldingRow) -> Value {
    let short = lot.quantity.is_sign_negative();
    let price = lot
        .cost
        .and_then(|cost| cost.checked_div(lot.quantity))
        .map(|price| price.round_dp(6));
    json!({
        "institution_lot_id": format!("{}-{}", lot.opened.format("%Y%m%d"), at + 1),
        "original_purchase_datetime": format!("{}T00:00:00Z", lot.opened),
        "quantity": number(lot.quantity),
        "purchase_price": optional(price),
        "cost_basis": optional(lot.cost),
        "current_value": number((lot.quantity * row.price).round_dp(2)),
        "position_type": if short { "SHORT" } else { "LONG" },
    })
}

/// The listed ones among `securities`, each once, as known on `date`.
pub(super) fn securities<'a>(
    securities: impl IntoIterator<Item = &'a Security>,
    market: &Market,
    date: NaiveDate,
    anchor: NaiveDate,
) -> Vec<Value> {
    let each: BTreeMap<_, _> = securities
        .into_iter()
        .filter(|it| it.listed)
        .map(|it| (it.key, it))
        .collect();
    each.values()
        .map(|it| security(it, market, date, anchor))
        .collect()
}

fn security(security: &Security, market: &Market, date: NaiveDate, anchor: NaiveDate) -> Value {
    let is_cash = security.kind == Some("cash");
    // Plaid's own price is that of the evening before.
    let closed = weekday_until(date.pred_opt().unwrap_or(date));
    json!({
        "security_id": security_id(security),
        "isin": null,
        "cusip": null,
        "sedol": null,
        "institution_security_id": security.ticker.is_none().then_some(security.key),
        "institution_id": null,
        "proxy_security_id": null,
        "name": security.name,
        "ticker_symbol": security.ticker,
        "is_cash_equivalent": security.cash_equivalent,
        "type": security.kind,
        "subtype": security.subtype,
        "close_price": number(market.price(security, closed)),
        "close_price_as_of": (!is_cash).then(|| closed.to_string()),
        "update_datetime": null,
        "iso_currency_code": security.currency,
        "unofficial_currency_code": null,
        "market_identifier_code": security.exchange,
        "sector": security.sector,
        "industry": security.industry,
        "cfi_code": null,
        "option_contract": option_contract(security.terms, anchor),
        "fixed_income": fixed_income(security.terms, anchor),
    })
}

fn option_contract(terms: Terms, anchor: NaiveDate) -> Value {
    match terms {
        Terms::Call {
            underlying,
            strike,
            years,
        } => json!({
            "contract_type": "call",
            "expiration_date": format!("{}-01-19", anchor.year() + years),
            "strike_price": number(strike),
            "underlying_security_ticker": underlying,
        }),
        Terms::None | Terms::Bond { .. } => Value::Null,
    }
}

fn fixed_income(terms: Terms, anchor: NaiveDate) -> Value {
    match terms {
        Terms::Bond {
            percentage,
            face_value,
            issued_years_ago,
            years,
        } => json!({
            "yield_rate": { "percentage": number(percentage), "type": "coupon" },
            "maturity_date": format!("{}-11-15", anchor.year() + years),
            "issue_date": format!("{}-11-15", anchor.year() - issued_years_ago),
            "face_value": number(face_value),
        }),
        Terms::None | Terms::Call { .. } => Value::Null,
    }
}

pub(super) fn transaction(account_id: &str, row: &Row, currency: &str) -> Value {
    json!({
        "investment_transaction_id": row.id,
        "cancel_transaction_id": null,
        "account_id": account_id,
        "security_id": row.security.map(security_id),
        "date": row.date.to_string(),
        "transaction_datetime": null,
        "name": row.name,
        "quantity": number(row.quantity),
        "amount": number(row.amount),
        "price": number(row.price),
        "fees": optional(row.fees),
        "type": row.kind,
        "subtype": row.subtype,
        "iso_currency_code": currency,
        "unofficial_currency_code": null,
    })
}

/// The item as most answers carry it.
pub(super) fn item(item: &Item, request_id: &str) -> Value {
    let error = item
        .signed_out
        .then(|| Refusal::login_required().body(request_id));
    json!({
        "item_id": item.id(),
        "institution_id": item.plan.id,
        "institution_name": item.plan.name,
        "webhook": "",
        "error": error,
        "available_products": ["balance"],
        "billed_products": ["investments"],
        "products": ["investments"],
        "consent_expiration_time": item.consent_until.map(timestamp),
        "update_type": "background",
    })
}

/// The item as `/item/get` describes it, with its status.
pub(super) fn item_and_status(
    it: &Item,
    request_id: &str,
    created: NaiveDate,
    today: NaiveDate,
) -> Map<String, Value> {
    let mut item = item(it, request_id);
    item["created_at"] = json!(format!("{created}T09:00:00Z"));
    let status = json!({
        "investments": {
            "last_successful_update": format!("{today}T00:00:00Z"),
            "last_failed_update": null,
        },
    });
    Map::from_iter([("item".to_owned(), item), ("status".to_owned(), status)])
}

pub(super) fn institution(plan: &InstitutionPlan, with_metadata: bool) -> Value {
    let mut institution = json!({
        "institution_id": plan.id,
        "name": plan.name,
        "products": ["balance", "investments"],
        "country_codes": ["US", "CA"],
        "routing_numbers": [],
        "oauth": plan.oauth,
    });
    if with_metadata {
        institution["url"] = json!(plan.url);
        institution["primary_color"] = json!(plan.color);
        institution["logo"] = Value::Null;
    }
    institution
}
