//! Tables `account_choices`, `account_groups` and `account_successions`: what
//! the person decided about accounts.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use rusqlite::{Connection as Sqlite, named_params};

use super::{
    StorageError, checksums,
    columns::{Texts, every_row, instant_text},
    sql,
};
use crate::domain::{AccountChoice, AccountId, ItemId, Succession};

/// What was decided about each account that anything was decided about.
pub(super) fn all(
    db: &Sqlite,
    texts: &mut Texts,
) -> Result<HashMap<AccountId, AccountChoice>, StorageError> {
    let mut choices: HashMap<AccountId, AccountChoice> =
        every_row(db, "account_choices", sql::ACCOUNT_CHOICES_ALL, [], |row| {
            let choice = AccountChoice {
                name: texts.maybe_text(row, "name")?,
                is_hidden: row.get("is_hidden")?,
                groups: vec![],
            };
            Ok((texts.text(row, "account_id")?.into(), choice))
        })?
        .into_iter()
        .collect();
    let groups = every_row(db, "account_groups", sql::ACCOUNT_GROUPS_ALL, [], |row| {
        Ok((
            AccountId::from(texts.text(row, "account_id")?),
            texts.text(row, "name")?,
        ))
    })?;
    for (account, group) in groups {
        choices.entry(account).or_default().groups.push(group);
    }
    Ok(choices)
}

/// What was decided about an account.
pub(super) fn of_account(db: &Sqlite, account: &AccountId) -> Result<AccountChoice, StorageError> {
    let mut choices = all(db, &mut Texts::default())?;
    Ok(choices.remove(account).unwrap_or_default())
}

pub(super) fn save(
    db: &Sqlite,
    account: &AccountId,
    choice: &AccountChoice,
) -> Result<(), StorageError> {
    let account = account.as_str();
    db.execute(
        sql::ACCOUNT_CHOICES_SAVE,
        named_params! {
            ":account_id": account,
            ":name": choice.name,
            ":is_hidden": choice.is_hidden,
        },
    )?;
    db.execute(
        sql::ACCOUNT_GROUPS_DELETE_OF_ACCOUNT,
        named_params! { ":account_id": account },
    )?;
    for group in &choice.groups {
        db.execute(
            sql::ACCOUNT_GROUPS_INSERT,
            named_params! { ":account_id": account, ":name": group },
        )?;
    }
    seal_choices(db, account)
}

fn seal_choices(db: &Sqlite, account: &str) -> Result<(), StorageError> {
    for table in ["account_choices", "account_groups"] {
        checksums::seal(db, table, "account_id = ?1", [account])?;
    }
    Ok(())
}

/// The accounts of a connection that are in no total.
pub(super) fn hidden_of_item(
    db: &Sqlite,
    item: &ItemId,
) -> Result<HashSet<AccountId>, StorageError> {
    let mut texts = Texts::default();
    let params = named_params! { ":item_id": item.as_str() };
    let statement = sql::ACCOUNT_CHOICES_HIDDEN_OF_ITEM;
    let rows = every_row(db, "account_choices", statement, params, |row| {
        Ok(texts.text(row, "account_id")?.into())
    })?;
    Ok(rows.into_iter().collect())
}

/// Every decision about an account and one that may continue it.
pub(super) fn successions(db: &Sqlite, texts: &mut Texts) -> Result<Vec<Succession>, StorageError> {
    let statement = sql::ACCOUNT_SUCCESSIONS_ALL;
    every_row(db, "account_successions", statement, [], |row| {
        Ok(Succession {
            old: texts.text(row, "old_account_id")?.into(),
            new: texts.text(row, "new_account_id")?.into(),
            is_same: row.get("is_same")?,
        })
    })
}

/// Keeps a decision. An account that continues another one takes over its
/// choices.
pub(super) fn save_succession(
    db: &Sqlite,
    succession: &Succession,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let (old, new) = (succession.old.as_str(), succession.new.as_str());
    db.execute(
        sql::ACCOUNT_SUCCESSIONS_SAVE,
        named_params! {
            ":old_account_id": old,
            ":new_account_id": new,
            ":is_same": succession.is_same,
            ":decided_at": instant_text(now),
        },
    )?;
    if succession.is_same {
        for statement in [sql::ACCOUNT_CHOICES_HAND_ON, sql::ACCOUNT_GROUPS_HAND_ON] {
            db.execute(
                statement,
                named_params! { ":old_account_id": old, ":new_account_id": new },
            )?;
        }
        seal_choices(db, new)?;
    }
    let both = "old_account_id = ?1 AND new_account_id = ?2";
    Ok(checksums::seal(
        db,
        "account_successions",
        both,
        [old, new],
    )?)
}

/// Forgets which account continues `old`.
pub(super) fn forget_succession(db: &Sqlite, old: &AccountId) -> Result<(), StorageError> {
    let params = named_params! { ":old_account_id": old.as_str() };
    db.execute(sql::ACCOUNT_SUCCESSIONS_FORGET, params)?;
    Ok(())
}
