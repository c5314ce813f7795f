//! Table `investment_transactions`.

use std::collections::{BTreeMap, HashMap};

use rusqlite::{Connection as Sqlite, Row, Statement, named_params, params};

use super::{
    StorageError, checksums,
    columns::{
        Texts, date, each_row, instant_text, iso, maybe_date, maybe_decimal, maybe_instant, text,
        unofficial,
    },
    sql,
};
use crate::connect::{DateRange, SyncPlan};
use crate::domain::{AccountId, Context, ItemId, SecurityId, Transaction, TransactionId};

const TABLE: &str = "investment_transactions";

/// Writes what a plan says of transactions.
///
/// New rows go in in the order in which they lie, so that the table grows at its
/// end rather than all over: about twice as fast for a first sync.
pub(super) fn apply(db: &Sqlite, plan: &SyncPlan) -> Result<(), StorageError> {
    let mut insert = db.prepare_cached(sql::TRANSACTIONS_INSERT)?;
    let bytes = &mut vec![];
    for transaction in in_order_of_table(&plan.added) {
        write(&mut insert, transaction, bytes)?;
    }
    let item = plan.item.item_id.as_str();
    let mut delete = db.prepare_cached(sql::TRANSACTIONS_DELETE_ELSEWHERE)?;
    let mut save = db.prepare_cached(sql::TRANSACTIONS_SAVE)?;
    for transaction in &plan.changed {
        delete.execute(named_params! {
            ":item_id": item,
            ":account_id": transaction.account_id.as_str(),
            ":investment_transaction_id": transaction.id.as_str(),
        })?;
        write(&mut save, transaction, bytes)?;
    }
    let mut mark = db.prepare_cached(sql::TRANSACTIONS_MARK_REMOVED)?;
    for id in &plan.removed {
        mark.execute(named_params! {
            ":item_id": item,
            ":investment_transaction_id": id.as_str(),
            ":removed_on": plan.today.to_string(),
        })?;
    }
    let of_item = "account_id IN (SELECT account_id FROM accounts WHERE item_id = ?1) \
                   AND investment_transaction_id = ?2";
    let mut seal = checksums::sealing(db, TABLE, of_item)?;
    for id in plan.changed.iter().map(|it| &it.id).chain(&plan.removed) {
        seal.execute([item, id.as_str()])?;
    }
    Ok(())
}

/// The rows by account and id, as they lie.
///
/// Ids are compared by their beginnings first, which lie side by side: looking a
/// million of them up all over the memory takes longer than sorting them.
fn in_order_of_table(rows: &[Transaction]) -> impl Iterator<Item = &Transaction> {
    let mut by_account: BTreeMap<&AccountId, Vec<(u128, &Transaction)>> = BTreeMap::new();
    for row in rows {
        let of_account = by_account.entry(&row.account_id).or_default();
        of_account.push((beginning(&row.id), row));
    }
    by_account.into_values().flat_map(|mut of_account| {
        of_account.sort_unstable_by(|(a, one), (b, other)| {
            let of_beginnings = a.cmp(b);
            of_beginnings.then_with(|| one.id.cmp(&other.id))
        });
        of_account.into_iter().map(|(_, row)| row)
    })
}

/// The first bytes of an id, as a number that is in the same order.
fn beginning(id: &TransactionId) -> u128 {
    let mut first = [0; 16];
    let bytes = id.as_str().bytes();
    first.iter_mut().zip(bytes).for_each(|(to, it)| *to = it);
    u128::from_be_bytes(first)
}

/// Binds in the order of the columns, which is measurably quicker than by name
/// in a loop of 100,000 rows; a test holds the order.
///
/// The checksum is over `bytes`, whose room is used again.
fn write(
    statement: &mut Statement<'_>,
    row: &Transaction,
    bytes: &mut Vec<u8>,
) -> Result<(), StorageError> {
    Ok(checksums::execute_sealed(
        statement,
        params![
            row.id.as_str(),
            row.account_id.as_str(),
            row.security_id.as_ref().map(SecurityId::as_str),
            row.date.to_string(),
            row.datetime.map(instant_text),
            row.amount.map(|it| it.to_string()),
            row.price.map(|it| it.to_string()),
            row.quantity.map(|it| it.to_string()),
            row.subtype.as_deref(),
            row.transaction_type.as_str(),
            row.name,
            row.fees.map(|it| it.to_string()),
            iso(row.currency.as_ref()),
            unofficial(row.currency.as_ref()),
            row.removed_on.map(|it| it.to_string()),
        ],
        bytes,
    )?)
}

/// Every transaction, removed ones too.
///
/// Counted first: a list that grows would take half as much memory again.
pub(super) fn all(db: &Sqlite, texts: &mut Texts) -> Result<Vec<Transaction>, StorageError> {
    let count = db.query_row(sql::TRANSACTIONS_COUNT, [], |row| row.get("transactions"))?;
    let mut transactions = Vec::with_capacity(count);
    let mut columns = None;
    each_row(db, TABLE, sql::TRANSACTIONS_ALL, [], |row| {
        transactions.push(Columns::once(&mut columns, row)?.read(row, texts)?);
        Ok(())
    })?;
    Ok(transactions)
}

