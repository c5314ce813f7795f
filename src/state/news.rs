//! What the status bar tells in one line.

use std::{path::PathBuf, sync::Arc};

use chrono::{DateTime, NaiveDate, Utc};

use crate::connect::{
    AtPlaid, DataDeletion, Environment, FailureKind, SyncFailure, SyncOutcome, SyncSummary,
};

/// News, and when it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub news: News,
    pub at: DateTime<Utc>,
}

/// Something that happened; `text::news` says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    Connected(Arc<str>),
    /// An access token led to a connection that was there already.
    TokenRenewed(Arc<str>),
    /// An access token was not added, and ended at Plaid or not.
    TokenNotAdded {
        was_ended: bool,
    },
    Removed {
        name: String,
        kept_history: bool,
        at_plaid: AtPlaid,
        environment: Environment,
    },
    /// Syncs ended that ran at the same time: each with its institution's name,
    /// where that is known.
    Synced(Vec<(Option<Arc<str>>, SyncOutcome)>),
    NothingToSync,
    /// Nothing is synced while an earlier day is shown.
    SyncOfToday,
    /// A decision about what was connected could not be carried out.
    NotDone(FailureKind),
    AccountNotChanged(Option<FailureKind>),
    /// What was said of something that needs attention was not kept.
    AnswerNotKept(Option<FailureKind>),
    /// A sync was neither set aside nor taken back.
    SyncNotSetAside(Option<FailureKind>),
    /// Data on this computer was deleted, or not because something could not be
    /// ended at Plaid.
    DataDeletion {
        outcome: DataDeletion,
        environment: Environment,
    },
    DataNotDeleted(Option<FailureKind>),
    /// Tokens of data that was deleted before are still in the keyring.
    TokensLeft(FailureKind),
    /// What an earlier deletion left is gone, or is not.
    RestDeleted,
    RestNotDeleted(FailureKind),
    /// Data is not deleted during a sync.
    SyncInTheWay,
    /// One page in the browser at a time.
    PageInTheWay,
    DemoDay {
        day: NaiveDate,
        done: usize,
        of: usize,
    },
    DemoReady,
    TableExported(PathBuf),
    /// Why, where that can be said.
    TableNotExported(Option<String>),
    TableCopied,
    TableNotCopied,
    NothingToExport,
    ChartSaved(PathBuf),
    ChartNotSaved(Option<String>),
    ReportCopied,
    ReportNotMade,
    PageNotPrepared,
    HistoryUnreadable,
    SecurityHistoryUnreadable,
    HeldHistoryUnreadable,
    LogUnreadable,
    NoFileManager,
    SettingsUnreadable(String),
    SettingsNotSaved(String),
}

impl News {
    /// Whether it stays until it is dismissed.
    pub fn is_problem(&self) -> bool {
        match self {
            Self::Synced(ended) => ended.iter().any(|(_, outcome)| match outcome {
                SyncOutcome::Success(SyncSummary {
                    incomplete,
                    contradictory,
                    ..
                }) => *incomplete || *contradictory,
                SyncOutcome::Failed(SyncFailure { kind, .. }) => *kind != FailureKind::Cancelled,
            }),
            Self::Removed { at_plaid, .. } => at_plaid.failure().is_some(),
            Self::DataDeletion { outcome, .. } => match outcome {
                DataDeletion::Deleted {
                    tokens_left,
                    at_plaid,
                } => tokens_left.is_some() || !at_plaid.is_empty(),
                DataDeletion::NotEnded { .. } => true,
            },
            Self::Connected(_)
            | Self::TokenRenewed(_)
            | Self::TokenNotAdded { .. }
            | Self::NothingToSync
            | Self::SyncOfToday
            | Self::RestDeleted
            | Self::DemoDay { .. }
            | Self::DemoReady
            | Self::TableExported(_)
            | Self::TableCopied
            | Self::NothingToExport
            | Self::ChartSaved(_)
            | Self::ReportCopied => false,
            Self::NotDone(_)
            | Self::AccountNotChanged(_)
            | Self::AnswerNotKept(_)
            | Self::SyncNotSetAside(_)
            | Self::DataNotDeleted(_)
            | Self::TokensLeft(_)
            | Self::RestNotDeleted(_)
            | Self::SyncInTheWay
            | Self::PageInTheWay
            | Self::TableNotExported(_)
            | Self::TableNotCopied
            | Self::ChartNotSaved(_)
            | Self::ReportNotMade
            | Self::PageNotPrepared
            | Self::HistoryUnreadable
            | Self::SecurityHistoryUnreadable
            | Self::HeldHistoryUnreadable
            | Self::LogUnreadable
            | Self::NoFileManager
            | Self::SettingsUnreadable(_)
            | Self::SettingsNotSaved(_) => true,
        }
    }
}
