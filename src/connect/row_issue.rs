//! Rows of an answer that were not taken as they came.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::domain::Currency;

/// A row of an answer that was not taken as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowIssue {
    pub row: RowName,
    /// The field at fault, after the part of the row that it is in:
    /// `tax lot cost_basis`. `None` where it is the row as a whole.
    pub field: Option<String>,
    pub problem: RowProblem,
    /// Whether the whole row was left out.
    pub skipped: bool,
}

/// Which row it is, by what a person knows it by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowName {
    pub kind: RowKind,
    pub name: Option<String>,
    /// Its place in the list, from 1, where it has no name.
    pub place: Option<usize>,
    /// The account that it is in.
    pub account: Option<String>,
    /// The day of a transaction, as it was sent.
    pub day: Option<String>,
}

/// What a row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowKind {
    Account,
    Security,
    Holding,
    Transaction,
    Institution,
    /// The answer that the rows came in.
    Answer,
    /// Rows that are not listed one by one.
    Others,
    /// The name is words of an earlier version, for row and kind together.
    InWords,
}

macro_rules! misfits {
    ($($(#[$doc:meta])* $name:ident, $word:literal;)+) => {
        /// How a row or a field of it does not fit, where nothing more is to be
        /// said.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Misfit {
            $($(#[$doc])* $name,)+
        }

        impl Misfit {
            /// Its word in the database.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }

            /// The one of that word, if this version knows it.
            pub fn parse(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$name),)+ _ => None }
            }
        }
    };
}

misfits! {
    /// The row is left out for want of it.
    Missing, "missing";
    NotAnObject, "not_an_object";
    NotAList, "not_a_list";
    NotAText, "not_a_text";
    NotANumber, "not_a_number";
    NotAFlag, "not_a_flag";
    NotADate, "not_a_date";
    NotAnInstant, "not_an_instant";
    /// A number that came as a text, and was read.
    NumberAsText, "number_as_text";
    /// A yes or no that came as a text, and was read.
    FlagAsText, "flag_as_text";
    /// A number beyond what can be counted.
    TooLarge, "too_large";
    /// What the transaction is, is not known.
    NoType, "no_type";
    /// The transaction is in no sum.
    NoAmount, "no_amount";
    /// A list of the answer, of the field's name, is missing or no list.
    NoList, "no_list";
    /// The answer does not say which connection it is about.
    NoConnection, "no_connection";
    /// The account of the transaction is not among the accounts.
    NoAccount, "no_account";
    /// An account that rows name and nothing describes.
    NotDescribed, "not_described";
}

/// What is the matter with a row, or with one field of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowProblem {
    Misfit(Misfit),
    /// A number of more digits than are kept.
    Rounded {
        digits: usize,
        kept: Decimal,
    },
    /// A text of so many characters, of which the first are kept.
    Shortened {
        characters: usize,
    },
    /// A day that nothing can have happened on.
    ImpossibleDay(NaiveDate),
    /// The name of an institution could not be read, for this error.
    NoName(String),
    /// The account lists fewer holdings than before without a reason, or none
    /// at all, beside this balance.
    Doubted {
        lists_none: bool,
        balance: Option<Decimal>,
        currency: Option<Currency>,
    },
    /// The answer describes no account, where so many were known.
    NoAccounts {
        known: usize,
    },
    /// The account lists none of so many transactions any more.
    NoTransactions {
        known: usize,
    },
    /// So many more rows with problems.
    More(usize),
    /// Words of an earlier version.
    InWords(String),
}

impl From<Misfit> for RowProblem {
    fn from(misfit: Misfit) -> Self {
        Self::Misfit(misfit)
    }
}

impl RowIssue {
    /// Something about a row that was kept.
    pub fn kept(row: RowName, problem: impl Into<RowProblem>) -> Self {
        Self {
            row,
            field: None,
            problem: problem.into(),
            skipped: false,
        }
    }

    /// Why a whole row was left out.
    pub fn left_out(row: RowName, problem: impl Into<RowProblem>) -> Self {
        Self {
            skipped: true,
            ..Self::kept(row, problem)
        }
    }
}

impl RowName {
    /// A row of that kind without a name.
    pub fn unnamed(kind: RowKind) -> Self {
        Self {
            kind,
            name: None,
            place: None,
            account: None,
            day: None,
        }
    }

    /// A row of that kind and name.
    pub fn named(kind: RowKind, name: impl Into<String>) -> Self {
        Self {
            name: Some(name.into()),
            ..Self::unnamed(kind)
        }
    }
}

impl RowKind {
    /// Its word in the database; none of what is in words.
    pub fn as_str(self) -> Option<&'static str> {
        match self {
            Self::Account => Some("account"),
            Self::Security => Some("security"),
            Self::Holding => Some("holding"),
            Self::Transaction => Some("transaction"),
            Self::Institution => Some("institution"),
            Self::Answer => Some("answer"),
            Self::Others => Some("others"),
            Self::InWords => None,
        }
    }

    /// The kind stored under that word.
    pub fn parse(word: &str) -> Self {
        match word {
            "account" => Self::Account,
            "security" => Self::Security,
            "holding" => Self::Holding,
            "transaction" => Self::Transaction,
            "institution" => Self::Institution,
            "answer" => Self::Answer,
            "others" => Self::Others,
            _ => Self::InWords,
        }
    }
}

/// Row issues as they come: the first of them, and a count of the rest, so that
/// a list of nothing but bad rows takes no room.
#[derive(Clone, Debug, Default)]
pub struct RowIssues {
    listed: Vec<RowIssue>,
    /// How many are not listed, and whether a row was left out by one of them.
    more: usize,
    more_skipped: bool,
}

impl RowIssues {
    /// How many are listed one by one.
    pub const MOST: usize = 300;

    /// Adds one.
    pub fn push(&mut self, issue: RowIssue) {
        if self.listed.len() < Self::MOST {
            self.listed.push(issue);
        } else {
            self.more += 1;
            self.more_skipped |= issue.skipped;
        }
    }

    /// The issues that are listed, and one for the others.
    pub fn into_vec(mut self) -> Vec<RowIssue> {
        if self.more > 0 {
            self.listed.push(RowIssue {
                skipped: self.more_skipped,
                ..RowIssue::kept(
                    RowName::unnamed(RowKind::Others),
                    RowProblem::More(self.more),
                )
            });
        }
        self.listed
    }
}
