//! Table `accounts`.

use rusqlite::{Connection as Sqlite, Row, named_params};

use super::{
    StorageError, account_choices, checksums,
    columns::{Texts, date, every_row, iso, maybe_date, maybe_decimal, unofficial},
    sql,
};
use crate::domain::{Account, AccountChoice, AccountGap, AccountId, Balances, ItemId};

pub(super) fn save(db: &Sqlite, account: &Account) -> Result<(), StorageError> {
    let balances = &account.balances;
    db.prepare_cached(sql::ACCOUNTS_SAVE)?
        .execute(named_params! {
            ":account_id": account.id.as_str(),
            ":item_id": account.item_id.as_str(),
            ":name": account.name,
            ":official_name": account.official_name,
            ":mask": account.mask,
            ":type": account.account_type.as_str(),
            ":subtype": account.subtype,
            ":holder_category": account.holder_category,
            ":balance_current": balances.current.map(|it| it.to_string()),
            ":balance_available": balances.available.map(|it| it.to_string()),
            ":balance_limit": balances.limit.map(|it| it.to_string()),
            ":margin_loan_amount": balances.margin_loan_amount.map(|it| it.to_string()),
            ":iso_currency_code": iso(balances.currency.as_ref()),
            ":unofficial_currency_code": unofficial(balances.currency.as_ref()),
            ":missing_since": account.missing_since.map(|it| it.to_string()),
            ":doubted_since": account.doubted_since.map(|it| it.to_string()),
        })?;
    let id = account.id.as_str();
    Ok(checksums::seal(db, "accounts", "account_id = ?1", [id])?)
}

/// Notes the time that an account was gone.
pub(super) fn save_gap(db: &Sqlite, gap: &AccountGap) -> Result<(), StorageError> {
    db.prepare_cached(sql::ACCOUNT_GAPS_SAVE)?
        .execute(named_params! {
            ":account_id": gap.account_id.as_str(),
            ":from_day": gap.from.to_string(),
            ":until_day": gap.until.to_string(),
        })?;
    let id = gap.account_id.as_str();
    Ok(checksums::seal(
        db,
        "account_gaps",
        "account_id = ?1",
        [id],
    )?)
}

/// Every time that an account was gone which is back, by account and day.
pub(super) fn gaps(db: &Sqlite, texts: &mut Texts) -> Result<Vec<AccountGap>, StorageError> {
    every_row(db, "account_gaps", sql::ACCOUNT_GAPS_ALL, [], |row| {
        Ok(AccountGap {
            account_id: texts.text(row, "account_id")?.into(),
            from: date(row, "from_day")?,
            until: date(row, "until_day")?,
        })
    })
}

/// Every account, by institution and name, with what was decided about it.
pub(super) fn all(db: &Sqlite, texts: &mut Texts) -> Result<Vec<Account>, StorageError> {
    let mut choices = account_choices::all(db, texts)?;
    every_row(db, "accounts", sql::ACCOUNTS_ALL, [], |row| {
        let account = read(row, texts)?;
        Ok(Account {
            choice: choices.remove(&account.id).unwrap_or_default(),
            ..account
        })
    })
}

/// The accounts of one connection, as the institution reports them.
pub(super) fn of_item(
    db: &Sqlite,
    item: &ItemId,
    texts: &mut Texts,
) -> Result<Vec<Account>, StorageError> {
    let params = named_params! { ":item_id": item.as_str() };
    every_row(db, "accounts", sql::ACCOUNTS_OF_ITEM, params, |row| {
        read(row, texts)
    })
}

/// One account, as its institution reports it.
pub(super) fn by_id(
    db: &Sqlite,
    id: &AccountId,
    texts: &mut Texts,
) -> Result<Option<Account>, StorageError> {
    let params = named_params! { ":account_id": id.as_str() };
    let found = every_row(db, "accounts", sql::ACCOUNTS_BY_ID, params, |row| {
        read(row, texts)
    })?;
    Ok(found.into_iter().next())
}

fn read(row: &Row<'_>, texts: &mut Texts) -> Result<Account, StorageError> {
    Ok(Account {
        id: texts.text(row, "account_id")?.into(),
        item_id: texts.text(row, "item_id")?.into(),
        name: texts.text(row, "name")?,
        official_name: texts.maybe_text(row, "official_name")?,
        mask: texts.maybe_text(row, "mask")?,
        account_type: (&*texts.text(row, "type")?).into(),
        subtype: texts.maybe_text(row, "subtype")?,
        balances: Balances {
            current: maybe_decimal(row, "balance_current")?,
            available: maybe_decimal(row, "balance_available")?,
            limit: maybe_decimal(row, "balance_limit")?,
            margin_loan_amount: maybe_decimal(row, "margin_loan_amount")?,
            currency: texts.currency(row)?,
        },
        holder_category: texts.maybe_text(row, "holder_category")?,
        missing_since: maybe_date(row, "missing_since")?,
        doubted_since: maybe_date(row, "doubted_since")?,
        choice: AccountChoice::default(),
    })
}
