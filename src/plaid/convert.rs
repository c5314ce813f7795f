//! Wire rows to domain values.
//!
//! Lenient, row by row: a field that cannot be read is unknown and reported; a
//! row without what it cannot do without is left out and reported. Nothing
//! further in checks again.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::{
    number::{Literal, Reading},
    wire::{
        AccountRow, BalancesRow, FixedIncomeRow, HoldingRow, OptionContractRow, SecurityRow,
        TaxLotRow, TransactionRow,
    },
};
use crate::connect::RowIssue;
use crate::domain::{
    Account, AccountChoice, Balances, Context, Currency, FixedIncome, Holding, ItemId,
    OptionContract, Security, TaxLot, Transaction, YieldRate,
};

/// Converts the rows of one answer, or of all pages of one.
#[derive(Default)]
pub(super) struct Converter {
    texts: HashSet<Arc<str>>,
    /// How many holdings of one account and security were seen.
    ordinals: HashMap<(Arc<str>, Arc<str>), usize>,
    pub(super) row_issues: Vec<RowIssue>,
}

/// A text to read that is longer than so many characters is shortened: no
/// screen shows more, and laying out millions of letters would hold it up.
const LONGEST_LABEL: usize = 1_000;

/// A row that cannot be taken, with the reason.
struct Unusable(String);

impl Converter {
    /// Converts every row that can be; reports the others.
    pub(super) fn rows<W: DeserializeOwned, T>(
        &mut self,
        what: &str,
        rows: &[&RawValue],
        convert: impl Fn(&mut Self, &mut Row, W) -> Option<T>,
    ) -> Vec<T> {
        let mut converted = Vec::with_capacity(rows.len());
        for (at, raw) in rows.iter().enumerate() {
            let mut row = Row::new(what, at);
            match serde_json::from_str(raw.get()) {
                Ok(wire) => converted.extend(convert(self, &mut row, wire)),
                Err(error) => row.refuse(&Unusable(format!("could not be read: {error}"))),
            }
            self.row_issues.append(&mut row.issues);
        }
        converted
    }

    /// The investment accounts among `rows`.
    pub(super) fn accounts(&mut self, item: &ItemId, rows: &[&RawValue]) -> Vec<Account> {
        self.rows("account", rows, |converter, row, wire| {
            converter.account(row, item, wire)
        })
    }

    /// An investment account; `None` for every other type.
    fn account(&mut self, row: &mut Row, item: &ItemId, wire: AccountRow) -> Option<Account> {
        let account_type = wire.account_type.as_deref().unwrap_or("investment").into();
        let id = row.required("account_id", self.text(wire.account_id))?;
        let official_name = self.label(row, "official_name", wire.official_name);
        let account = Account {
            id: id.clone().into(),
            item_id: item.clone(),
            name: self
                .label(row, "name", wire.name)
                .or_else(|| official_name.clone())
                .unwrap_or(id),
            official_name,
            mask: self.label(row, "mask", wire.mask),
            account_type,
            subtype: self.label(row, "subtype", wire.subtype),
            balances: self.balances(row, wire.balances.unwrap_or_default()),
            holder_category: self.text(wire.holder_category),
            missing_since: None,
            choice: AccountChoice::default(),
        };
        account.account_type.holds_investments().then_some(account)
    }

    fn balances(&mut self, row: &mut Row, wire: BalancesRow) -> Balances {
        Balances {
            current: row.number("current", wire.current.as_ref()),
            available: row.number("available", wire.available.as_ref()),
            limit: row.number("limit", wire.limit.as_ref()),
            margin_loan_amount: row.number("margin_loan_amount", wire.margin_loan_amount.as_ref()),
            currency: self.currency(wire.iso_currency_code, wire.unofficial_currency_code),
        }
    }

    /// A holding; its id counts the rows of the same account and security.
    pub(super) fn holding(
        &mut self,
        row: &mut Row,
        today: NaiveDate,
        wire: HoldingRow,
    ) -> Option<Holding> {
        let account = row.required("account_id", self.text(wire.account_id))?;
        let security = row.required("security_id", self.text(wire.security_id))?;
        row.name = format!("holding of {account}/{security}");
        let ordinal = self
            .ordinals
            .entry((Arc::clone(&account), Arc::clone(&security)))
            .and_modify(|it| *it += 1)
            .or_insert(0);
        let id = format!("{account}/{security}/{ordinal}");
        let price_as_of = wire.institution_price_as_of.as_deref().and_then(date);
        let lots = wire.tax_lots.unwrap_or_default();
        Some(Holding {
            id: id.into(),
            account_id: account.into(),
            security_id: security.into(),
            quantity: row.number("quantity", wire.quantity.as_ref()),
            institution_price: row.number("institution_price", wire.institution_price.as_ref()),
            institution_price_as_of: price_as_of,
            institution_price_datetime: wire
                .institution_price_datetime
                .as_deref()
                .and_then(instant),
            institution_value: row.number("institution_value", wire.institution_value.as_ref()),
            cost_basis: row.number("cost_basis", wire.cost_basis.as_ref()),
            currency: self.currency(wire.iso_currency_code, wire.unofficial_currency_code),
            vested_quantity: row.number("vested_quantity", wire.vested_quantity.as_ref()),
            vested_value: row.number("vested_value", wire.vested_value.as_ref()),
            tax_lots: lots.into_iter().map(|lot| self.tax_lot(row, lot)).collect(),
            as_of: price_as_of.unwrap_or(today),
        })
    }

