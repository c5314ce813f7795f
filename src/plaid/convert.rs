//! Rows of Plaid's answers to domain values.
//!
//! Row by row: a field that cannot be read is unknown and reported; a row
//! without its id, account, security or date is left out and reported. No
//! module after this one checks again.

use std::{borrow::Cow, collections::HashSet, sync::Arc};

use chrono::{Days, NaiveDate};
use serde_json::value::RawValue;

use super::{holding_id, row::Row, row_names::RowNames};
use crate::connect::{Misfit, RowIssue, RowIssues, RowKind, RowName, RowProblem};
use crate::domain::{
    Account, AccountChoice, Balances, Context, Currency, FixedIncome, Holding, ItemId,
    OptionContract, Security, TaxLot, Transaction, TransactionType, YieldRate, is_believable_date,
};

/// Converts the rows of one answer, or of all pages of one.
pub(super) struct Converter {
    today: NaiveDate,
    texts: HashSet<Arc<str>>,
    /// Of the accounts and securities so far, for reports.
    names: RowNames,
    pub(super) row_issues: RowIssues,
}

impl Converter {
    /// For an answer that is read on `today`.
    pub(super) fn new(today: NaiveDate) -> Self {
        Self {
            today,
            texts: HashSet::new(),
            names: RowNames::default(),
            row_issues: RowIssues::default(),
        }
    }

    /// Every account among `rows`, whatever its type.
    pub(super) fn accounts(&mut self, item: &ItemId, rows: &[&RawValue]) -> Vec<Account> {
        self.rows(RowKind::Account, rows, |converter, row| {
            converter.account(row, item)
        })
    }

    /// Every security among `rows`.
    pub(super) fn securities(&mut self, rows: &[&RawValue]) -> Vec<Security> {
        self.rows(RowKind::Security, rows, Self::security)
    }

    /// Every holding among `rows`, in no particular order. Their accounts and
    /// securities come first, so that reports can name them.
    pub(super) fn holdings(&mut self, rows: &[&RawValue]) -> Vec<Holding> {
        let mut holdings = self.rows(RowKind::Holding, rows, Self::holding);
        holding_id::number(&mut holdings);
        holdings
    }

    /// Every transaction among `rows`, and the ids of those that were left out.
    pub(super) fn transactions(&mut self, rows: &[&RawValue]) -> (Vec<Transaction>, Vec<Arc<str>>) {
        let mut left_out = vec![];
        let read = self.rows(RowKind::Transaction, rows, |converter, row| {
            let id = row.text("investment_transaction_id");
            let id: Arc<str> = row.required("investment_transaction_id", id)?.into();
            let transaction = converter.transaction(row, &id);
            if transaction.is_none() {
                left_out.push(id);
            }
            transaction
        });
        (read, left_out)
    }

    /// Notes that a list of the answer is missing or no list.
    pub(super) fn lacks(&mut self, list: &str) {
        self.row_issues.push(RowIssue {
            field: Some(list.to_owned()),
            ..RowIssue::kept(RowName::unnamed(RowKind::Answer), Misfit::NoList)
        });
    }

