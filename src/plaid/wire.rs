//! JSON exactly as Plaid sends and takes it.
//!
//! Requests name only what is sent: Plaid refuses unknown fields. Rows of
//! answers hold every field as optional, because what the contract requires is
//! not always there (CONTRACT §2); lists stay raw, so that one bad row costs
//! only itself.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::number::Literal;

pub(super) mod link;

#[derive(Serialize)]
pub(super) struct TokenRequest<'a> {
    pub(super) access_token: &'a str,
}

#[derive(Serialize)]
pub(super) struct InstitutionRequest<'a> {
    pub(super) institution_id: &'a str,
    pub(super) country_codes: [&'static str; 1],
    pub(super) options: InstitutionOptions,
}

#[derive(Serialize)]
pub(super) struct InstitutionOptions {
    pub(super) include_optional_metadata: bool,
}

#[derive(Serialize)]
pub(super) struct TransactionsRequest<'a> {
    pub(super) access_token: &'a str,
    pub(super) start_date: String,
    pub(super) end_date: String,
    pub(super) options: PageOptions,
}

#[derive(Clone, Copy, Serialize)]
pub(super) struct PageOptions {
    pub(super) count: usize,
    pub(super) offset: usize,
}

#[derive(Serialize)]
pub(super) struct ExchangeRequest<'a> {
    pub(super) public_token: &'a str,
}

#[derive(Serialize)]
pub(super) struct SandboxRequest<'a> {
    pub(super) institution_id: &'a str,
    pub(super) initial_products: [&'static str; 1],
}

/// A raw list; the default of an absent optional one is empty.
pub(super) type Rows<'a> = Vec<&'a RawValue>;

/// What every answer of Plaid bears, and nothing else does.
#[derive(Deserialize)]
pub(super) struct Signature<'a> {
    #[serde(borrow, default)]
    pub(super) request_id: Option<Cow<'a, str>>,
}

