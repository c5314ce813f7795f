//! `holdfast securities`

use super::{
    accounts::currency,
    output::{Cell, Column, Table, either, field, figure, shown},
};
use crate::{
    domain::{AssetClass, InstitutionId, Security, SecurityId},
    portfolio::Portfolio,
};

const COLUMNS: &[Column] = &[
    field("security_id"),
    shown("ticker_symbol", "Ticker"),
    shown("name", "Security"),
    shown("type", "Type"),
    field("subtype"),
    field("is_cash_equivalent"),
    figure("institution_price", "Price"),
    shown("institution_price_as_of", "As of"),
    field("close_price"),
    field("close_price_as_of"),
    field("update_datetime"),
    either("iso_currency_code", "Currency"),
    field("unofficial_currency_code"),
    field("cusip"),
    field("isin"),
    field("sedol"),
    field("institution_security_id"),
    field("institution_id"),
    field("proxy_security_id"),
    field("market_identifier_code"),
    shown("sector", "Sector"),
    field("industry"),
    field("cfi_code"),
    field("option_contract_type"),
    field("option_expiration_date"),
    field("option_strike_price"),
    field("option_underlying_ticker"),
    field("fixed_income_face_value"),
    field("fixed_income_issue_date"),
    field("fixed_income_maturity_date"),
    field("fixed_income_percentage"),
    field("fixed_income_rate_type"),
];

/// Lists every security that was ever described, by name.
pub(super) fn table(portfolio: &Portfolio) -> Table<'_> {
    let mut securities: Vec<&Security> = portfolio.securities.values().collect();
    securities.sort_by(|a, b| (a.display_name(), &a.id).cmp(&(b.display_name(), &b.id)));
    Table::new(COLUMNS, securities.into_iter().map(row))
}

fn row(security: &Security) -> Vec<Cell> {
    let (iso, unofficial) = currency(security.currency.as_ref());
    let option = security.option_contract.as_ref();
    let bond = security.fixed_income.as_ref();
    let rate = bond.and_then(|it| it.yield_rate.as_ref());
    vec![
        security.id.as_str().into(),
        security.ticker_symbol.as_deref().into(),
        security.name.as_deref().into(),
        security.asset_class.as_ref().map(AssetClass::as_str).into(),
        security.subtype.as_deref().into(),
        security.is_cash_equivalent.into(),
        security.institution_price.into(),
        security.institution_price_as_of.into(),
        security.close_price.into(),
        security.close_price_as_of.into(),
        security.update_datetime.into(),
        iso,
        unofficial,
        security.cusip.as_deref().into(),
        security.isin.as_deref().into(),
        security.sedol.as_deref().into(),
        security.institution_security_id.as_deref().into(),
        security
            .institution_id
            .as_ref()
            .map(InstitutionId::as_str)
            .into(),
        security
            .proxy_security_id
            .as_ref()
            .map(SecurityId::as_str)
            .into(),
        security.market_identifier_code.as_deref().into(),
        security.sector.as_deref().into(),
        security.industry.as_deref().into(),
        security.cfi_code.as_deref().into(),
        option.and_then(|it| it.contract_type.as_deref()).into(),
        option.and_then(|it| it.expiration_date).into(),
        option.and_then(|it| it.strike_price).into(),
        option
            .and_then(|it| it.underlying_security_ticker.as_deref())
            .into(),
        bond.and_then(|it| it.face_value).into(),
        bond.and_then(|it| it.issue_date).into(),
        bond.and_then(|it| it.maturity_date).into(),
        rate.and_then(|it| it.percentage).into(),
        rate.and_then(|it| it.rate_type.as_deref()).into(),
    ]
}
