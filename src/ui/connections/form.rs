//! What is typed on the page, and which of its parts are open. A secret stands
//! in a buffer that is overwritten when it leaves the form; it never reaches
//! the state.

use std::{collections::BTreeSet, ops::Range, sync::Arc};

use egui::{TextBuffer, text::CharIndex};
use zeroize::{Zeroize as _, Zeroizing};

use super::AccountRow;
use crate::connect::{Environment, Secret};
use crate::domain::{AccountChoice, AccountId, ItemId};

/// The institution that the sandbox is tried with first.
const SANDBOX_INSTITUTION: &str = "ins_109508";

/// Form buffers and open parts of the connections page.
#[derive(Debug)]
pub struct ConnectionsForm {
    pub token: SecretText,
    /// The sandbox institution to connect.
    pub institution: String,
    /// Open while keys are changed.
    pub keys: Option<KeysForm>,
    /// The connection whose removal is being confirmed.
    pub removing: Option<ItemId>,
    /// Connections whose failure details are open.
    pub details: BTreeSet<ItemId>,
    /// Connections whose row issues are open.
    pub issues: BTreeSet<ItemId>,
    /// Open while something is decided about an account.
    pub account: Option<AccountForm>,
    /// Open while an access token is pasted.
    pub pasting: bool,
    /// Open while the way to keys is read.
    pub guide: bool,
}

impl Default for ConnectionsForm {
    fn default() -> Self {
        Self {
            token: SecretText::default(),
            institution: SANDBOX_INSTITUTION.to_owned(),
            keys: None,
            removing: None,
            details: BTreeSet::new(),
            issues: BTreeSet::new(),
            account: None,
            pasting: false,
            guide: false,
        }
    }
}

/// New Plaid keys while they are typed.
#[derive(Debug)]
pub struct KeysForm {
    pub environment: Environment,
    pub client_id: SecretText,
    pub secret: SecretText,
    /// Saved once; the form closes when the answer is good.
    pub sent: bool,
}

impl ConnectionsForm {
    /// Opens the form for new keys, and keeps what is typed where it is open.
    pub fn open_keys(&mut self, environment: Environment) {
        self.keys.get_or_insert_with(|| KeysForm::new(environment));
    }
}

impl KeysForm {
    /// An empty form for `environment`.
    pub fn new(environment: Environment) -> Self {
        Self {
            environment,
            client_id: SecretText::default(),
            secret: SecretText::default(),
            sent: false,
        }
    }
}

/// A text field's buffer for a secret.
///
/// It never grows past its first allocation, so no copy is left behind in
/// memory, and it is overwritten when taken or dropped.
pub struct SecretText(Zeroizing<String>);

/// Longer than any token or key; what exceeds it is not taken.
const CAPACITY: usize = 512;

impl Default for SecretText {
    fn default() -> Self {
        Self(Zeroizing::new(String::with_capacity(CAPACITY)))
    }
}

impl std::fmt::Debug for SecretText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretText(…)")
    }
}

impl SecretText {
    /// Whether there is nothing but white space.
    pub fn is_blank(&self) -> bool {
        self.0.trim().is_empty()
    }

    /// Takes the text, without white space around it, and leaves the field
    /// empty.
    pub fn take(&mut self) -> Secret {
        let secret = Secret::new(self.0.trim().to_owned());
        self.0.zeroize();
        secret
    }
}

impl TextBuffer for SecretText {
    fn is_mutable(&self) -> bool {
        true
    }

    fn as_str(&self) -> &str {
        &self.0
    }

    fn insert_text(&mut self, text: &str, at: CharIndex) -> usize {
        if self.0.len() + text.len() > self.0.capacity() {
            return 0;
        }
        TextBuffer::insert_text(&mut *self.0, text, at)
    }

    fn delete_char_range(&mut self, range: Range<CharIndex>) {
        TextBuffer::delete_char_range(&mut *self.0, range);
    }

    fn type_id(&self) -> std::any::TypeId {
        std::any::TypeId::of::<Self>()
    }
}

/// What is decided about one account, while it is typed.
#[derive(Clone, Debug)]
pub struct AccountForm {
    pub account: AccountId,
    /// What was decided when it was opened.
    pub before: AccountChoice,
    /// Empty for the institution's own name.
    pub name: String,
    pub is_hidden: bool,
    pub groups: BTreeSet<Arc<str>>,
    /// The name of a group that is not there yet.
    pub new_group: String,
}

impl AccountForm {
    pub(super) fn of(row: &AccountRow) -> Self {
        let choice = &row.choice;
        Self {
            account: row.id.clone(),
            before: choice.clone(),
            name: choice.name.as_deref().unwrap_or_default().to_owned(),
            is_hidden: choice.is_hidden,
            groups: choice.groups.iter().cloned().collect(),
            new_group: String::new(),
        }
    }

    pub(super) fn choice(&self) -> AccountChoice {
        let new_group = self.new_group.as_str();
        let groups = self.groups.iter().cloned();
        AccountChoice {
            name: Some(self.name.as_str().into()),
            is_hidden: self.is_hidden,
            groups: groups.chain([new_group.into()]).collect(),
        }
        .tidied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_secret_leaves_an_empty_field() {
        let mut text = SecretText::default();
        text.insert_text(" access-sandbox-1\n", CharIndex(0));
        assert_eq!(text.take().reveal(), "access-sandbox-1");
        assert!(text.is_blank() && text.as_str().is_empty());
    }

    #[test]
    fn the_buffer_never_moves() {
        let mut text = SecretText::default();
        let before = text.as_str().as_ptr();
        assert_eq!(
            text.insert_text(&"x".repeat(CAPACITY), CharIndex(0)),
            CAPACITY
        );
        assert_eq!(text.insert_text("y", CharIndex(0)), 0);
        assert_eq!(text.as_str().as_ptr(), before);
        text.take();
        text.insert_text("again", CharIndex(0));
        assert_eq!(text.as_str().as_ptr(), before);
    }

    #[test]
    fn debug_prints_no_secret() {
        let mut form = ConnectionsForm::default();
        form.token.insert_text("access-sandbox-1", CharIndex(0));
        assert!(!format!("{form:?}").contains("access"));
    }
}
