//! Tables `holdings` and `tax_lots`.

use std::collections::HashMap;

use rusqlite::{Connection as Sqlite, Params, Row, named_params};

use super::{
    StorageError, checksums,
    columns::{
        Texts, date, each_row, every_row, instant_text, iso, maybe_date, maybe_decimal,
        maybe_instant, unofficial,
    },
    sql,
};
use crate::domain::{AccountId, Holding, HoldingId, ItemId, PositionType, TaxLot};

/// Puts `holdings` in the place of all that an account held.
pub(super) fn replace(
    db: &Sqlite,
    account: &AccountId,
    holdings: &[Holding],
) -> Result<(), StorageError> {
    for statement in [
        sql::TAX_LOTS_DELETE_OF_ACCOUNT,
        sql::HOLDINGS_DELETE_OF_ACCOUNT,
    ] {
        db.prepare_cached(statement)?
            .execute(named_params! { ":account_id": account.as_str() })?;
    }
    for holding in holdings {
        insert(db, holding)?;
    }
    let (account, of_account) = (account.as_str(), "account_id = ?1");
    let of_its_holdings = "holding_id IN (SELECT holding_id FROM holdings WHERE account_id = ?1)";
    checksums::seal(db, "holdings", of_account, [account])?;
    Ok(checksums::seal(db, "tax_lots", of_its_holdings, [account])?)
}

fn insert(db: &Sqlite, holding: &Holding) -> Result<(), StorageError> {
    db.prepare_cached(sql::HOLDINGS_INSERT)?
        .execute(named_params! {
            ":holding_id": holding.id.as_str(),
            ":account_id": holding.account_id.as_str(),
            ":security_id": holding.security_id.as_str(),
            ":quantity": holding.quantity.map(|it| it.to_string()),
            ":cost_basis": holding.cost_basis.map(|it| it.to_string()),
            ":institution_value": holding.institution_value.map(|it| it.to_string()),
            ":institution_price": holding.institution_price.map(|it| it.to_string()),
            ":institution_price_as_of": holding.institution_price_as_of.map(|it| it.to_string()),
            ":institution_price_datetime": holding.institution_price_datetime.map(instant_text),
            ":vested_quantity": holding.vested_quantity.map(|it| it.to_string()),
            ":vested_value": holding.vested_value.map(|it| it.to_string()),
            ":iso_currency_code": iso(holding.currency.as_ref()),
            ":unofficial_currency_code": unofficial(holding.currency.as_ref()),
            ":as_of": holding.as_of.to_string(),
        })?;
    for (ordinal, lot) in holding.tax_lots.iter().enumerate() {
        db.prepare_cached(sql::TAX_LOTS_INSERT)?
            .execute(named_params! {
                ":holding_id": holding.id.as_str(),
                ":ordinal": ordinal,
                ":institution_lot_id": lot.institution_lot_id,
                ":original_purchase_datetime": lot.original_purchase_datetime.map(instant_text),
                ":quantity": lot.quantity.map(|it| it.to_string()),
                ":purchase_price": lot.purchase_price.map(|it| it.to_string()),
                ":cost_basis": lot.cost_basis.map(|it| it.to_string()),
                ":current_value": lot.current_value.map(|it| it.to_string()),
                ":position_type": lot.position_type.as_ref().map(PositionType::as_str),
            })?;
    }
    Ok(())
}

/// What every account that is still listed and connected holds.
pub(super) fn current(db: &Sqlite, texts: &mut Texts) -> Result<Vec<Holding>, StorageError> {
    let mut lots = lots(db, sql::TAX_LOTS_ALL, [], texts)?;
    every_row(db, "holdings", sql::HOLDINGS_CURRENT, [], |row| {
        read(row, texts, &mut lots)
    })
}

/// What the accounts of one connection hold.
pub(super) fn of_item(
    db: &Sqlite,
    item: &ItemId,
    texts: &mut Texts,
) -> Result<Vec<Holding>, StorageError> {
    let params = named_params! { ":item_id": item.as_str() };
    let mut lots = lots(db, sql::TAX_LOTS_OF_ITEM, params, texts)?;
    every_row(db, "holdings", sql::HOLDINGS_OF_ITEM, params, |row| {
        read(row, texts, &mut lots)
    })
}

type Lots = HashMap<HoldingId, Vec<TaxLot>>;

fn lots(
    db: &Sqlite,
    sql: &str,
    params: impl Params,
    texts: &mut Texts,
) -> Result<Lots, StorageError> {
    let mut lots = Lots::new();
    each_row(db, "tax_lots", sql, params, |row| {
        let holding = HoldingId::from(texts.text(row, "holding_id")?);
        lots.entry(holding).or_default().push(TaxLot {
            institution_lot_id: texts.maybe_text(row, "institution_lot_id")?,
            original_purchase_datetime: maybe_instant(row, "original_purchase_datetime")?,
            quantity: maybe_decimal(row, "quantity")?,
            purchase_price: maybe_decimal(row, "purchase_price")?,
            cost_basis: maybe_decimal(row, "cost_basis")?,
            current_value: maybe_decimal(row, "current_value")?,
            position_type: texts
                .maybe_text(row, "position_type")?
                .map(|it| (&*it).into()),
        });
        Ok(())
    })?;
    Ok(lots)
}

fn read(row: &Row<'_>, texts: &mut Texts, lots: &mut Lots) -> Result<Holding, StorageError> {
    let id = HoldingId::from(texts.text(row, "holding_id")?);
    Ok(Holding {
        tax_lots: lots.remove(&id).unwrap_or_default(),
        id,
        account_id: texts.text(row, "account_id")?.into(),
        security_id: texts.text(row, "security_id")?.into(),
        quantity: maybe_decimal(row, "quantity")?,
        institution_price: maybe_decimal(row, "institution_price")?,
        institution_price_as_of: maybe_date(row, "institution_price_as_of")?,
        institution_price_datetime: maybe_instant(row, "institution_price_datetime")?,
        institution_value: maybe_decimal(row, "institution_value")?,
        cost_basis: maybe_decimal(row, "cost_basis")?,
        currency: texts.currency(row)?,
        vested_quantity: maybe_decimal(row, "vested_quantity")?,
        vested_value: maybe_decimal(row, "vested_value")?,
        as_of: date(row, "as_of")?,
    })
}
