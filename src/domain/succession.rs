//! Accounts that continue others, as the person said.

use super::AccountId;

/// What the person said of an account that is gone and one that may continue
/// it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Succession {
    /// The account that is gone.
    pub old: AccountId,
    /// The account that may continue it.
    pub new: AccountId,
    /// Whether it does.
    pub is_same: bool,
}
