//! Table `securities`.

use std::collections::HashMap;

use chrono::NaiveDate;
use rusqlite::{Connection as Sqlite, Row, named_params};

use super::{
    StorageError, checksums,
    columns::{
        Texts, each_row, instant_text, iso, maybe_date, maybe_decimal, maybe_instant, unofficial,
    },
    sql,
};
use crate::domain::{
    AssetClass, FixedIncome, InstitutionId, OptionContract, Security, SecurityId, YieldRate,
};

/// Saves what is known of securities.
pub(super) fn save_all(
    db: &Sqlite,
    securities: &[Security],
    today: NaiveDate,
) -> Result<(), StorageError> {
    let mut seal = checksums::sealing(db, "securities", "security_id = ?1")?;
    for security in securities {
        save(db, security, today)?;
        seal.execute([security.id.as_str()])?;
    }
    Ok(())
}

/// Saves what is known of a security. An institution's price on disk that is
/// later, and not ahead of `today`, stays: another sync may have saved it since
/// this one looked.
fn save(db: &Sqlite, security: &Security, today: NaiveDate) -> Result<(), StorageError> {
    let option = security.option_contract.as_ref();
    let bond = security.fixed_income.as_ref();
    let rate = bond.and_then(|it| it.yield_rate.as_ref());
    db.prepare_cached(sql::SECURITIES_SAVE)?
        .execute(named_params! {
            ":today": today.to_string(),
            ":security_id": security.id.as_str(),
            ":name": security.name,
            ":ticker_symbol": security.ticker_symbol,
            ":cusip": security.cusip,
            ":isin": security.isin,
            ":sedol": security.sedol,
            ":type": security.asset_class.as_ref().map(AssetClass::as_str),
            ":subtype": security.subtype,
            ":is_cash_equivalent": security.is_cash_equivalent,
            ":institution_price": security.institution_price.map(|it| it.to_string()),
            ":institution_price_as_of": security.institution_price_as_of.map(|it| it.to_string()),
            ":close_price": security.close_price.map(|it| it.to_string()),
            ":close_price_as_of": security.close_price_as_of.map(|it| it.to_string()),
            ":update_datetime": security.update_datetime.map(instant_text),
            ":market_identifier_code": security.market_identifier_code,
            ":sector": security.sector,
            ":industry": security.industry,
            ":cfi_code": security.cfi_code,
            ":institution_security_id": security.institution_security_id,
            ":institution_id": security.institution_id.as_ref().map(InstitutionId::as_str),
            ":proxy_security_id": security.proxy_security_id.as_ref().map(SecurityId::as_str),
            ":iso_currency_code": iso(security.currency.as_ref()),
            ":unofficial_currency_code": unofficial(security.currency.as_ref()),
            ":option_contract_type": option.and_then(|it| it.contract_type.clone()),
            ":option_expiration_date":
                option.and_then(|it| it.expiration_date).map(|it| it.to_string()),
            ":option_strike_price": option.and_then(|it| it.strike_price).map(|it| it.to_string()),
            ":option_underlying_ticker":
                option.and_then(|it| it.underlying_security_ticker.clone()),
            ":fixed_income_face_value": bond.and_then(|it| it.face_value).map(|it| it.to_string()),
            ":fixed_income_issue_date": bond.and_then(|it| it.issue_date).map(|it| it.to_string()),
            ":fixed_income_maturity_date":
                bond.and_then(|it| it.maturity_date).map(|it| it.to_string()),
            ":fixed_income_percentage": rate.and_then(|it| it.percentage).map(|it| it.to_string()),
            ":fixed_income_rate_type": rate.and_then(|it| it.rate_type.clone()),
        })?;
    Ok(())
}

/// Every security, by id.
pub(super) fn all(
    db: &Sqlite,
    texts: &mut Texts,
) -> Result<HashMap<SecurityId, Security>, StorageError> {
    let mut securities = HashMap::new();
    each_row(db, "securities", sql::SECURITIES_ALL, [], |row| {
        let security = read(row, texts)?;
        securities.insert(security.id.clone(), security);
        Ok(())
    })?;
    Ok(securities)
}

