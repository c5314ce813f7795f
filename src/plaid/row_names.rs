//! What a person knows a row by.

use std::{borrow::Cow, collections::HashMap, sync::Arc};

use super::row::{Fields, label};
use crate::connect::{RowKind, RowName};

/// The names of the accounts and securities of an answer, by id.
#[derive(Default)]
pub(super) struct RowNames {
    pub(super) accounts: HashMap<Arc<str>, String>,
    pub(super) securities: HashMap<Arc<str>, String>,
}

impl RowNames {
    /// The name of a row of that `kind`, which is the one at that index of its
    /// list.
    pub(super) fn name(&self, kind: RowKind, at: usize, fields: &Fields<'_>) -> RowName {
        let named = |names: &HashMap<Arc<str>, String>, field: &str| {
            let id = fields.text(field)?;
            let name = names.get(&*id).cloned();
            label(Some(name.unwrap_or_else(|| id.into_owned())))
        };
        let short = |field: &str| label(fields.text(field).map(Cow::into_owned));
        let account = named(&self.accounts, "account_id");
        let security = named(&self.securities, "security_id");
        let (name, account, day) = match kind {
            RowKind::Account => (account, None, None),
            RowKind::Holding => (security, account, None),
            RowKind::Transaction => (short("name").or(security), account, short("date")),
            RowKind::Security
            | RowKind::Institution
            | RowKind::Answer
            | RowKind::Others
            | RowKind::InWords => (security, None, None),
        };
        RowName {
            kind,
            place: name.is_none().then_some(at + 1),
            name,
            account,
            day,
        }
    }
}
