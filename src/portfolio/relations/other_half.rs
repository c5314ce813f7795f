//! Which trades have their money in a row of its own.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;

use super::{
    by_money,
    nearest::{MOST_DAYS, Offered, Side, Wanted, pairs},
};
use crate::domain::{
    CashRule, FlowKind, Relation, SecurityId, Transaction, TransactionKind, TransactionType,
};

/// Links every trade that would be bought or sold at once with the cash row
/// that is its money.
pub(super) fn link(rows: &mut [Transaction]) {
    // Most portfolios have none of these, or one.
    let listed = rows.iter().filter(|it| it.counts());
    let series: BTreeSet<FlowKind> = listed.filter_map(money_of).collect();
    for money in series {
        let trades = by_money(rows, |it| it.counts() && money_of(it) == Some(money));
        let cash = by_money(rows, |it| it.counts() && is_cash_of(it, money));
        let taxes = by_money(rows, |it| it.counts() && it.kind() == TransactionKind::Tax);
        let mut links = vec![];
        for (account, trades) in trades {
            let Some(cash) = cash.get(&account) else {
                continue;
            };
            let mut search = Search {
                rows,
                money,
                taxes: taxes.get(&account).map_or(&[][..], |it| it),
                trades,
                cash: cash.clone(),
                links: vec![],
            };
            search.run();
            links.append(&mut search.links);
        }
        for (trade, cash) in links {
            rows[trade].context.relation = Relation::OtherHalf(rows[cash].id.clone());
        }
    }
}

/// The series that the money of a trade would stand in, bought or sold at once.
fn money_of(row: &Transaction) -> Option<FlowKind> {
    match row.cash_rule() {
        CashRule::BoughtAtOnce(series) | CashRule::SoldAtOnce(series) => Some(series),
        CashRule::Moves(_) | CashRule::InKind => None,
    }
    .filter(|_| row.amount.is_some_and(|it| !it.is_zero()))
}

/// Whether a row is cash of a series, and on the side that a trade's money is.
fn is_cash_of(row: &Transaction, money: FlowKind) -> bool {
    let is_cash = matches!(
        row.transaction_type,
        TransactionType::Cash | TransactionType::Fee
    );
    let comes_in = money != FlowKind::Withdrawals;
    is_cash
        && row.cash_rule() == CashRule::Moves(money)
        && row
            .cash_effect()
            .is_some_and(|it| !it.is_zero() && it.is_sign_positive() == comes_in)
}

/// The trades and cash rows of one account and currency that are left.
struct Search<'a> {
    rows: &'a [Transaction],
    money: FlowKind,
    taxes: &'a [usize],
    trades: Vec<usize>,
    cash: Vec<usize>,
    links: Vec<(usize, usize)>,
}

/// Whether rows are looked at one by one, or all of a day together.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Grouping {
    Single,
    Day,
}

/// Rows of one day that stand for one sum of money.
struct Group<'a> {
    date: NaiveDate,
    /// Of the income; `None` where the row says none, and for a plan's
    /// contributions and distributions, which are of several.
    security: Option<&'a SecurityId>,
    /// The sum of the amounts by size; `None` where it does not fit.
    sum: Option<Decimal>,
    rows: Vec<usize>,
}

/// What two halves have in common.
type Key<'a> = (Decimal, Option<&'a SecurityId>);

impl<'a> Search<'a> {
    fn run(&mut self) {
        use Grouping::{Day, Single};
        for with_taxes in [false, true] {
            if with_taxes && self.taxes.is_empty() {
                break;
            }
            for (trades, cash) in [(Single, Single), (Day, Single), (Single, Day), (Day, Day)] {
                self.pass(trades, cash, with_taxes);
            }
        }
        for with_taxes in [true, false] {
            self.parts_of_income(with_taxes);
        }
    }