/// The transactions of one connection within `window`, removed ones too.
pub(super) fn of_item_between(
    db: &Sqlite,
    item: &ItemId,
    window: DateRange,
    texts: &mut Texts,
) -> Result<HashMap<TransactionId, Transaction>, StorageError> {
    let params = named_params! {
        ":item_id": item.as_str(),
        ":start": window.start.to_string(),
        ":end": window.end.to_string(),
    };
    let mut transactions = HashMap::new();
    let mut columns = None;
    each_row(
        db,
        TABLE,
        sql::TRANSACTIONS_OF_ITEM_BETWEEN,
        params,
        |row| {
            let transaction = Columns::once(&mut columns, row)?.read(row, texts)?;
            transactions.insert(transaction.id.clone(), transaction);
            Ok(())
        },
    )?;
    Ok(transactions)
}

/// The transactions of these ids that are on disk of a connection, of whatever day.
pub(super) fn by_id<'a>(
    db: &Sqlite,
    item: &ItemId,
    ids: impl IntoIterator<Item = &'a TransactionId>,
    texts: &mut Texts,
) -> Result<Vec<Transaction>, StorageError> {
    let mut transactions = vec![];
    let mut columns = None;
    for id in ids {
        let params = named_params! {
            ":item_id": item.as_str(),
            ":investment_transaction_id": id.as_str(),
        };
        each_row(db, TABLE, sql::TRANSACTIONS_BY_ID, params, |row| {
            transactions.push(Columns::once(&mut columns, row)?.read(row, texts)?);
            Ok(())
        })?;
    }
    Ok(transactions)
}

/// Where a statement has its columns.
struct Columns {
    id: usize,
    account_id: usize,
    security_id: usize,
    date: usize,
    datetime: usize,
    amount: usize,
    price: usize,
    quantity: usize,
    subtype: usize,
    transaction_type: usize,
    name: usize,
    fees: usize,
    iso_currency_code: usize,
    unofficial_currency_code: usize,
    removed_on: usize,
}

impl Columns {
    /// Looks the columns up in the first row, for all that follow: by name in
    /// every row, they take most of the time of loading.
    fn once<'a>(known: &'a mut Option<Self>, row: &Row<'_>) -> Result<&'a Self, StorageError> {
        Ok(match known {
            Some(columns) => columns,
            None => known.insert(Self::of(row.as_ref())?),
        })
    }

    fn of(statement: &Statement<'_>) -> Result<Self, StorageError> {
        let place = |name| statement.column_index(name);
        Ok(Self {
            id: place("investment_transaction_id")?,
            account_id: place("account_id")?,
            security_id: place("security_id")?,
            date: place("date")?,
            datetime: place("transaction_datetime")?,
            amount: place("amount")?,
            price: place("price")?,
            quantity: place("quantity")?,
            subtype: place("subtype")?,
            transaction_type: place("type")?,
            name: place("name")?,
            fees: place("fees")?,
            iso_currency_code: place("iso_currency_code")?,
            unofficial_currency_code: place("unofficial_currency_code")?,
            removed_on: place("removed_on")?,
        })
    }

    fn read(&self, row: &Row<'_>, texts: &mut Texts) -> Result<Transaction, StorageError> {
        let currency =
            texts.currency_in(row, self.iso_currency_code, self.unofficial_currency_code)?;
        Ok(Transaction {
            // Not shared: no two rows have the same.
            id: text(row, self.id)?.unwrap_or_default().into(),
            account_id: texts.text(row, self.account_id)?.into(),
            security_id: texts.maybe_text(row, self.security_id)?.map(Into::into),
            date: date(row, self.date)?,
            datetime: maybe_instant(row, self.datetime)?,
            name: texts.text(row, self.name)?,
            quantity: maybe_decimal(row, self.quantity)?,
            amount: maybe_decimal(row, self.amount)?,
            price: maybe_decimal(row, self.price)?,
            fees: maybe_decimal(row, self.fees)?,
            transaction_type: text(row, self.transaction_type)?.unwrap_or_default().into(),
            subtype: texts.subtype(row, self.subtype)?,
            currency,
            removed_on: maybe_date(row, self.removed_on)?,
            context: Context::default(),
        })
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn values_are_bound_in_the_order_of_the_parameters() {
        let order = [
            ":investment_transaction_id",
            ":account_id",
            ":security_id",
            ":date",
            ":transaction_datetime",
            ":amount",
            ":price",
            ":quantity",
            ":subtype",
            ":type",
            ":name",
            ":fees",
            ":iso_currency_code",
            ":unofficial_currency_code",
            ":removed_on",
            ":checksum",
        ];
        let db = crate::storage::tests::in_memory();
        for sql in [
            super::sql::TRANSACTIONS_INSERT,
            super::sql::TRANSACTIONS_SAVE,
        ] {
            let statement = db.prepare(sql).expect("it prepares");
            let names: Vec<_> = (1..=statement.parameter_count())
                .filter_map(|at| statement.parameter_name(at))
                .collect();
            assert_eq!(names, order);
        }
    }
}
