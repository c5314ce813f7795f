//! Identifiers: opaque, case-sensitive strings, each a type of its own.

use std::{borrow::Borrow, fmt, sync::Arc};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The identifier as it was received.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl<T: Into<Arc<str>>> From<T> for $name {
            fn from(text: T) -> Self {
                Self(text.into())
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({:?})", stringify!($name), &*self.0)
            }
        }
    };
}

id! {
    /// One login at an institution: what Plaid calls an item, and what the
    /// person sees as a connection.
    ItemId
}
id! {
    /// An account of one connection. It can change when the institution renames
    /// the account, or after connecting again.
    AccountId
}
id! {
    /// A security as Plaid knows it. It can change with a corporate action.
    SecurityId
}
id! {
    /// One row of an institution's transaction history.
    TransactionId
}
id! {
    /// One stored holding row: `account/security/ordinal`, because an
    /// institution may report several rows of one security in one account.
    HoldingId
}
id! {
    /// A bank, broker or retirement plan, such as `ins_109508`.
    InstitutionId
}