    /// Takes every reinvestment of a part of what a row of the security paid, the
    /// nearest one: of the same kind of income by its words, or in whole units, where what
    /// is left does not buy another one.
    fn parts_of_income(&mut self, with_taxes: bool) {
        if self.money != FlowKind::DividendsAndInterest {
            return;
        }
        let mut cash = self.groups(&self.cash, Grouping::Single);
        if with_taxes {
            self.count_taxes(&mut cash);
        }
        let apart = Days::new(MOST_DAYS);
        let mut taken = BTreeSet::new();
        for trade in self.groups(&self.trades, Grouping::Single) {
            let Some(paid) = trade.sum.filter(|_| trade.security.is_some()) else {
                continue;
            };
            let row = &self.rows[trade.rows[0]];
            let price = price_of_whole(row);
            let first = trade.date.checked_sub_days(apart).unwrap_or(trade.date);
            let last = trade.date.checked_add_days(apart).unwrap_or(trade.date);
            let begin = cash.partition_point(|it| it.date < first);
            let near = cash[begin..].iter().take_while(|it| it.date <= last);
            let has_rest = |it: &&Group<'_>| {
                let rest = it.sum.and_then(|it| it.checked_sub(paid));
                let rest = rest.filter(|it| *it > Decimal::ZERO);
                let is_of_whole = rest.is_some_and(|it| price.is_some_and(|price| it < price));
                let is_part =
                    is_of_whole || rest.is_some() && is_of_income(row, &self.rows[it.rows[0]]);
                is_part && it.security == trade.security && !taken.contains(&it.rows[0])
            };
            let nearest = near
                .filter(has_rest)
                .min_by_key(|it| ((it.date - trade.date).num_days().abs(), Reverse(it.date)));
            if let Some(found) = nearest {
                let half = found.rows[0];
                self.links.push((trade.rows[0], half));
                taken.extend([trade.rows[0], half]);
            }
        }
        self.trades.retain(|at| !taken.contains(at));
        self.cash.retain(|at| !taken.contains(at));
    }

    /// Takes every pair that agrees, the nearest days first.
    fn pass(&mut self, trades: Grouping, cash: Grouping, with_taxes: bool) {
        let trades = self.groups(&self.trades, trades);
        let mut cash = self.groups(&self.cash, cash);
        if with_taxes {
            self.count_taxes(&mut cash);
        }
        let (trades, wanted): (Vec<_>, Vec<_>) = trades
            .into_iter()
            .filter_map(|it| {
                let mut keys: Vec<Key<'_>> = vec![(it.sum?, it.security)];
                if it.security.is_some() {
                    keys.push((it.sum?, None));
                }
                let wanted = Wanted {
                    date: it.date,
                    keys,
                };
                Some((it.rows, wanted))
            })
            .unzip();
        let (cash, offered): (Vec<_>, Vec<_>) = cash
            .into_iter()
            .filter_map(|it| {
                let key = (it.sum?, it.security);
                let offered = Offered { date: it.date, key };
                Some((it.rows, offered))
            })
            .unzip();
        let mut taken = vec![false; self.rows.len()];
        for (trade, other) in pairs(&wanted, &offered, Side::Either) {
            let half = cash[other][0];
            self.links
                .extend(trades[trade].iter().map(|&it| (it, half)));
            for &at in trades[trade].iter().chain(&cash[other]) {
                taken[at] = true;
            }
        }
        self.trades.retain(|&at| !taken[at]);
        self.cash.retain(|&at| !taken[at]);
    }

    /// Rows one by one, or by day and security.
    fn groups(&self, places: &[usize], grouping: Grouping) -> Vec<Group<'a>> {
        let rows = self.rows;
        let key = |at: usize| (rows[at].date, self.security(at));
        let mut sorted = places.to_vec();
        sorted.sort_by(|&a, &b| (key(a), &rows[a].id).cmp(&(key(b), &rows[b].id)));
        sorted
            .chunk_by(|&a, &b| grouping == Grouping::Day && key(a) == key(b))
            .map(|places| Group {
                date: rows[places[0]].date,
                security: self.security(places[0]),
                sum: sum(places.iter().map(|&at| rows[at].amount.map(|it| it.abs()))),
                rows: places.to_vec(),
            })
            .collect()
    }

    fn security(&self, at: usize) -> Option<&'a SecurityId> {
        let row = &self.rows[at];
        let matters = self.money == FlowKind::DividendsAndInterest && !row.context.is_of_cash;
        row.security_id.as_ref().filter(|_| matters)
    }

    /// Counts what was withheld on the day as part of the money: it left beside
    /// a withdrawal, and was not there to reinvest; of income, for the same
    /// security or for none. Leaves out the groups of which nothing was.
    fn count_taxes(&self, cash: &mut Vec<Group<'_>>) {
        let mut withheld: BTreeMap<_, Vec<Option<Decimal>>> = BTreeMap::new();
        for &at in self.taxes {
            let amounts = withheld.entry((self.rows[at].date, self.security(at)));
            amounts.or_default().push(self.rows[at].amount);
        }
        let withheld: BTreeMap<_, _> = withheld
            .into_iter()
            .map(|(key, amounts)| (key, sum(amounts.into_iter())))
            .collect();
        cash.retain_mut(|it| {
            let of = |security| withheld.get(&(it.date, security)).copied();
            let own = it.security.and_then(|security| of(Some(security)));
            let tax = match (own, of(None)) {
                (None, None) => return false,
                (own, other) => {
                    let zero = Some(Decimal::ZERO);
                    sum([own.unwrap_or(zero), other.unwrap_or(zero)].into_iter())
                }
            };
            let left = self.money == FlowKind::Withdrawals;
            it.sum = sum([it.sum, if left { tax } else { tax.map(|amount| -amount) }].into_iter());
            true
        });
    }
}

/// What a unit cost, where a row bought whole units.
fn price_of_whole(row: &Transaction) -> Option<Decimal> {
    let units = row
        .units()
        .filter(|it| it.is_integer() && *it > Decimal::ZERO)?;
    row.amount?.abs().checked_div(units)
}

/// Whether a trade reinvests the kind of income that a cash row names.
fn is_of_income(trade: &Transaction, cash: &Transaction) -> bool {
    let words = trade.subtype.as_ref().zip(cash.subtype.as_ref());
    words.is_some_and(|(trade, cash)| trade.is_reinvestment_of(cash))
}

/// The sum, unless a part is unknown or it does not fit.
fn sum(mut parts: impl Iterator<Item = Option<Decimal>>) -> Option<Decimal> {
    parts.try_fold(Decimal::ZERO, |sum, it| sum.checked_add(it?))
}
