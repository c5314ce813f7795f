//! The portfolio: an immutable snapshot of everything on disk.

mod account_values;
mod balances;
mod contents;
mod finding;
mod history;
mod past;
mod relations;
#[cfg(test)]
pub(crate) mod sample;
mod succession;

pub use account_values::AccountValues;
pub use balances::{is_balance, known_empty, stands_for_balance};
pub use contents::{AccountValue, Portfolio};
pub use finding::Finding;
pub use history::{Held, History, Observation, ObservedRow};
pub use past::{AsOf, LatestSnapshots, Past, PastView};
pub use succession::{SuccessionProposal, propose_successions};

impl Portfolio {
    /// Hands the history of accounts on to those that continue them, adds the
    /// balances of accounts without holdings, puts transactions in order and
    /// relates them to each other.
    #[must_use]
    pub fn prepared(mut self) -> Self {
        succession::carry_over(&mut self);
        balances::add_balances(&mut self);
        self.transactions
            .sort_unstable_by(|a, b| b.date.cmp(&a.date).then_with(|| a.id.cmp(&b.id)));
        relations::relate(&mut self);
        self
    }
}
