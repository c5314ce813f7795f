//! What a connection holds.

use chrono::NaiveDate;

use super::{
    PlaidClient, PlaidError,
    answer::{decode, told_failure, told_item},
    convert::Converter,
    row::Fields,
    wire,
};
use crate::connect::{AccessToken, RowIssue, SyncFailure};
use crate::domain::{Account, Holding, Security};

/// A full snapshot of what a connection holds, as far as it could be read.
#[derive(Clone, Debug)]
pub struct HoldingsAnswer {
    /// Every account, of whatever type.
    pub accounts: Vec<Account>,
    pub holdings: Vec<Holding>,
    /// Whether there was a list of holdings. Where not, nothing was said of
    /// what the accounts hold.
    pub are_holdings_listed: bool,
    pub securities: Vec<Security>,
    /// The portfolio was typed in by hand in Plaid Link.
    pub is_manual: bool,
    /// What is the matter with the connection, told within the answer.
    pub failure: Option<SyncFailure>,
    pub row_issues: Vec<RowIssue>,
}

impl PlaidClient {
    /// Everything a connection holds. A holding without a price date is dated
    /// `today`.
    pub async fn holdings(
        &self,
        token: &AccessToken,
        today: NaiveDate,
    ) -> Result<HoldingsAnswer, PlaidError> {
        const ENDPOINT: &str = "/investments/holdings/get";
        let body = self
            .post(ENDPOINT, Some(token), &wire::TokenRequest::of(token))
            .await?;
        let answer: Fields<'_> = decode(ENDPOINT, &body)?;
        let (accounts, rows) = (answer.list("accounts"), answer.list("holdings"));
        if accounts.as_ref().is_none_or(Vec::is_empty) && rows.is_none() {
            return Err(PlaidError::lacks(ENDPOINT, "holdings"));
        }
        let mut converter = Converter::new(today);
        let accounts = accounts.unwrap_or_default();
        let accounts = converter.accounts(&told_item(&answer), &accounts);
        let securities = converter.securities(&answer.list("securities").unwrap_or_default());
        let are_holdings_listed = rows.is_some();
        if !are_holdings_listed {
            converter.lacks("holdings");
        }
        let holdings = converter.holdings(&rows.unwrap_or_default());
        Ok(HoldingsAnswer {
            accounts,
            holdings,
            are_holdings_listed,
            securities,
            is_manual: answer.get("is_investments_fallback_item") == Some("true"),
            failure: told_failure(&answer),
            row_issues: converter.row_issues.into_vec(),
        })
    }
}