    fn tax_lot(&mut self, row: &mut Row, wire: TaxLotRow) -> TaxLot {
        TaxLot {
            institution_lot_id: self.text(wire.institution_lot_id),
            original_purchase_datetime: wire
                .original_purchase_datetime
                .as_deref()
                .and_then(instant),
            quantity: row.number("lot quantity", wire.quantity.as_ref()),
            purchase_price: row.number("lot purchase_price", wire.purchase_price.as_ref()),
            cost_basis: row.number("lot cost_basis", wire.cost_basis.as_ref()),
            current_value: row.number("lot current_value", wire.current_value.as_ref()),
            position_type: self.text(wire.position_type).map(|it| (&*it).into()),
        }
    }

    pub(super) fn security(&mut self, row: &mut Row, wire: SecurityRow) -> Option<Security> {
        let id = row.required("security_id", self.text(wire.security_id))?;
        row.name = format!("security {id}");
        Some(Security {
            name: self.label(row, "name", wire.name),
            ticker_symbol: self.label(row, "ticker_symbol", wire.ticker_symbol),
            asset_class: self
                .label(row, "type", wire.security_type)
                .map(|it| (&*it).into()),
            subtype: self.label(row, "subtype", wire.subtype),
            is_cash_equivalent: wire.is_cash_equivalent,
            close_price: row.number("close_price", wire.close_price.as_ref()),
            close_price_as_of: wire.close_price_as_of.as_deref().and_then(date),
            update_datetime: wire.update_datetime.as_deref().and_then(instant),
            currency: self.currency(wire.iso_currency_code, wire.unofficial_currency_code),
            cusip: self.label(row, "cusip", wire.cusip),
            isin: self.label(row, "isin", wire.isin),
            sedol: self.label(row, "sedol", wire.sedol),
            institution_security_id: self.text(wire.institution_security_id),
            institution_id: self.text(wire.institution_id).map(Into::into),
            proxy_security_id: self.text(wire.proxy_security_id).map(Into::into),
            market_identifier_code: self.text(wire.market_identifier_code),
            sector: self.label(row, "sector", wire.sector),
            industry: self.label(row, "industry", wire.industry),
            cfi_code: self.text(wire.cfi_code),
            option_contract: wire.option_contract.map(|it| self.option_contract(row, it)),
            fixed_income: wire.fixed_income.map(|it| self.fixed_income(row, it)),
            ..Security::unknown(id.into())
        })
    }

    fn option_contract(&mut self, row: &mut Row, wire: OptionContractRow) -> OptionContract {
        OptionContract {
            contract_type: self.text(wire.contract_type),
            expiration_date: wire.expiration_date.as_deref().and_then(date),
            strike_price: row.number("strike_price", wire.strike_price.as_ref()),
            underlying_security_ticker: self.text(wire.underlying_security_ticker),
        }
    }

    fn fixed_income(&mut self, row: &mut Row, wire: FixedIncomeRow) -> FixedIncome {
        FixedIncome {
            yield_rate: wire.yield_rate.map(|rate| YieldRate {
                percentage: row.number("yield percentage", rate.percentage.as_ref()),
                rate_type: self.text(rate.rate_type),
            }),
            maturity_date: wire.maturity_date.as_deref().and_then(date),
            issue_date: wire.issue_date.as_deref().and_then(date),
            face_value: row.number("face_value", wire.face_value.as_ref()),
        }
    }

