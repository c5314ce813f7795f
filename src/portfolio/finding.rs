//! What is wrong with a stored portfolio.

/// What verifying found. Tables, columns and rows have the names that the file
/// has for them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// The file is not built as SQLite builds one, in SQLite's words.
    Structure(String),
    /// A table, index or trigger is missing, or not as it was made.
    Schema { object: String },
    /// A row refers to a row of another table that is not there.
    LostReference { table: String, parent: String },
    /// A value is none that belongs into its column.
    UnreadableValue {
        table: String,
        column: String,
        row: String,
    },
    /// A row cannot be read at all, with the cause.
    UnreadableRow { cause: String },
    /// A row is not as it was written: the disk, or what lies between, changed it.
    Altered { table: String, row: String },
    /// Another program wrote the row or changed it.
    ChangedOutside { table: String, row: String },
    /// A holding is not as the latest snapshot has it.
    UnlikeSnapshot { holding: String },
}

impl Finding {
    /// Whether something is broken, rather than changed by somebody.
    pub fn is_damage(&self) -> bool {
        !matches!(self, Self::ChangedOutside { .. })
    }
}