/// Plaid's error body, also found as `item.error` inside a good answer.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ErrorBody {
    pub(super) error_type: Option<String>,
    pub(super) error_code: Option<String>,
    pub(super) display_message: Option<String>,
    pub(super) request_id: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct ItemAnswer {
    pub(super) item: ItemRow,
    #[serde(default)]
    pub(super) status: Option<ItemStatus>,
    #[serde(default)]
    pub(super) request_id: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct ItemRow {
    pub(super) item_id: String,
    #[serde(default)]
    pub(super) institution_id: Option<String>,
    #[serde(default)]
    pub(super) institution_name: Option<String>,
    #[serde(default)]
    pub(super) error: Option<ErrorBody>,
    #[serde(default)]
    pub(super) consent_expiration_time: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ItemStatus {
    pub(super) investments: Option<ProductStatus>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ProductStatus {
    pub(super) last_successful_update: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct InstitutionAnswer {
    pub(super) institution: InstitutionRow,
}

#[derive(Deserialize)]
pub(super) struct InstitutionRow {
    pub(super) institution_id: String,
    #[serde(default)]
    pub(super) name: Option<String>,
    #[serde(default)]
    pub(super) url: Option<String>,
    #[serde(default)]
    pub(super) primary_color: Option<String>,
    #[serde(default)]
    pub(super) oauth: Option<bool>,
}

#[derive(Deserialize)]
pub(super) struct AccountsAnswer<'a> {
    #[serde(borrow)]
    pub(super) accounts: Rows<'a>,
    pub(super) item: ItemRow,
}

#[derive(Deserialize)]
pub(super) struct HoldingsAnswer<'a> {
    #[serde(borrow)]
    pub(super) accounts: Rows<'a>,
    #[serde(borrow)]
    pub(super) holdings: Rows<'a>,
    #[serde(borrow, default)]
    pub(super) securities: Rows<'a>,
    pub(super) item: ItemRow,
    #[serde(default)]
    pub(super) is_investments_fallback_item: Option<bool>,
}

#[derive(Deserialize)]
pub(super) struct TransactionsAnswer<'a> {
    #[serde(borrow)]
    pub(super) accounts: Rows<'a>,
    #[serde(borrow)]
    pub(super) investment_transactions: Rows<'a>,
    #[serde(borrow, default)]
    pub(super) securities: Rows<'a>,
    pub(super) item: ItemRow,
    pub(super) total_investment_transactions: usize,
}

#[derive(Deserialize)]
pub(super) struct ExchangeAnswer {
    pub(super) access_token: String,
    pub(super) item_id: String,
}

#[derive(Deserialize)]
pub(super) struct PublicTokenAnswer {
    pub(super) public_token: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct AccountRow {
    pub(super) account_id: Option<String>,
    pub(super) name: Option<String>,
    pub(super) official_name: Option<String>,
    pub(super) mask: Option<String>,
    #[serde(rename = "type")]
    pub(super) account_type: Option<String>,
    pub(super) subtype: Option<String>,
    pub(super) balances: Option<BalancesRow>,
    pub(super) holder_category: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct BalancesRow {
    pub(super) available: Option<Literal>,
    pub(super) current: Option<Literal>,
    pub(super) limit: Option<Literal>,
    pub(super) margin_loan_amount: Option<Literal>,
    pub(super) iso_currency_code: Option<String>,
    pub(super) unofficial_currency_code: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct HoldingRow {
    pub(super) account_id: Option<String>,
    pub(super) security_id: Option<String>,
    pub(super) quantity: Option<Literal>,
    pub(super) institution_price: Option<Literal>,
    pub(super) institution_price_as_of: Option<String>,
    pub(super) institution_price_datetime: Option<String>,
    pub(super) institution_value: Option<Literal>,
    pub(super) cost_basis: Option<Literal>,
    pub(super) iso_currency_code: Option<String>,
    pub(super) unofficial_currency_code: Option<String>,
    pub(super) vested_quantity: Option<Literal>,
    pub(super) vested_value: Option<Literal>,
    pub(super) tax_lots: Option<Vec<TaxLotRow>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct TaxLotRow {
    pub(super) institution_lot_id: Option<String>,
    pub(super) original_purchase_datetime: Option<String>,
    pub(super) quantity: Option<Literal>,
    pub(super) purchase_price: Option<Literal>,
    pub(super) cost_basis: Option<Literal>,
    pub(super) current_value: Option<Literal>,
    pub(super) position_type: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct SecurityRow {
    pub(super) security_id: Option<String>,
    pub(super) name: Option<String>,
    pub(super) ticker_symbol: Option<String>,
    #[serde(rename = "type")]
    pub(super) security_type: Option<String>,
    pub(super) subtype: Option<String>,
    pub(super) is_cash_equivalent: Option<bool>,
    pub(super) close_price: Option<Literal>,
    pub(super) close_price_as_of: Option<String>,
    pub(super) update_datetime: Option<String>,
    pub(super) iso_currency_code: Option<String>,
    pub(super) unofficial_currency_code: Option<String>,
    pub(super) cusip: Option<String>,
    pub(super) isin: Option<String>,
    pub(super) sedol: Option<String>,
    pub(super) institution_security_id: Option<String>,
    pub(super) institution_id: Option<String>,
    pub(super) proxy_security_id: Option<String>,
    pub(super) market_identifier_code: Option<String>,
    pub(super) sector: Option<String>,
    pub(super) industry: Option<String>,
    pub(super) cfi_code: Option<String>,
    pub(super) option_contract: Option<OptionContractRow>,
    pub(super) fixed_income: Option<FixedIncomeRow>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct OptionContractRow {
    pub(super) contract_type: Option<String>,
    pub(super) expiration_date: Option<String>,
    pub(super) strike_price: Option<Literal>,
    pub(super) underlying_security_ticker: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct FixedIncomeRow {
    pub(super) yield_rate: Option<YieldRateRow>,
    pub(super) maturity_date: Option<String>,
    pub(super) issue_date: Option<String>,
    pub(super) face_value: Option<Literal>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct YieldRateRow {
    pub(super) percentage: Option<Literal>,
    #[serde(rename = "type")]
    pub(super) rate_type: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct TransactionRow {
    pub(super) investment_transaction_id: Option<String>,
    pub(super) account_id: Option<String>,
    pub(super) security_id: Option<String>,
    pub(super) date: Option<String>,
    pub(super) transaction_datetime: Option<String>,
    pub(super) name: Option<String>,
    pub(super) quantity: Option<Literal>,
    pub(super) amount: Option<Literal>,
    pub(super) price: Option<Literal>,
    pub(super) fees: Option<Literal>,
    #[serde(rename = "type")]
    pub(super) transaction_type: Option<String>,
    pub(super) subtype: Option<String>,
    pub(super) iso_currency_code: Option<String>,
    pub(super) unofficial_currency_code: Option<String>,
}