    pub(super) fn transaction(
        &mut self,
        row: &mut Row,
        wire: TransactionRow,
    ) -> Option<Transaction> {
        let id = row.required(
            "investment_transaction_id",
            given(wire.investment_transaction_id),
        )?;
        row.name = format!("transaction {id}");
        let account = row.required("account_id", self.text(wire.account_id))?;
        let day = wire.date.as_deref().and_then(date);
        let day = row.required("date", day)?;
        let kind = self.label(row, "type", wire.transaction_type);
        let kind = row.required("type", kind)?;
        Some(Transaction {
            id: id.into(),
            account_id: account.into(),
            security_id: self.text(wire.security_id).map(Into::into),
            date: day,
            datetime: wire.transaction_datetime.as_deref().and_then(instant),
            name: self
                .label(row, "name", wire.name)
                .unwrap_or_else(|| Arc::clone(&kind)),
            quantity: row.number("quantity", wire.quantity.as_ref()),
            amount: row.number("amount", wire.amount.as_ref()),
            price: row.number("price", wire.price.as_ref()),
            fees: row.number("fees", wire.fees.as_ref()),
            transaction_type: (&*kind).into(),
            subtype: self.label(row, "subtype", wire.subtype),
            currency: self.currency(wire.iso_currency_code, wire.unofficial_currency_code),
            removed_on: None,
            context: Context::default(),
        })
    }

    /// A text to read; one that is too long is shortened and reported.
    fn label(&mut self, row: &mut Row, field: &str, text: Option<String>) -> Option<Arc<str>> {
        let text = text?;
        if let Some(most) = end_of_label(&text) {
            let length = text.chars().count();
            row.report(
                format!("{field} has {length} characters; the first {LONGEST_LABEL} are kept"),
                false,
            );
            return self.text(Some(format!("{}…", &text[..most])));
        }
        self.text(Some(text))
    }

    /// The text, shared with equal ones; an empty one says nothing.
    fn text(&mut self, text: Option<String>) -> Option<Arc<str>> {
        let text = given(text)?;
        if let Some(shared) = self.texts.get(&*text) {
            return Some(Arc::clone(shared));
        }
        let shared: Arc<str> = text.into();
        self.texts.insert(Arc::clone(&shared));
        Some(shared)
    }

    fn currency(&mut self, iso: Option<String>, unofficial: Option<String>) -> Option<Currency> {
        if let Some(code) = self.text(iso) {
            return Some(Currency::Iso(code));
        }
        self.text(unofficial).map(Currency::Unofficial)
    }
}

/// The row at hand, for reports.
pub(super) struct Row {
    name: String,
    issues: Vec<RowIssue>,
}

impl Row {
    fn new(what: &str, at: usize) -> Self {
        Self {
            name: format!("{what} {}", at + 1),
            issues: vec![],
        }
    }

    fn report(&mut self, problem: String, skipped: bool) {
        let short = |text| label(Some(text)).unwrap_or_default();
        self.issues.push(RowIssue {
            row: short(self.name.clone()),
            problem: short(problem),
            skipped,
        });
    }

    fn refuse(&mut self, reason: &Unusable) {
        self.report(reason.0.clone(), true);
    }

    /// `value`, or a report that the row is left out.
    fn required<T>(&mut self, field: &str, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.refuse(&Unusable(format!("{field} is missing or cannot be read")));
        }
        value
    }

    /// The number, unknown where there is none or where it is too large.
    fn number(&mut self, field: &str, literal: Option<&Literal>) -> Option<Decimal> {
        let literal = literal?;
        let value = self.decimal(field, literal);
        if value.is_none() {
            self.report(format!("{field} is beyond what can be counted"), false);
        }
        value
    }

    fn decimal(&mut self, field: &str, literal: &Literal) -> Option<Decimal> {
        match literal.read() {
            Reading::Exact(value) => Some(value),
            Reading::Rounded(value) => {
                let digits = literal.digits();
                self.report(
                    format!(
                        "{field} has {digits} digits, more than can be kept: it is {value} now"
                    ),
                    false,
                );
                Some(value)
            }
            Reading::TooLarge => None,
        }
    }
}

/// Null, absent and empty are the same (CONTRACT §2.5).
pub(super) fn given(text: Option<String>) -> Option<String> {
    text.filter(|it| !it.is_empty())
}

/// The same of a text to read, shortened where it is too long.
pub(super) fn label(text: Option<String>) -> Option<String> {
    given(text).map(|text| match end_of_label(&text) {
        Some(most) => format!("{}…", &text[..most]),
        None => text,
    })
}

/// Where a text that is too long to be read is cut, in bytes.
fn end_of_label(text: &str) -> Option<usize> {
    // So many bytes cannot be more characters.
    let is_long = text.len() > LONGEST_LABEL;
    let mut ends = text.char_indices().map(|(at, _)| at);
    is_long.then(|| ends.nth(LONGEST_LABEL)).flatten()
}

/// A date, or nothing where it is not one (CONTRACT §2.6).
fn date(text: &str) -> Option<NaiveDate> {
    text.get(..10)?.parse().ok()
}

/// An instant, or nothing where it is not one (CONTRACT §2.6).
pub(super) fn instant(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text)
        .ok()
        .map(|it| it.with_timezone(&Utc))
}