    /// Converts every row that can be; reports the others.
    fn rows<T>(
        &mut self,
        kind: RowKind,
        rows: &[&RawValue],
        mut convert: impl FnMut(&mut Self, &mut Row<'_>) -> Option<T>,
    ) -> Vec<T> {
        let mut converted = Vec::with_capacity(rows.len());
        for (at, raw) in rows.iter().enumerate() {
            let Ok(fields) = serde_json::from_str(raw.get()) else {
                let row = RowName {
                    place: Some(at + 1),
                    ..RowName::unnamed(kind)
                };
                self.row_issues
                    .push(RowIssue::left_out(row, Misfit::NotAnObject));
                continue;
            };
            let mut row = Row::new(fields);
            converted.extend(convert(self, &mut row));
            if !row.findings.is_empty() {
                let name = self.names.name(kind, at, &row.fields);
                for finding in row.findings {
                    self.row_issues.push(RowIssue {
                        row: name.clone(),
                        field: Some(finding.field),
                        problem: finding.problem,
                        skipped: finding.is_fatal,
                    });
                }
            }
        }
        converted
    }

    fn account(&mut self, row: &mut Row<'_>, item: &ItemId) -> Option<Account> {
        let id = row.text("account_id");
        let id = self.shared(row.required("account_id", id)?);
        // Reports call it by its id until its name is read.
        let official_name = self.label(row, "official_name");
        let name = self.label(row, "name").or_else(|| official_name.clone());
        let account_type = row.label("type");
        let balances = row.within("balances", "balance", |row| self.balances(row));
        let account = Account {
            item_id: item.clone(),
            name: name.unwrap_or_else(|| Arc::clone(&id)),
            official_name,
            mask: self.label(row, "mask"),
            account_type: account_type.as_deref().unwrap_or("investment").into(),
            subtype: self.label(row, "subtype"),
            balances: balances.unwrap_or_default(),
            holder_category: self.text(row, "holder_category"),
            missing_since: None,
            doubted_since: None,
            choice: AccountChoice::default(),
            id: Arc::clone(&id).into(),
        };
        self.names.accounts.insert(id, account.display_name());
        Some(account)
    }

    fn balances(&mut self, row: &mut Row<'_>) -> Balances {
        Balances {
            current: row.number("current"),
            available: row.number("available"),
            limit: row.number("limit"),
            margin_loan_amount: row.number("margin_loan_amount"),
            currency: self.currency(row),
        }
    }

    fn holding(&mut self, row: &mut Row<'_>) -> Option<Holding> {
        let account = row.text("account_id");
        let account = self.shared(row.required("account_id", account)?);
        let security = row.text("security_id");
        let security = self.shared(row.required("security_id", security)?);
        let price_as_of = self.past(row, "institution_price_as_of");
        let latest = self.latest();
        let price_datetime = row
            .instant("institution_price_datetime")
            .filter(|it| it.date_naive() <= latest);
        Some(Holding {
            id: "".into(),
            account_id: account.into(),
            security_id: security.into(),
            quantity: row.number("quantity"),
            institution_price: row.number("institution_price"),
            institution_price_as_of: price_as_of,
            institution_price_datetime: price_datetime,
            institution_value: row.number("institution_value"),
            cost_basis: row.number("cost_basis"),
            currency: self.currency(row),
            vested_quantity: row.number("vested_quantity"),
            vested_value: row.number("vested_value"),
            tax_lots: row.each("tax_lots", "tax lot", |row| self.tax_lot(row)),
            as_of: price_as_of.unwrap_or(self.today).min(self.today),
        })
    }

    fn tax_lot(&mut self, row: &mut Row<'_>) -> TaxLot {
        TaxLot {
            institution_lot_id: self.text(row, "institution_lot_id"),
            original_purchase_datetime: row.instant("original_purchase_datetime"),
            quantity: row.number("quantity"),
            purchase_price: row.number("purchase_price"),
            cost_basis: row.number("cost_basis"),
            current_value: row.number("current_value"),
            position_type: row.text("position_type").map(|it| (&*it).into()),
        }
    }

    fn security(&mut self, row: &mut Row<'_>) -> Option<Security> {
        let id = row.text("security_id");
        let id = self.shared(row.required("security_id", id)?);
        let security = Security {
            name: self.label(row, "name"),
            ticker_symbol: self.label(row, "ticker_symbol"),
            asset_class: row.label("type").map(|it| (&*it).into()),
            subtype: self.label(row, "subtype"),
            is_cash_equivalent: row.flag("is_cash_equivalent"),
            close_price: row.number("close_price"),
            close_price_as_of: self.past(row, "close_price_as_of"),
            update_datetime: row.instant("update_datetime"),
            currency: self.currency(row),
            cusip: self.label(row, "cusip"),
            isin: self.label(row, "isin"),
            sedol: self.label(row, "sedol"),
            institution_security_id: self.text(row, "institution_security_id"),
            institution_id: self.text(row, "institution_id").map(Into::into),
            proxy_security_id: self.text(row, "proxy_security_id").map(Into::into),
            market_identifier_code: self.text(row, "market_identifier_code"),
            sector: self.label(row, "sector"),
            industry: self.label(row, "industry"),
            cfi_code: self.text(row, "cfi_code"),
            option_contract: row.within("option_contract", "option contract", |row| {
                self.option_contract(row)
            }),
            fixed_income: row.within("fixed_income", "fixed income", |row| self.fixed_income(row)),
            ..Security::unknown(Arc::clone(&id).into())
        };
        self.names.securities.insert(
            Arc::clone(&id),
            security
                .display_name()
                .map_or_else(|| id.to_string(), Cow::into_owned),
        );
        Some(security)
    }

    fn option_contract(&mut self, row: &mut Row<'_>) -> OptionContract {
        OptionContract {
            contract_type: self.text(row, "contract_type"),
            expiration_date: row.date("expiration_date"),
            strike_price: row.number("strike_price"),
            underlying_security_ticker: self.text(row, "underlying_security_ticker"),
        }
    }

    fn fixed_income(&mut self, row: &mut Row<'_>) -> FixedIncome {
        FixedIncome {
            yield_rate: row.within("yield_rate", "yield rate", |row| YieldRate {
                percentage: row.number("percentage"),
                rate_type: self.text(row, "type"),
            }),
            maturity_date: row.date("maturity_date"),
            issue_date: row.date("issue_date"),
            face_value: row.number("face_value"),
        }
    }

    fn transaction(&mut self, row: &mut Row<'_>, id: &Arc<str>) -> Option<Transaction> {
        let account = row.text("account_id");
        let account = self.shared(row.required("account_id", account)?);
        let date = row.date("date");
        let date = row.required("date", date)?;
        if !is_believable_date(date, self.today) {
            row.report("date", RowProblem::ImpossibleDay(date));
        }
        let kind = row.label("type");
        if kind.is_none() {
            row.report("type", Misfit::NoType);
        }
        let kind = kind.as_deref().unwrap_or("unknown");
        let amount = row.number("amount");
        if amount.is_none() {
            row.report("amount", Misfit::NoAmount);
        }
        Some(Transaction {
            id: Arc::clone(id).into(),
            account_id: account.into(),
            security_id: self.text(row, "security_id").map(Into::into),
            date,
            datetime: row.instant("transaction_datetime"),
            name: self
                .label(row, "name")
                .unwrap_or_else(|| self.shared(kind.into())),
            quantity: row.number("quantity"),
            amount,
            price: row.number("price"),
            fees: row.number("fees"),
            transaction_type: TransactionType::from(kind),
            subtype: self.label(row, "subtype").map(|it| (&*it).into()),
            currency: self.currency(row),
            removed_on: None,
            context: Context::default(),
        })
    }

    /// A day on which something was already known: unknown where it lies ahead,
    /// or so far back that it is none.
    fn past(&self, row: &mut Row<'_>, field: &str) -> Option<NaiveDate> {
        let day = row.date(field)?;
        let can_be = day <= self.latest() && is_believable_date(day, self.today);
        if !can_be {
            row.report(field, RowProblem::ImpossibleDay(day));
        }
        can_be.then_some(day)
    }

    /// The latest day that it can be in any time zone.
    fn latest(&self) -> NaiveDate {
        self.today + Days::new(1)
    }

    fn label(&mut self, row: &mut Row<'_>, field: &str) -> Option<Arc<str>> {
        row.label(field).map(|it| self.shared(it))
    }

    fn text(&mut self, row: &mut Row<'_>, field: &str) -> Option<Arc<str>> {
        row.text(field).map(|it| self.shared(it))
    }

    fn currency(&mut self, row: &mut Row<'_>) -> Option<Currency> {
        if let Some(code) = self.text(row, "iso_currency_code") {
            // Codes are three letters, whatever case and space they come in.
            let plain = code.trim().to_ascii_uppercase();
            let code = if *plain == *code {
                code
            } else {
                self.shared(plain.into())
            };
            return Some(Currency::Iso(code));
        }
        self.text(row, "unofficial_currency_code")
            .map(Currency::Unofficial)
    }

    /// The text, shared with equal ones.
    fn shared(&mut self, text: Cow<'_, str>) -> Arc<str> {
        if let Some(shared) = self.texts.get(&*text) {
            return Arc::clone(shared);
        }
        let shared: Arc<str> = text.into();
        self.texts.insert(Arc::clone(&shared));
        shared
    }
}
