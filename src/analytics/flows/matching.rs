//! Transfers between two accounts of a scope.

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::domain::{AccountId, Currency, SecurityId, TransactionId};

/// How many days the two sides of a transfer may lie apart.
pub const TRANSFER_DAYS: i64 = 5;

/// What a crossing is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Moved<'a> {
    Cash(Option<&'a Currency>),
    Units(&'a SecurityId),
}

/// One side of what may be a transfer within the scope.
#[derive(Clone, Copy, Debug)]
pub struct Crossing<'a> {
    /// The row; none of what the person said of a difference.
    pub transaction: Option<&'a TransactionId>,
    pub account: &'a AccountId,
    /// The first day on which it may have happened: of a row its date, of a
    /// difference the day after the sync that did not have it yet.
    pub earliest: NaiveDate,
    /// The last such day.
    pub date: NaiveDate,
    pub moved: Moved<'a>,
    /// Cash or units, positive when they come in.
    pub size: Decimal,
}

/// Two crossings that are one transfer, by their places in what was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    /// Where it left.
    pub out: usize,
    /// Where it came in.
    pub into: usize,
}

impl<'a> Crossing<'a> {
    /// How many days lie between what both sides may be dated.
    fn days_from(&self, other: &Self) -> i64 {
        let after = (self.earliest - other.date).num_days();
        let before = (other.earliest - self.date).num_days();
        after.max(before).max(0)
    }

    /// What tells it from every other one of its thing and size.
    fn name(&self) -> (Option<&'a TransactionId>, &'a AccountId, NaiveDate) {
        (self.transaction, self.account, self.date)
    }
}

/// The pairs that are one transfer: of another account each, of the same thing
/// and size, dated within 5 days. The nearest pair first, then the earlier one,
/// then by ids, so that the order of rows changes nothing.
pub fn match_transfers(crossings: &[Crossing<'_>]) -> Vec<Match> {
    let mut groups: BTreeMap<_, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for (at, it) in crossings.iter().enumerate() {
        let key = (it.moved, it.size.abs().normalize());
        let (outs, ins) = groups.entry(key).or_default();
        match it.size {
            size if size.is_zero() => {}
            size if size.is_sign_negative() => outs.push(at),
            _ => ins.push(at),
        }
    }
    let mut matches: Vec<Match> = (groups.values())
        .flat_map(|(outs, ins)| match_group(crossings, outs, ins))
        .collect();
    matches.sort_by_key(|it| (crossings[it.out].date, crossings[it.out].name()));
    matches
}

fn match_group(crossings: &[Crossing<'_>], outs: &[usize], ins: &[usize]) -> Vec<Match> {
    let mut ins = ins.to_vec();
    ins.sort_by_key(|&at| crossings[at].date);
    let width = |&at: &usize| (crossings[at].date - crossings[at].earliest).num_days();
    let widest = ins.iter().map(width).max().unwrap_or_default();
    let mut pairs = vec![];
    for &out in outs {
        let side = &crossings[out];
        let begin = ins
            .partition_point(|&at| (side.earliest - crossings[at].date).num_days() > TRANSFER_DAYS);
        let near = ins[begin..].iter().take_while(|&&at| {
            (crossings[at].date - side.date).num_days() <= TRANSFER_DAYS.saturating_add(widest)
        });
        for &into in near.filter(|&&at| crossings[at].account != side.account) {
            let apart = crossings[into].days_from(side);
            if apart <= TRANSFER_DAYS {
                pairs.push((apart, Match { out, into }));
            }
        }
    }
    pairs.sort_by_key(|(apart, it)| {
        let (out, into) = (&crossings[it.out], &crossings[it.into]);
        let between = (out.date - into.date).num_days().abs();
        (
            (*apart, between),
            out.date.min(into.date),
            out.name(),
            into.name(),
        )
    });
    let mut taken = HashSet::new();
    let free = pairs.into_iter().map(|(_, it)| it).filter(|it| {
        let is_free = !taken.contains(&it.out) && !taken.contains(&it.into);
        if is_free {
            taken.extend([it.out, it.into]);
        }
        is_free
    });
    free.collect()
}
