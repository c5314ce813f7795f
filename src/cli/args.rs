//! What the command line takes.

mod attention;
mod reading;

use std::{path::PathBuf, sync::Arc};

use chrono::NaiveDate;
use clap::{
    Args, Parser, Subcommand, ValueHint,
    builder::{PossibleValuesParser, TypedValueParser},
};
use clap_complete::Shell;

pub(super) use attention::{AttentionArgs, AttentionCommand, EntryArgs};
pub(super) use reading::{
    ExplainArgs, FiguresArgs, InGroup, MeasuredArgs, PerformanceArgs, SpanArgs, TransactionsArgs,
    check_days,
};

use super::output::Format;
use crate::{
    connect::Environment,
    domain::{AllocationBy, TransactionKind},
    storage::{DataFolder, StorageError},
    text::KEYRING,
};

/// See your whole portfolio, kept on your own computer.
///
/// Without a command the window opens.
#[derive(Debug, Parser)]
#[command(name = "holdfast", version)]
pub struct Cli {
    #[command(flatten)]
    pub options: Options,
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What every command takes.
#[derive(Clone, Debug, Args)]
pub struct Options {
    /// The folder with the portfolio, instead of the platform's own.
    #[arg(long, global = true, env = "HOLDFAST_DATA_DIR", value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub data_dir: Option<PathBuf>,

    /// Another server that speaks Plaid's API: https, or http on loopback.
    #[arg(long, global = true, value_name = "URL", value_hint = ValueHint::Url)]
    pub plaid_url: Option<String>,

    /// The environment to work in, instead of the one in use.
    #[arg(long, global = true, value_name = "NAME", value_parser = named(Environment::ALL.map(Environment::as_str), Environment::parse))]
    pub environment: Option<Environment>,

    /// Read the portfolio as of the end of an earlier day, as YYYY-MM-DD: what is
    /// known now of how it was then.
    #[arg(long, global = true, value_name = "DATE")]
    pub as_of: Option<NaiveDate>,

    /// With --as-of: as it was shown then, by what the syncs until that day knew.
    #[arg(long, global = true, requires = "as_of")]
    pub as_shown_then: bool,

    /// Print one JSON array of objects.
    #[arg(long, global = true, conflicts_with = "csv")]
    pub json: bool,

    /// Print comma-separated values.
    #[arg(long, global = true)]
    pub csv: bool,
}

impl Options {
    /// The folder above the environments.
    pub fn root(&self) -> Result<PathBuf, StorageError> {
        match &self.data_dir {
            Some(folder) => Ok(folder.clone()),
            None => DataFolder::default_root(),
        }
    }

