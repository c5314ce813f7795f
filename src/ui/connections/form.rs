//! What is typed on the page, and which of its parts are open. A secret stands
//! in a buffer that is overwritten when its form closes; it never reaches the
//! state.

use std::{collections::BTreeSet, mem, ops::Range, sync::Arc};

use egui::{TextBuffer, text::CharIndex};
use zeroize::Zeroizing;

use super::AccountRow;
use crate::connect::{Environment, Secret};
use crate::domain::{AccountChoice, AccountId, ItemId};
use crate::state::Attempt;

/// The institution that the sandbox is tried with first.
const SANDBOX_INSTITUTION: &str = "ins_109508";

/// A form of the page that opens and closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenForm {
    Account,
    Keys,
    Token,
}

/// Form buffers and open parts of the connections page.
#[derive(Debug)]
pub struct ConnectionsForm {
    /// Open while an access token is pasted.
    pub token: Option<TokenForm>,
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
    /// Open while the way to keys is read.
    pub guide: bool,
    /// The form that was opened last, open or not.
    newest: Option<OpenForm>,
    /// The form that was opened last has not had the focus yet, or is to have
    /// it again.
    wants_focus: bool,
}

impl Default for ConnectionsForm {
    fn default() -> Self {
        Self {
            token: None,
            institution: SANDBOX_INSTITUTION.to_owned(),
            keys: None,
            removing: None,
            details: BTreeSet::new(),
            issues: BTreeSet::new(),
            account: None,
            guide: false,
            newest: None,
            wants_focus: false,
        }
    }
}

/// New Plaid keys while they are typed.
#[derive(Debug)]
pub struct KeysForm {
    pub environment: Environment,
    pub client_id: SecretText,
    pub secret: SecretText,
    /// The answer is awaited. What was typed stays until it is good, so that a
    /// mistake costs no second typing.
    pub is_sent: bool,
}

/// An access token while it is typed.
#[derive(Debug, Default)]
pub struct TokenForm {
    pub token: SecretText,
    /// As in [`KeysForm`].
    pub is_sent: bool,
}

impl ConnectionsForm {
    /// Opens the form for new keys, and keeps what is typed where it is open.
    pub fn open_keys(&mut self, environment: Environment) {
        self.keys.get_or_insert_with(|| KeysForm::new(environment));
        self.focus(OpenForm::Keys);
    }

    /// Opens the form for an access token.
    pub(super) fn open_token(&mut self) {
        self.token.get_or_insert_default();
        self.focus(OpenForm::Token);
    }

    /// Opens the form for an account; closes it where it is open for this one.
    pub(super) fn toggle_account(&mut self, row: &AccountRow) {
        if self.account.take_if(|it| it.account == row.id).is_none() {
            self.account = Some(AccountForm::of(row));
            self.focus(OpenForm::Account);
        }
    }

    /// The form that the person is at, if one is open.
    pub(super) fn active(&self) -> Option<OpenForm> {
        let is_open = |it: &OpenForm| match it {
            OpenForm::Account => self.account.is_some(),
            OpenForm::Keys => self.keys.is_some(),
            OpenForm::Token => self.token.is_some(),
        };
        let all = [OpenForm::Keys, OpenForm::Token, OpenForm::Account];
        self.newest.into_iter().chain(all).find(is_open)
    }

    /// Whether this form is to take the focus; it is asked for once.
    pub(super) fn takes_focus(&mut self, form: OpenForm) -> bool {
        self.newest == Some(form) && mem::take(&mut self.wants_focus)
    }

    /// Takes in how what was sent was answered: what was accepted leaves its
    /// form, what was refused can be mended there.
    pub(super) fn take_in(&mut self, saving_keys: &Attempt, connecting: &Attempt) {
        if let Some(keys) = &mut self.keys
            && keys.is_sent
        {
            match saving_keys {
                Attempt::Running(_) => {}
                Attempt::Idle | Attempt::Done => self.keys = None,
                Attempt::Failed(_) => {
                    keys.is_sent = false;
                    self.focus(OpenForm::Keys);
                }
            }
        }
        if let Some(token) = &mut self.token
            && token.is_sent
        {
            match connecting {
                Attempt::Running(_) => {}
                // Also while it is asked what is done about it.
                Attempt::Idle | Attempt::Done => self.token = None,
                Attempt::Failed(_) => {
                    token.is_sent = false;
                    self.focus(OpenForm::Token);
                }
            }
        }
    }

    fn focus(&mut self, form: OpenForm) {
        self.newest = Some(form);
        self.wants_focus = true;
    }
}

impl KeysForm {
    /// An empty form for `environment`.
    pub fn new(environment: Environment) -> Self {
        Self {
            environment,
            client_id: SecretText::default(),
            secret: SecretText::default(),
            is_sent: false,
        }
    }
}

/// A text field's buffer for a secret.
///
/// It never grows past its first allocation, so no copy is left behind in
/// memory, and it is overwritten when dropped.
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

    /// The text, without white space around it. It stays in the field.
    pub fn secret(&self) -> Secret {
        Secret::new(self.0.trim().to_owned())
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
    use crate::{
        connect::{FailureKind, SyncFailure},
        state::Waiting,
    };

    #[test]
    fn a_secret_is_sent_without_the_space_around_it() {
        let mut text = SecretText::default();
        text.insert_text(" access-sandbox-1\n", CharIndex(0));
        assert_eq!(text.secret().reveal(), "access-sandbox-1");
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
        text.delete_char_range(CharIndex(0)..CharIndex(CAPACITY));
        text.insert_text("again", CharIndex(0));
        assert_eq!(text.as_str().as_ptr(), before);
    }

    #[test]
    fn debug_prints_no_secret() {
        let mut form = ConnectionsForm::default();
        form.open_token();
        let token = form.token.as_mut().expect("open");
        token.token.insert_text("access-sandbox-1", CharIndex(0));
        assert!(!format!("{form:?}").contains("access"));
    }

    #[test]
    fn only_what_was_accepted_leaves_its_form() {
        let failed = || Attempt::Failed(SyncFailure::local(FailureKind::WrongToken, ""));
        let mut form = ConnectionsForm::default();
        form.open_token();
        assert!(form.takes_focus(OpenForm::Token) && !form.takes_focus(OpenForm::Token));
        // An answer of before.
        form.take_in(&Attempt::Idle, &failed());
        form.take_in(&Attempt::Idle, &Attempt::Done);
        let token = form.token.as_mut().expect("open");
        token.token.insert_text("access-1", CharIndex(0));
        token.is_sent = true;
        form.take_in(&Attempt::Idle, &Attempt::Running(Waiting::Token));
        form.take_in(&Attempt::Idle, &failed());
        let token = form.token.as_mut().expect("open");
        assert_eq!(token.token.as_str(), "access-1");
        token.is_sent = true;
        assert!(form.takes_focus(OpenForm::Token));
        form.take_in(&Attempt::Idle, &Attempt::Done);
        assert!(form.token.is_none());
    }

    #[test]
    fn the_form_that_was_opened_last_is_the_one_the_person_is_at() {
        let mut form = ConnectionsForm::default();
        assert_eq!(form.active(), None);
        form.open_keys(Environment::Sandbox);
        form.open_token();
        assert_eq!(form.active(), Some(OpenForm::Token));
        form.token = None;
        assert_eq!(form.active(), Some(OpenForm::Keys));
    }
}
