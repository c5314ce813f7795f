//! The ids of holdings: Plaid gives them none.

use std::borrow::Cow;

use crate::domain::{Holding, compare_holdings};

/// Gives every holding its id: `account/security/ordinal`.
///
/// Rows of one account and security are counted in the order of what they say,
/// so that an answer in another order gives each the same id.
pub(super) fn number(holdings: &mut [Holding]) {
    holdings.sort_by(compare_holdings);
    let mut ordinal = 0_usize;
    for at in 0..holdings.len() {
        let (before, from_here) = holdings.split_at_mut(at);
        let [row, ..] = from_here else { break };
        ordinal = match before.last() {
            Some(last)
                if last.account_id == row.account_id && last.security_id == row.security_id =>
            {
                ordinal + 1
            }
            _ => 0,
        };
        let (account, security) = (
            part_of_id(row.account_id.as_str()),
            part_of_id(row.security_id.as_str()),
        );
        row.id = format!("{account}/{security}/{ordinal}").into();
    }
}

/// An id as a part of another one, escaped so that different parts never make
/// the same id.
fn part_of_id(id: &str) -> Cow<'_, str> {
    if id.contains(['/', '~']) {
        id.replace('~', "~0").replace('/', "~1").into()
    } else {
        id.into()
    }
}
