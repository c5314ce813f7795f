//! What `attention` takes.

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use rust_decimal::Decimal;

use super::{InGroup, named};
use crate::domain::{Answer, EntryKind};

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct AttentionArgs {
    #[command(flatten)]
    pub(in crate::cli) accounts: InGroup,
    #[command(subcommand)]
    pub(in crate::cli) command: Option<AttentionCommand>,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum AttentionCommand {
    /// Say of an item how it came about, or that it need not be listed.
    Resolve {
        /// Its id, or as much of it as no other one begins with.
        id: String,
        /// What it was: one of the words that the list has for it.
        #[arg(long = "as", value_name = "WORD", value_parser = named(Answer::ALL.map(Answer::as_str), Answer::parse))]
        answer: Answer,
        /// Say the same of every other difference of its account and security to
        /// the same side.
        #[arg(long)]
        alike: bool,
    },
    /// Enter a transaction that no institution lists.
    Add(EntryArgs),
    /// Take back what you said or entered.
    Undo {
        /// The id of what was resolved, or as much of it as no other one begins
        /// with.
        id: String,
    },
}

#[derive(Debug, Args)]
pub(in crate::cli) struct EntryArgs {
    /// The difference that it explains: account, security and currency are
    /// taken from it.
    #[arg(required_unless_present = "account")]
    pub(in crate::cli) id: Option<String>,
    /// The account, by its name or `account_id`.
    #[arg(long, value_name = "NAME", conflicts_with = "id")]
    pub(in crate::cli) account: Option<String>,
    /// The security, by its `security_id` or ticker.
    #[arg(long, value_name = "ID")]
    pub(in crate::cli) security: Option<String>,
    /// What it was.
    #[arg(long, value_name = "KIND", value_parser = named(EntryKind::ALL.map(EntryKind::as_str), EntryKind::parse))]
    pub(in crate::cli) kind: EntryKind,
    /// Its day, as YYYY-MM-DD.
    #[arg(long, value_name = "DATE")]
    pub(in crate::cli) date: NaiveDate,
    /// How many units moved; the kind says which way.
    #[arg(long, value_name = "N")]
    pub(in crate::cli) units: Option<Decimal>,
    /// What one unit cost.
    #[arg(long, value_name = "N")]
    pub(in crate::cli) price: Option<Decimal>,
    /// How much money moved; units × price where it is left out.
    #[arg(long, value_name = "N")]
    pub(in crate::cli) amount: Option<Decimal>,
    /// Fees, which the amount includes.
    #[arg(long, value_name = "N")]
    pub(in crate::cli) fees: Option<Decimal>,
}
