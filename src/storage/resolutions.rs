//! Tables `resolutions` and `entered_transactions`: what the person says over the
//! facts.

use chrono::{DateTime, Utc};
use rusqlite::{Connection as Sqlite, named_params};

use super::{
    StorageError, checksums,
    columns::{
        Texts, damaged, date, every_row, instant, instant_text, iso, maybe_decimal, maybe_instant,
        text, unofficial,
    },
    sql,
};
use crate::domain::{
    AccountId, Answer, Context, ItemId, Resolution, SecurityId, Subject, Topic, Transaction,
    TransactionId,
};

/// What the id of a transaction begins with that the person entered.
const ENTERED: &str = "entered-";

pub(super) fn all(db: &Sqlite, texts: &mut Texts) -> Result<Vec<Resolution>, StorageError> {
    every_row(db, "resolutions", sql::RESOLUTIONS_ALL, [], |row| {
        let topic = Topic::parse(text(row, "topic")?.unwrap_or_default());
        let answer = Answer::parse(text(row, "answer")?.unwrap_or_default());
        Ok(Resolution {
            id: texts.text(row, "resolution_id")?,
            subject: Subject {
                topic: topic.ok_or_else(|| damaged(row, "topic"))?,
                item: texts.maybe_text(row, "item_id")?.map(Into::into),
                account: texts.maybe_text(row, "account_id")?.map(Into::into),
                security: texts.maybe_text(row, "security_id")?.map(Into::into),
                currency: texts.currency(row)?,
                found_at: maybe_instant(row, "found_at")?,
                size: maybe_decimal(row, "size")?,
                detail: texts.maybe_text(row, "detail")?,
            },
            answer: answer.ok_or_else(|| damaged(row, "answer"))?,
            decided_at: instant(row, "decided_at")?,
        })
    })
}

/// In place of what was said of the same before.
pub(super) fn save(db: &Sqlite, resolution: &Resolution) -> Result<(), StorageError> {
    let subject = &resolution.subject;
    db.execute(
        sql::RESOLUTIONS_SAVE,
        named_params! {
            ":resolution_id": resolution.id,
            ":topic": subject.topic.as_str(),
            ":answer": resolution.answer.as_str(),
            ":item_id": subject.item.as_ref().map(ItemId::as_str),
            ":account_id": subject.account.as_ref().map(AccountId::as_str),
            ":security_id": subject.security.as_ref().map(SecurityId::as_str),
            ":iso_currency_code": iso(subject.currency.as_ref()),
            ":unofficial_currency_code": unofficial(subject.currency.as_ref()),
            ":found_at": subject.found_at.map(instant_text),
            ":size": subject.size.map(|it| it.to_string()),
            ":detail": subject.detail,
            ":decided_at": instant_text(resolution.decided_at),
        },
    )?;
    let id = &*resolution.id;
    Ok(checksums::seal(
        db,
        "resolutions",
        "resolution_id = ?1",
        [id],
    )?)
}

/// Whether there was one of that id.
pub(super) fn delete(db: &Sqlite, id: &str) -> Result<bool, StorageError> {
    let params = named_params! { ":resolution_id": id };
    Ok(db.execute(sql::RESOLUTIONS_DELETE, params)? > 0)
}

/// The rows that the person entered, each under an id of its own.
pub(super) fn entered(db: &Sqlite, texts: &mut Texts) -> Result<Vec<Transaction>, StorageError> {
    let table = "entered_transactions";
    every_row(db, table, sql::ENTERED_TRANSACTIONS_ALL, [], |row| {
        let id: i64 = row.get("entry_id")?;
        Ok(Transaction {
            id: format!("{ENTERED}{id}").into(),
            account_id: texts.text(row, "account_id")?.into(),
            security_id: texts.maybe_text(row, "security_id")?.map(Into::into),
            date: date(row, "date")?,
            datetime: None,
            name: texts.text(row, "name")?,
            quantity: maybe_decimal(row, "quantity")?,
            amount: maybe_decimal(row, "amount")?,
            price: maybe_decimal(row, "price")?,
            fees: maybe_decimal(row, "fees")?,
            transaction_type: text(row, "type")?.unwrap_or_default().into(),
            subtype: texts.subtype(row, "subtype")?,
            currency: texts.currency(row)?,
            removed_on: None,
            context: Context {
                is_entered: true,
                ..Context::default()
            },
        })
    })
}

/// Keeps a row that the person entered, whatever its id; returns the one it has
/// from here on.
pub(super) fn enter(
    db: &Sqlite,
    row: &Transaction,
    now: DateTime<Utc>,
) -> Result<TransactionId, StorageError> {
    db.execute(
        sql::ENTERED_TRANSACTIONS_INSERT,
        named_params! {
            ":account_id": row.account_id.as_str(),
            ":security_id": row.security_id.as_ref().map(SecurityId::as_str),
            ":date": row.date.to_string(),
            ":amount": row.amount.map(|it| it.to_string()),
            ":price": row.price.map(|it| it.to_string()),
            ":quantity": row.quantity.map(|it| it.to_string()),
            ":subtype": row.subtype.as_deref(),
            ":type": row.transaction_type.as_str(),
            ":name": row.name,
            ":fees": row.fees.map(|it| it.to_string()),
            ":iso_currency_code": iso(row.currency.as_ref()),
            ":unofficial_currency_code": unofficial(row.currency.as_ref()),
            ":entered_at": instant_text(now),
        },
    )?;
    let id = db.last_insert_rowid();
    checksums::seal(db, "entered_transactions", "entry_id = ?1", [id])?;
    Ok(format!("{ENTERED}{id}").into())
}

/// Whether there was a row of that id which the person entered.
pub(super) fn delete_entered(db: &Sqlite, id: &TransactionId) -> Result<bool, StorageError> {
    let entry = id.as_str().strip_prefix(ENTERED);
    let Some(entry) = entry.and_then(|it| it.parse::<i64>().ok()) else {
        return Ok(false);
    };
    let params = named_params! { ":entry_id": entry };
    Ok(db.execute(sql::ENTERED_TRANSACTIONS_DELETE, params)? > 0)
}
