//! The connections page: what is connected and how its syncs went, adding and
//! removing, and the Plaid keys. The only page that talks of Plaid.

mod form;
mod model;

pub use form::{ConnectionsForm, KeysForm, SecretText};
pub use model::{AccountRow, ConnectionCard, ConnectionsModel};
