//! Values for tests, which change only the fields that they are about.

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

use crate::{
    connect::Connection,
    domain::{
        Account, AccountChoice, AccountType, AssetClass, Balances, Currency, Holding, Security,
        Transaction,
    },
};

/// Noon of a day in November 2026, UTC.
pub(crate) fn noon(day: u32) -> DateTime<Utc> {
    let noon = november(day).and_hms_opt(12, 0, 0);
    noon.expect("a time").and_utc()
}

/// A day in November 2026.
pub(crate) fn november(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, day).expect("a date")
}

/// A connection that was synced on `day` of November with success.
pub(crate) fn connection(item: &str, name: &str, day: u32) -> Connection {
    Connection {
        item_id: item.into(),
        institution_id: None,
        name: name.into(),
        created_at: noon(1),
        disconnected_at: None,
        end_unconfirmed: None,
        consent_expires_at: None,
        data_as_of: None,
        is_manual: false,
        last_success: Some(noon(day)),
        last_run: None,
    }
}

/// An account named like its id.
pub(crate) fn account(id: &str, item: &str) -> Account {
    Account {
        id: id.into(),
        item_id: item.into(),
        name: id.into(),
        official_name: None,
        mask: None,
        account_type: AccountType::Investment,
        subtype: None,
        balances: Balances::default(),
        holder_category: None,
        missing_since: None,
        doubted_since: None,
        choice: AccountChoice::default(),
    }
}

/// A security named like its id.
pub(crate) fn security(id: &str, class: &str) -> Security {
    Security {
        name: Some(id.into()),
        asset_class: Some(AssetClass::from(class)),
        ..Security::unknown(id.into())
    }
}

/// One unit of a security, in dollars.
pub(crate) fn holding(account: &str, security: &str, value: Option<Decimal>) -> Holding {
    Holding {
        id: format!("{account}/{security}/0").into(),
        account_id: account.into(),
        security_id: security.into(),
        quantity: Some(Decimal::ONE),
        institution_price: None,
        institution_price_as_of: None,
        institution_price_datetime: None,
        institution_value: value,
        cost_basis: None,
        currency: Some(Currency::iso("USD")),
        vested_quantity: None,
        vested_value: None,
        tax_lots: vec![],
        as_of: november(21),
    }
}

/// A row in dollars, with Plaid's sign of the amount.
pub(crate) fn transaction(
    id: &str,
    account: &str,
    day: u32,
    kind: &str,
    amount: Decimal,
) -> Transaction {
    Transaction {
        id: id.into(),
        account_id: account.into(),
        security_id: None,
        date: november(day),
        datetime: None,
        name: id.into(),
        quantity: None,
        amount: Some(amount),
        price: None,
        fees: None,
        transaction_type: kind.into(),
        subtype: None,
        currency: Some(Currency::iso("USD")),
        removed_on: None,
        context: crate::domain::Context::default(),
    }
}