    /// How rows are printed.
    pub fn format(&self) -> Format {
        match (self.json, self.csv) {
            (true, _) => Format::Json,
            (_, true) => Format::Csv,
            _ => Format::Text,
        }
    }
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Open the window on a sample portfolio.
    Demo,
    #[command(subcommand, about = format!("Keep the Plaid keys in {KEYRING}"))]
    Keys(KeysCommand),
    /// Connect an institution on a page of Plaid's in the browser, or by its
    /// access token.
    Connect(ConnectArgs),
    /// Sign in again at an institution, on a page of Plaid's in the browser.
    Reconnect(ReconnectArgs),
    /// List the connections and how their last sync ended.
    Connections,
    /// Remove a connection, at Plaid and here.
    Remove(RemoveArgs),
    /// End every connection at Plaid, then delete all that is stored of the
    /// environment: portfolio, copies, log, access tokens. The Plaid keys stay.
    DeleteLocalData(DeleteArgs),
    /// Bring all connections, or the named ones, up to date.
    Sync(SyncArgs),
    /// List the syncs on record, newest first: what changed, what failed. Set one
    /// aside, so that what it found does not count, or take it back.
    Syncs(SyncsArgs),
    /// Rename, hide or group an account, or say that it continues another one.
    Account(AccountArgs),
    #[command(flatten)]
    List(ListCommand),
    /// List what is new, gone or different since the last sync or between two
    /// days, with what came in and what was earned; hidden accounts are left out.
    Changes(MeasuredArgs),
    /// List the value of every day on which all accounts were synced, with what
    /// was paid in; hidden accounts are left out.
    Value(MeasuredArgs),
    /// Say whether balances fit the holdings, and units fit the transactions;
    /// hidden accounts are left out.
    Reconcile(FiguresArgs),
    /// List how every account came out, what needs attention, and what you said
    /// of it; hidden accounts are left out.
    Attention(AttentionArgs),
    /// Show how it did: what was paid in, what prices and income brought, and
    /// the returns, of the whole, each account and holding, by year and month;
    /// hidden accounts are left out.
    Performance(PerformanceArgs),
    /// Check that the portfolio file is whole, and list what is wrong with it.
    Verify,
    /// Print what a request for help needs: version, platform, last errors. No
    /// figures and no names.
    Report,
    /// Ask whether there is a newer version, and say what is new in it. Installs
    /// nothing.
    Update,
    /// Serve the sample portfolio as Plaid would, on 127.0.0.1.
    Simulator(SimulatorArgs),
    /// Print the script with which a shell completes this command line.
    Completions {
        /// The shell that reads it.
        shell: Shell,
    },
    /// Write the manual pages, one for each command, into a folder.
    Man {
        /// The folder, which has to be there.
        #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
        folder: PathBuf,
    },
}

/// Lists what is stored, or what it adds up to.
#[derive(Debug, Subcommand)]
pub enum ListCommand {
    /// List the accounts.
    Accounts,
    /// Show what it is all worth: totals per currency and account, and what
    /// needs attention; hidden accounts are left out.
    Overview(FiguresArgs),
    /// List what is held of each security over all accounts; hidden ones are
    /// left out.
    Positions(InGroup),
    /// List what is held, row by row as the institutions report it, with what
    /// each row counts for.
    Holdings(FiguresArgs),
    /// List every security that was ever described.
    Securities,
    /// List the transactions, newest first.
    Transactions(TransactionsArgs),
    /// Show what each month's cash came from and went to; hidden accounts are
    /// left out.
    CashFlow(SpanArgs),
    /// Show how the portfolio divides; hidden accounts are left out.
    Allocation {
        #[command(flatten)]
        accounts: InGroup,
        /// What it is divided by.
        #[arg(long, value_parser = named(AllocationBy::ALL.map(AllocationBy::as_str), AllocationBy::parse), default_value = "asset-class")]
        by: AllocationBy,
        #[command(flatten)]
        explain: ExplainArgs,
    },
}

#[derive(Debug, Subcommand)]
pub enum KeysCommand {
    /// Store a client ID and, from stdin, its secret.
    Set {
        #[arg(long, value_name = "ID")]
        client_id: String,
    },
}

#[derive(Debug, Args)]
pub struct ConnectArgs {
    /// Read an access token from stdin instead.
    #[arg(long, conflicts_with = "sandbox")]
    pub(super) access_token_stdin: bool,
    /// Connect one of the sandbox's invented institutions, such as `ins_109508`,
    /// instead.
    #[arg(long, value_name = "INSTITUTION_ID")]
    pub(super) sandbox: Option<String>,
    #[command(flatten)]
    pub(super) page: PageArgs,
}

#[derive(Debug, Args)]
pub struct ReconnectArgs {
    /// The connection or institution, as `holdfast connections` lists it.
    #[arg(value_name = "ID")]
    pub(super) connection: String,
    /// Choose again which accounts are shared.
    #[arg(long)]
    pub(super) choose_accounts: bool,
    #[command(flatten)]
    pub(super) page: PageArgs,
}

#[derive(Debug, Args)]
pub(super) struct PageArgs {
    /// Only print the page's address.
    #[arg(long)]
    pub(super) no_browser: bool,
}

#[derive(Debug, Args)]
pub struct SyncArgs {
    /// Connections, as `holdfast connections` lists them.
    pub(super) item_ids: Vec<String>,
    /// Only this connection or institution; may be given more than once.
    #[arg(long, value_name = "ID")]
    pub(super) connection: Vec<String>,
    /// Fetch all 24 months of this connection or institution again.
    #[arg(long, value_name = "ID", conflicts_with_all = ["item_ids", "connection"])]
    pub(super) all_history: Option<String>,
}

#[derive(Debug, Args)]
pub struct SyncsArgs {
    /// Only those of this connection or institution.
    #[arg(long, value_name = "ID")]
    pub(super) connection: Option<String>,
    /// Set the sync of this number aside, as in the field `sync_id`.
    #[arg(long, value_name = "N", conflicts_with_all = ["connection", "take_back"])]
    pub(super) set_aside: Option<i64>,
    /// Take the sync of this number back.
    #[arg(long, value_name = "N", conflicts_with = "connection")]
    pub(super) take_back: Option<i64>,
}

#[derive(Debug, Args)]
pub struct RemoveArgs {
    /// The connection, as `holdfast connections` lists it.
    pub(super) item_id: String,
    /// Keep its accounts, transactions and snapshots on this computer.
    #[arg(long)]
    pub(super) keep_history: bool,
}

#[derive(Debug, Args)]
pub struct DeleteArgs {
    /// Delete it, which cannot be undone.
    #[arg(long)]
    pub(super) yes: bool,
    /// Leave the connections at Plaid, where they go on being billed.
    #[arg(long)]
    pub(super) leave_at_plaid: bool,
}

#[derive(Debug, Args)]
pub struct AccountArgs {
    /// Its name, or its `account_id` as `holdfast accounts --json` lists it.
    pub(super) account: String,
    /// Your own name for it; an empty one brings the institution's back.
    #[arg(long)]
    pub(super) name: Option<String>,
    /// Leave it out of all totals and of every view but its own, or count it
    /// again.
    #[arg(long, value_name = "true|false")]
    pub(super) hidden: Option<bool>,
    /// Put it into a group; may be given more than once.
    #[arg(long, value_name = "NAME")]
    pub(super) group: Vec<Arc<str>>,
    /// Take it out of a group; may be given more than once.
    #[arg(long, value_name = "NAME")]
    pub(super) ungroup: Vec<Arc<str>>,
    /// It continues the account that it looks like: show the two as one.
    #[arg(long, conflicts_with = "keep_apart")]
    pub(super) continues: bool,
    /// It is another account than the one that it looks like.
    #[arg(long)]
    pub(super) keep_apart: bool,
    /// Show it apart again from an account that it continues.
    #[arg(long, value_name = "ACCOUNT_ID", conflicts_with_all = ["continues", "keep_apart"])]
    pub(super) separate: Option<String>,
}

#[derive(Debug, Args)]
pub struct SimulatorArgs {
    /// The port on 127.0.0.1; 0 takes a free one.
    #[arg(long)]
    pub(super) port: u16,
    /// About how many transactions there are in the 24 months.
    #[arg(long, value_name = "N")]
    pub(super) transactions: Option<usize>,
    /// Another seed gives another portfolio.
    #[arg(long, value_name = "N")]
    pub(super) seed: Option<u64>,
    /// A JSON file of what goes wrong, at which call.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) scenario: Option<PathBuf>,
}

/// Takes one of `names`, which help, manual pages and completions list, for what
/// `parse` knows by it.
fn named<T: Clone + Send + Sync + 'static>(
    names: impl IntoIterator<Item = &'static str>,
    parse: fn(&str) -> Option<T>,
) -> impl TypedValueParser<Value = T> {
    PossibleValuesParser::new(names).try_map(move |name| parse(&name).ok_or("unknown"))
}

fn kind(name: &str) -> Option<TransactionKind> {
    let mut kinds = TransactionKind::ALL.into_iter();
    kinds.find(|it| it.as_str() == name)
}

#[cfg(test)]
mod tests;
