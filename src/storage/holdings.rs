//! Tables `holdings`, `tax_lots` and their snapshots.

use std::collections::HashMap;

use rusqlite::{Connection as Sqlite, Row, named_params};

use super::{
    StorageError,
    columns::{
        Texts, date, each_row, every_row, instant, instant_text, iso, maybe_date, maybe_decimal,
        maybe_instant, unofficial,
    },
    sql,
};
use crate::domain::{
    AccountId, Holding, HoldingId, ItemId, PositionType, SecurityId, Snapshot, SnapshotRow, TaxLot,
};

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
    Ok(())
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

/// Keeps what an account holds now, for good.
pub(super) fn snapshot(db: &Sqlite, run: i64, account: &AccountId) -> Result<(), StorageError> {
    for statement in [
        sql::SNAPSHOTS_INSERT_ACCOUNT,
        sql::SNAPSHOTS_INSERT_HOLDINGS,
    ] {
        db.prepare_cached(statement)?
            .execute(named_params! { ":sync_run_id": run, ":account_id": account.as_str() })?;
    }
    Ok(())
}

/// What every account that is still listed and connected holds.
pub(super) fn current(db: &Sqlite, texts: &mut Texts) -> Result<Vec<Holding>, StorageError> {
    let mut lots = lots(db, texts)?;
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
    let mut lots = lots(db, texts)?;
    let params = named_params! { ":item_id": item.as_str() };
    every_row(db, "holdings", sql::HOLDINGS_OF_ITEM, params, |row| {
        read(row, texts, &mut lots)
    })
}

type Lots = HashMap<HoldingId, Vec<TaxLot>>;

fn lots(db: &Sqlite, texts: &mut Texts) -> Result<Lots, StorageError> {
    let mut lots = Lots::new();
    each_row(db, "tax_lots", sql::TAX_LOTS_ALL, [], |row| {
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

/// Passes on what every account held at every sync, the oldest first.
pub(super) fn each_snapshot(
    db: &Sqlite,
    texts: &mut Texts,
    mut take: impl FnMut(Snapshot),
) -> Result<(), StorageError> {
    each_row(db, "holding_snapshots", sql::SNAPSHOTS_ALL, [], |row| {
        take(read_snapshot(row, texts)?);
        Ok(())
    })
}

/// What the accounts had of one security at their syncs, the oldest first.
pub(super) fn snapshots_of(
    db: &Sqlite,
    security: &SecurityId,
    texts: &mut Texts,
) -> Result<Vec<Snapshot>, StorageError> {
    let params = named_params! { ":security_id": security.as_str() };
    let query = sql::SNAPSHOTS_OF_SECURITY;
    every_row(db, "holding_snapshots", query, params, |row| {
        read_snapshot(row, texts)
    })
}

fn read_snapshot(row: &Row<'_>, texts: &mut Texts) -> Result<Snapshot, StorageError> {
    let reported = match texts.maybe_text(row, "security_id")? {
        Some(security) => Some(SnapshotRow {
            security_id: security.into(),
            quantity: maybe_decimal(row, "quantity")?,
            institution_price: maybe_decimal(row, "institution_price")?,
            institution_value: maybe_decimal(row, "institution_value")?,
            vested_quantity: maybe_decimal(row, "vested_quantity")?,
            vested_value: maybe_decimal(row, "vested_value")?,
            currency: texts.currency(row)?,
        }),
        None => None,
    };
    Ok(Snapshot {
        synced_at: instant(row, "finished_at")?,
        account_id: texts.text(row, "account_id")?.into(),
        balance: maybe_decimal(row, "balance_current")?,
        balance_currency: texts.currency_in(row, "balance_iso_code", "balance_unofficial_code")?,
        row: reported,
    })
}
