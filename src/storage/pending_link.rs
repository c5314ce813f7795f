//! Tables `pending_link` and `pending_link_results`.

use std::collections::BTreeMap;

use rusqlite::{Connection as Sqlite, named_params};

use super::{
    StorageError, checksums,
    columns::{Texts, every_row, instant, instant_text},
    sql,
};
use crate::connect::{AddedKey, LinkGoal, PendingLink};
use crate::domain::ItemId;

/// In place of an older page, of which nothing is remembered then.
pub(super) fn save(db: &Sqlite, link: &PendingLink) -> Result<(), StorageError> {
    delete(db)?;
    db.execute(
        sql::PENDING_LINK_SAVE,
        named_params! {
            ":goal": link.goal.as_str(),
            ":item_id": link.goal.item().map(ItemId::as_str),
            ":opened_at": instant_text(link.opened_at),
            ":expires_at": instant_text(link.expires_at),
        },
    )?;
    Ok(checksums::seal(db, "pending_link", "true", [])?)
}

/// The page; `None` as well for a goal that this version does not have.
pub(super) fn get(db: &Sqlite) -> Result<Option<PendingLink>, StorageError> {
    let mut texts = Texts::default();
    let rows = every_row(db, "pending_link", sql::PENDING_LINK_GET, [], |row| {
        let item = texts.maybe_text(row, "item_id")?.map(ItemId::from);
        let goal = LinkGoal::parse(&texts.text(row, "goal")?, item);
        let (opened_at, expires_at) = (instant(row, "opened_at")?, instant(row, "expires_at")?);
        Ok(goal.map(|goal| PendingLink {
            goal,
            opened_at,
            expires_at,
        }))
    })?;
    Ok(rows.into_iter().flatten().next())
}

/// Whether each result that was touched is dealt with.
pub(super) fn results(db: &Sqlite) -> Result<BTreeMap<AddedKey, bool>, StorageError> {
    let mut texts = Texts::default();
    let sql = sql::PENDING_LINK_RESULTS_ALL;
    let rows = every_row(db, "pending_link_results", sql, [], |row| {
        let key = AddedKey {
            session: texts.text(row, "session_id")?,
            position: row.get("position")?,
        };
        Ok((key, row.get("is_done")?))
    })?;
    Ok(rows.into_iter().collect())
}

pub(super) fn save_result(db: &Sqlite, key: &AddedKey, is_done: bool) -> Result<(), StorageError> {
    db.execute(
        sql::PENDING_LINK_RESULTS_SAVE,
        named_params! {
            ":session_id": &*key.session,
            ":position": key.position,
            ":is_done": is_done,
        },
    )?;
    let key = (&*key.session, key.position);
    let is_it = "session_id = ?1 AND position = ?2";
    Ok(checksums::seal(db, "pending_link_results", is_it, key)?)
}

pub(super) fn delete(db: &Sqlite) -> Result<(), StorageError> {
    db.execute(sql::PENDING_LINK_RESULTS_DELETE, [])?;
    db.execute(sql::PENDING_LINK_DELETE, [])?;
    Ok(())
}