/// One security.
pub(super) fn by_id(
    db: &Sqlite,
    id: &SecurityId,
    texts: &mut Texts,
) -> Result<Option<Security>, StorageError> {
    let params = named_params! { ":security_id": id.as_str() };
    let mut found = None;
    each_row(db, "securities", sql::SECURITIES_BY_ID, params, |row| {
        found = Some(read(row, texts)?);
        Ok(())
    })?;
    Ok(found)
}

fn read(row: &Row<'_>, texts: &mut Texts) -> Result<Security, StorageError> {
    Ok(Security {
        id: texts.text(row, "security_id")?.into(),
        name: texts.maybe_text(row, "name")?,
        ticker_symbol: texts.maybe_text(row, "ticker_symbol")?,
        asset_class: texts.maybe_text(row, "type")?.map(|it| (&*it).into()),
        subtype: texts.maybe_text(row, "subtype")?,
        is_cash_equivalent: row.get("is_cash_equivalent")?,
        institution_price: maybe_decimal(row, "institution_price")?,
        institution_price_as_of: maybe_date(row, "institution_price_as_of")?,
        close_price: maybe_decimal(row, "close_price")?,
        close_price_as_of: maybe_date(row, "close_price_as_of")?,
        update_datetime: maybe_instant(row, "update_datetime")?,
        currency: texts.currency(row)?,
        cusip: texts.maybe_text(row, "cusip")?,
        isin: texts.maybe_text(row, "isin")?,
        sedol: texts.maybe_text(row, "sedol")?,
        institution_security_id: texts.maybe_text(row, "institution_security_id")?,
        institution_id: texts.maybe_text(row, "institution_id")?.map(Into::into),
        proxy_security_id: texts.maybe_text(row, "proxy_security_id")?.map(Into::into),
        market_identifier_code: texts.maybe_text(row, "market_identifier_code")?,
        sector: texts.maybe_text(row, "sector")?,
        industry: texts.maybe_text(row, "industry")?,
        cfi_code: texts.maybe_text(row, "cfi_code")?,
        option_contract: option_contract(row, texts)?,
        fixed_income: fixed_income(row, texts)?,
    })
}

fn option_contract(
    row: &Row<'_>,
    texts: &mut Texts,
) -> Result<Option<OptionContract>, StorageError> {
    let contract = OptionContract {
        contract_type: texts.maybe_text(row, "option_contract_type")?,
        expiration_date: maybe_date(row, "option_expiration_date")?,
        strike_price: maybe_decimal(row, "option_strike_price")?,
        underlying_security_ticker: texts.maybe_text(row, "option_underlying_ticker")?,
    };
    let is_given = contract.contract_type.is_some()
        || contract.expiration_date.is_some()
        || contract.strike_price.is_some()
        || contract.underlying_security_ticker.is_some();
    Ok(is_given.then_some(contract))
}

fn fixed_income(row: &Row<'_>, texts: &mut Texts) -> Result<Option<FixedIncome>, StorageError> {
    let rate = YieldRate {
        percentage: maybe_decimal(row, "fixed_income_percentage")?,
        rate_type: texts.maybe_text(row, "fixed_income_rate_type")?,
    };
    let has_rate = rate.percentage.is_some() || rate.rate_type.is_some();
    let bond = FixedIncome {
        yield_rate: has_rate.then_some(rate),
        maturity_date: maybe_date(row, "fixed_income_maturity_date")?,
        issue_date: maybe_date(row, "fixed_income_issue_date")?,
        face_value: maybe_decimal(row, "fixed_income_face_value")?,
    };
    let is_given = bond.yield_rate.is_some()
        || bond.maturity_date.is_some()
        || bond.issue_date.is_some()
        || bond.face_value.is_some();
    Ok(is_given.then_some(bond))
}
