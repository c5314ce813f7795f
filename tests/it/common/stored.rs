//! A portfolio file in a folder of its own, and plans to fill it.

use std::sync::Arc;

use chrono::{DateTime, Days, NaiveDate, Utc};
use holdfast::{
    connect::{DateRange, Environment, Fetched, Institution, ItemReport, SyncPlan},
    domain::{
        Account, AccountChoice, AccountId, AccountType, Balances, Currency, Holding, ItemId,
        Security, Transaction,
    },
    portfolio::Portfolio,
    storage::{DataFolder, Database, StorageError},
    sync,
};
use rust_decimal::{Decimal, dec};

/// The day of the first sync.
pub(crate) fn first_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 1).expect("a date")
}

pub(crate) fn noon(day: NaiveDate) -> DateTime<Utc> {
    day.and_hms_opt(12, 0, 0).expect("a time").and_utc()
}

/// The month before the first sync and the one after it.
pub(crate) fn window() -> DateRange {
    DateRange {
        start: first_day() - Days::new(30),
        end: first_day() + Days::new(30),
    }
}

/// A folder that goes away with the test.
pub(crate) struct File {
    pub(crate) root: tempfile::TempDir,
    pub(crate) folder: DataFolder,
}

impl File {
    /// An empty data folder.
    pub(crate) fn new() -> Self {
        let root = tempfile::tempdir().expect("a folder");
        let folder = DataFolder::open(root.path(), Environment::Demo).expect("a data folder");
        Self { root, folder }
    }

    /// A portfolio to which each of `items` was synced once.
    pub(crate) fn with(items: &[Fetched]) -> Self {
        let file = Self::new();
        for fetched in items {
            file.sync(fetched.clone(), first_day());
        }
        file
    }

    pub(crate) fn database(&self) -> Database {
        Database::open(&self.folder).expect("a database")
    }

    pub(crate) fn portfolio(&self) -> Portfolio {
        sync::load(&self.database()).expect("a portfolio")
    }

    /// The file as somebody else opens it.
    pub(crate) fn raw(&self) -> rusqlite::Connection {
        let db = rusqlite::Connection::open(self.folder.database_path()).expect("SQLite opens");
        db.pragma_update(None, "foreign_keys", true)
            .expect("foreign keys");
        db
    }

    /// How many rows a table has.
    pub(crate) fn rows(&self, table: &str) -> i64 {
        let sql = format!("SELECT count(*) FROM {table}");
        let rows = self.raw().query_row(&sql, [], |row| row.get(0));
        rows.expect("a number")
    }

    /// What a sync of `fetched` would write.
    pub(crate) fn plan(&self, fetched: Fetched, today: NaiveDate) -> SyncPlan {
        let stored = sync::stored(&self.database(), &fetched.item.item_id, &fetched);
        sync::plan(&stored.expect("what is stored"), fetched, today)
    }

    pub(crate) fn apply(&self, plan: &SyncPlan) -> Result<(), StorageError> {
        let now = noon(plan.today);
        sync::write(&mut self.database(), plan, now, now)
    }

    /// Plans and writes, and returns what was planned.
    pub(crate) fn sync(&self, fetched: Fetched, today: NaiveDate) -> SyncPlan {
        let plan = self.plan(fetched, today);
        self.apply(&plan).expect("it is written");
        plan
    }
}

/// An answer about one item: two accounts, a stock in the first, no transaction.
pub(crate) fn fetched(item: &str) -> Fetched {
    let [first, second] = ["first", "second"].map(|it| account(&format!("{item}-{it}"), item));
    Fetched {
        item: ItemReport {
            item_id: item.into(),
            institution_id: Some(format!("ins-{item}").into()),
            institution_name: None,
            consent_expires_at: None,
            data_as_of: Some(noon(first_day())),
            is_manual: false,
            failure: None,
        },
        institution: Some(Institution {
            id: format!("ins-{item}").into(),
            name: format!("Bank of {item}").into(),
            url: None,
            primary_color: Some("#0a7c5b".into()),
            oauth: Some(true),
        }),
        other_accounts: vec![],
        holdings: vec![holding(&first.id, "VTI", 0)],
        accounts: vec![first, second],
        securities: vec![security("VTI")],
        transactions: vec![],
        window: window(),
        transactions_left_out: vec![],
        transactions_complete: true,
        transactions_contradict: false,
        row_issues: vec![],
    }
}

/// An answer after everything was sold and paid out.
pub(crate) fn sold_out(item: &str) -> Fetched {
    let mut answer = fetched(item);
    answer.holdings.clear();
    answer.accounts[0].balances.current = Some(dec!(0));
    answer
}

pub(crate) fn account(id: &str, item: &str) -> Account {
    Account {
        id: id.into(),
        item_id: ItemId::from(item),
        name: id.into(),
        official_name: None,
        mask: None,
        account_type: AccountType::Investment,
        subtype: Some("401k".into()),
        balances: Balances {
            current: None,
            currency: Some(Currency::iso("USD")),
            ..Balances::default()
        },
        holder_category: None,
        missing_since: None,
        doubted_since: None,
        choice: AccountChoice::default(),
    }
}

pub(crate) fn security(id: &str) -> Security {
    Security {
        ticker_symbol: Some(id.into()),
        ..Security::unknown(id.into())
    }
}

/// Ten units at 100.10, bought for 900.
pub(crate) fn holding(account: &AccountId, security: &str, ordinal: usize) -> Holding {
    Holding {
        id: format!("{account}/{security}/{ordinal}").into(),
        account_id: account.clone(),
        security_id: security.into(),
        quantity: Some(dec!(10)),
        institution_price: Some(dec!(100.10)),
        institution_price_as_of: Some(first_day()),
        institution_price_datetime: None,
        institution_value: Some(dec!(1001.00)),
        cost_basis: Some(dec!(900)),
        currency: Some(Currency::iso("USD")),
        vested_quantity: None,
        vested_value: None,
        tax_lots: vec![],
        as_of: first_day(),
    }
}

/// A purchase of VTI on the day before the first sync.
pub(crate) fn transaction(id: &str, account: &str, amount: Decimal) -> Transaction {
    Transaction {
        id: id.into(),
        account_id: account.into(),
        security_id: Some("VTI".into()),
        date: first_day() - Days::new(1),
        datetime: None,
        name: Arc::from("Bought VTI"),
        quantity: Some(dec!(1)),
        amount: Some(amount),
        price: Some(amount),
        fees: Some(dec!(0)),
        transaction_type: "buy".into(),
        subtype: Some("buy".into()),
        currency: Some(Currency::iso("USD")),
        removed_on: None,
        context: holdfast::domain::Context::default(),
    }
}
