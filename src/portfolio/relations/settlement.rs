//! Which settled row took the place of a pending one.

use super::{
    by_money,
    nearest::{Offered, Side, Wanted, pairs},
};
use crate::domain::{FlowClass, Relation, Transaction};

/// Links every pending row with the settled one that the institution lists
/// beside it.
pub(super) fn link(rows: &mut [Transaction]) {
    let is_money = |it: &Transaction| {
        it.flow_class() == FlowClass::External
            && it.cash_effect().is_some_and(|cash| !cash.is_zero())
    };
    let pending = by_money(rows, |it| it.is_pending() && is_money(it));
    if pending.is_empty() {
        return;
    }
    let settled = by_money(rows, |it| !it.is_pending() && is_money(it));
    let mut links = vec![];
    for (money, pending) in &pending {
        let Some(settled) = settled.get(money) else {
            continue;
        };
        let wanted: Vec<_> = pending
            .iter()
            .map(|&at| Wanted {
                date: rows[at].date,
                keys: vec![rows[at].amount],
            })
            .collect();
        let offered: Vec<_> = settled
            .iter()
            .map(|&at| Offered {
                date: rows[at].date,
                key: rows[at].amount,
            })
            .collect();
        let found = pairs(&wanted, &offered, Side::After);
        links.extend(
            found
                .into_iter()
                .map(|(old, new)| (pending[old], settled[new])),
        );
    }
    for (old, new) in links {
        rows[old].context.relation = Relation::SettledBy(rows[new].id.clone());
    }
}
