//! The connections page: what is connected and how its syncs went, adding and
//! removing, and the Plaid keys. The only page that talks of Plaid.

mod accounts;
mod card;
mod fields;
mod form;
mod guide;
mod help;
mod history;
mod key_steps;
mod link;
mod model;
mod outcome;
mod primary;
mod removal;
mod side;
mod status;
mod steps;
mod succession;
mod twin;
mod view;

pub use form::{AccountForm, ConnectionsForm, KeysForm, OpenForm, SecretText, TokenForm};
pub use history::{HistoryInput, HistoryModel, history_ui};
pub use model::{AccountRow, ConnectionCard, ConnectionsModel, ProposalRow};
pub(super) use primary::has_primary;
pub use view::connections_ui;
