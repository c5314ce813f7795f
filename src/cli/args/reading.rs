//! What commands that read take: which accounts, which days, what to explain.

use std::sync::Arc;

use chrono::NaiveDate;
use clap::Args;

use super::{kind, named};
use crate::{
    cli::{CliError, explain::Which},
    domain::{Measure, TransactionKind},
    portfolio::Portfolio,
    state::AccountFilter,
};

/// Which accounts are listed.
#[derive(Debug, Args)]
pub struct InGroup {
    /// Only accounts in this group.
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) group: Option<String>,
    /// Only accounts of this institution or connection, by its name or id.
    #[arg(long, value_name = "NAME", conflicts_with = "group")]
    pub(in crate::cli) institution: Option<String>,
}

impl InGroup {
    /// The accounts in view.
    ///
    /// # Errors
    /// There is no such group or connection, or there are several.
    pub(in crate::cli) fn filter(&self, portfolio: &Portfolio) -> Result<AccountFilter, CliError> {
        if let Some(wanted) = &self.institution {
            return Ok(AccountFilter::Connection(
                crate::cli::world::connection_in_use(portfolio, wanted)?,
            ));
        }
        let Some(name) = self.group.as_deref() else {
            return Ok(AccountFilter::All);
        };
        let known = portfolio.groups();
        if known.iter().any(|it| **it == *name) {
            Ok(AccountFilter::Group(Arc::from(name)))
        } else {
            Err(CliError::NoSuchGroup {
                name: name.to_owned(),
                known,
            })
        }
    }
}

#[derive(Debug, Args)]
pub struct TransactionsArgs {
    #[command(flatten)]
    pub(in crate::cli) accounts: InGroup,
    /// The first day, as YYYY-MM-DD.
    #[arg(long, value_name = "DATE")]
    pub(in crate::cli) from: Option<NaiveDate>,
    /// The last day, as YYYY-MM-DD.
    #[arg(long, value_name = "DATE")]
    pub(in crate::cli) to: Option<NaiveDate>,
    /// Only one type, in Plaid's spelling: buy, sell, cash, fee, transfer, cancel.
    #[arg(long = "type", value_name = "TYPE")]
    pub(in crate::cli) transaction_type: Option<String>,
    /// Only one kind, as in the field.
    #[arg(long, value_name = "KIND", value_parser = named(TransactionKind::ALL.map(TransactionKind::as_str), kind))]
    pub(in crate::cli) kind: Option<TransactionKind>,
}

#[derive(Debug, Args)]
pub struct SpanArgs {
    #[command(flatten)]
    pub(in crate::cli) accounts: InGroup,
    /// The first day, as YYYY-MM-DD.
    #[arg(long, value_name = "DATE")]
    pub(in crate::cli) from: Option<NaiveDate>,
    /// The last day, as YYYY-MM-DD.
    #[arg(long, value_name = "DATE")]
    pub(in crate::cli) to: Option<NaiveDate>,
}

/// Whether figures are explained instead of listed.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// Show how the figures come about instead: what went in, what was left out
    /// and why. With a name, that figure alone.
    #[arg(long, value_name = "FIGURE", num_args = 0..=1, default_missing_value = "all", value_parser = named(Which::names(), Which::parse))]
    explain: Option<Which>,
}

impl ExplainArgs {
    /// The figures of `there` that are to be explained; `None` where they are to
    /// be listed.
    ///
    /// # Errors
    /// The command has no such figure.
    pub(in crate::cli) fn among(
        &self,
        there: &'static [Measure],
    ) -> Result<Option<Vec<Measure>>, CliError> {
        self.explain.map(|which| which.among(there)).transpose()
    }
}

/// Accounts, and whether their figures are explained.
#[derive(Debug, Args)]
pub struct FiguresArgs {
    #[command(flatten)]
    pub(in crate::cli) accounts: InGroup,
    #[command(flatten)]
    pub(in crate::cli) explain: ExplainArgs,
}

/// A span, and whether its figures are explained.
#[derive(Debug, Args)]
pub struct MeasuredArgs {
    #[command(flatten)]
    pub(in crate::cli) span: SpanArgs,
    #[command(flatten)]
    pub(in crate::cli) explain: ExplainArgs,
}

#[derive(Debug, Args)]
pub struct PerformanceArgs {
    #[command(flatten)]
    pub(in crate::cli) accounts: InGroup,
    /// Only this account, by its name or `account_id`.
    #[arg(long, value_name = "NAME", conflicts_with_all = ["group", "institution"])]
    pub(in crate::cli) account: Option<String>,
    /// Begin with the value of this day, as YYYY-MM-DD.
    #[arg(long, value_name = "DATE")]
    pub(in crate::cli) from: Option<NaiveDate>,
    /// End with the value of this day, as YYYY-MM-DD.
    #[arg(long, value_name = "DATE")]
    pub(in crate::cli) to: Option<NaiveDate>,
    /// Count the days before the first sync that follow from transactions: the
    /// figures of the whole, of accounts and groups of them, months and years are
    /// estimated then.
    #[arg(long)]
    pub(in crate::cli) estimated: bool,
    #[command(flatten)]
    pub(in crate::cli) explain: ExplainArgs,
}

/// Whether the days of a span come in their order.
///
/// # Errors
/// The first one is after the last one.
pub(in crate::cli) fn check_days(
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
) -> Result<(), CliError> {
    match from.zip(to) {
        Some((from, to)) if from > to => Err(CliError::Backwards { from, to }),
        Some(_) | None => Ok(()),
    }
}
