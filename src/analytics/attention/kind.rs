//! What there is that needs attention, kind by kind.

use std::{collections::BTreeSet, sync::Arc};

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

use crate::{
    analytics::reconciliation::Difference,
    connect::{LinkGoal, NextStep, RowIssue, SyncFailure},
    domain::{AccountId, Answer, Currency, HoldingId, ItemId, SecurityId, TransactionId},
};

/// One card under "Needs attention".
#[derive(Clone, Debug, PartialEq)]
pub enum Attention {
    Failed {
        item: ItemId,
        name: Arc<str>,
        failure: SyncFailure,
        /// When the data on screen was synced.
        data_from: Option<DateTime<Utc>>,
    },
    ConsentEnds {
        item: ItemId,
        name: Arc<str>,
        at: DateTime<Utc>,
    },
    NeverSynced {
        item: ItemId,
        name: Arc<str>,
    },
    OldData {
        item: ItemId,
        name: Arc<str>,
        from: DateTime<Utc>,
    },
    /// The latest sync is dated ahead, so nobody knows how old the data is.
    SyncedAhead {
        item: ItemId,
        name: Arc<str>,
        at: DateTime<Utc>,
    },
    /// Rows of the last sync that were not taken as they came.
    RowIssues {
        item: ItemId,
        name: Arc<str>,
        rows: usize,
        skipped: usize,
        /// The first of them.
        first: RowIssue,
    },
    AccountMissing {
        id: AccountId,
        account: String,
        since: NaiveDate,
    },
    /// The institution lists fewer holdings for it than is plausible, so that
    /// what it held before counts.
    AccountDoubted {
        id: AccountId,
        account: String,
        since: NaiveDate,
        balance: Option<Decimal>,
        currency: Option<Currency>,
    },
    /// An account that seems to continue one that is gone.
    SameAccount {
        id: AccountId,
        account: String,
    },
    NoValue(Named),
    NoCostBasis(Named),
    /// Values that are units × price, because the institution reports none.
    DerivedValue(Named),
    /// Holdings that name no currency and count in that of their security or
    /// account.
    InferredCurrency(Named),
    /// The account lists no holdings, and counts with its balance, if that is
    /// known.
    BalanceAlone {
        id: AccountId,
        account: String,
        balance: Option<Decimal>,
        currency: Option<Currency>,
    },
    /// Borrowed at the institution; balances and holdings do not subtract it.
    MarginLoan {
        id: AccountId,
        account: String,
        amount: Decimal,
        currency: Option<Currency>,
    },
    /// The account's own balance is not the sum of its holdings. It is shown,
    /// and neither is corrected by the other.
    BalanceGap {
        id: AccountId,
        account: String,
        balance: Decimal,
        holdings: Decimal,
        currency: Option<Currency>,
    },
    /// Units or cash that no row explains.
    Difference {
        account: String,
        /// What the security is called; none for cash.
        security: Option<String>,
        difference: Difference,
    },
    /// The institution repeats a price.
    OldPrice {
        holding: HoldingId,
        security: SecurityId,
        /// What the security is called.
        name: String,
        price: Option<Decimal>,
        currency: Option<Currency>,
        since: NaiveDate,
    },
    /// Cancellations that take back no row on record; newest first.
    LoneCancellations {
        rows: Vec<TransactionId>,
    },
}

/// So many holdings, and the first names of their securities.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    pub count: usize,
    /// Each once, however many accounts hold it.
    /// `None` of what nothing but ids is known.
    pub names: Vec<Option<String>>,
    /// How many more names there are.
    pub others: usize,
    /// Which securities they are.
    pub securities: BTreeSet<SecurityId>,
}

/// Where an item is mended or shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Leads {
    Connections,
    Holding(HoldingId),
    Transaction(TransactionId),
    /// What it rests on is gone.
    Nowhere,
}

/// What is to be known of a kind, beside its words and its subject.
struct Traits<'a> {
    is_urgent: bool,
    waits_for_person: bool,
    answers: Vec<Answer>,
    rows: &'a [TransactionId],
    leads: Leads,
    repair: Option<LinkGoal>,
}

impl Traits<'_> {
    /// Those of what is only to be known.
    fn informing() -> Self {
        Self {
            is_urgent: false,
            waits_for_person: false,
            answers: vec![Answer::Mute],
            rows: &[],
            leads: Leads::Connections,
            repair: None,
        }
    }
}

impl Attention {
    /// The one place that tells the kinds apart.
    fn traits(&self) -> Traits<'_> {
        let informing = Traits::informing();
        match self {
            Self::Failed { item, failure, .. } => Traits {
                is_urgent: true,
                waits_for_person: true,
                answers: vec![],
                repair: (failure.kind.next_step() == NextStep::Reconnect)
                    .then(|| LinkGoal::repair(item.clone(), failure.kind)),
                ..informing
            },
            Self::ConsentEnds { item, .. } => Traits {
                is_urgent: true,
                waits_for_person: true,
                answers: vec![],
                repair: Some(LinkGoal::Consent(item.clone())),
                ..informing
            },
            Self::Difference { difference, .. } => Traits {
                waits_for_person: true,
                answers: difference.answers(),
                rows: &difference.rows,
                ..informing
            },
            Self::AccountDoubted { .. } | Self::SameAccount { .. } | Self::BalanceGap { .. } => {
                Traits {
                    waits_for_person: true,
                    ..informing
                }
            }
            Self::OldPrice { holding, .. } => Traits {
                leads: Leads::Holding(holding.clone()),
                ..informing
            },
            Self::LoneCancellations { rows } => Traits {
                rows,
                leads: rows
                    .first()
                    .cloned()
                    .map_or(Leads::Nowhere, Leads::Transaction),
                ..informing
            },
            Self::NeverSynced { .. }
            | Self::OldData { .. }
            | Self::SyncedAhead { .. }
            | Self::RowIssues { .. }
            | Self::AccountMissing { .. }
            | Self::NoValue(_)
            | Self::NoCostBasis(_)
            | Self::DerivedValue(_)
            | Self::InferredCurrency(_)
            | Self::BalanceAlone { .. }
            | Self::MarginLoan { .. } => informing,
        }
    }

    /// Whether it stands before everything else.
    pub fn is_urgent(&self) -> bool {
        self.traits().is_urgent
    }

    /// What a page in the browser can repair.
    pub fn repair(&self) -> Option<LinkGoal> {
        self.traits().repair
    }

    /// Whether something has to be done or said about it, rather than known.
    pub fn waits_for_person(&self) -> bool {
        self.traits().waits_for_person
    }

    /// What the person can say of it, the likeliest first.
    pub fn answers(&self) -> Vec<Answer> {
        self.traits().answers
    }

    /// The transactions that it is about, newest first.
    pub fn rows(&self) -> &[TransactionId] {
        self.traits().rows
    }

    /// Where it is mended or shown.
    pub fn leads(&self) -> Leads {
        self.traits().leads
    }

    /// The difference that it is about.
    pub fn difference(&self) -> Option<&Difference> {
        if let Self::Difference { difference, .. } = self {
            Some(difference)
        } else {
            None
        }
    }
}
