//! Which accounts an answer is about.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;

use crate::connect::{Fetched, Misfit, RowIssue, RowKind, RowName, RowProblem, Stored};
use crate::domain::{Account, AccountChoice, AccountGap, AccountId, AccountType, Balances, ItemId};

/// The accounts of an answer, sorted out.
#[derive(Default)]
pub(super) struct Accounts {
    /// As they are after the sync, by id: described by the answer, or named by
    /// a row that is nothing without its account.
    pub(super) listed: HashMap<AccountId, Account>,
    /// Of those, the ones of whose holdings something was said.
    pub(super) answered: BTreeSet<AccountId>,
    /// Whether the answer described any account. Where not, none is missing.
    is_described: bool,
}

impl Accounts {
    /// Sorts out what `fetched` says of accounts.
    ///
    /// Plaid lists every account of a login, cards and loans too. An account is
    /// kept when its type is one for investments, when a holding or a
    /// transaction names it, whatever its type, and when it was kept before.
    pub(super) fn of(stored: &Stored, fetched: &Fetched, issues: &mut Vec<RowIssue>) -> Self {
        let holders: HashSet<&AccountId> =
            fetched.holdings.iter().map(|it| &it.account_id).collect();
        let traders: HashSet<&AccountId> = fetched
            .transactions
            .iter()
            .map(|it| &it.account_id)
            .collect();
        let is_kept = |account: &Account| {
            let id = &account.id;
            account.account_type.holds_investments()
                || holders.contains(id)
                || traders.contains(id)
                || stored.accounts.contains_key(id)
        };
        let described = || fetched.accounts.iter().chain(&fetched.other_accounts);
        let mut accounts = Self {
            is_described: described().next().is_some(),
            ..Self::default()
        };
        for account in described().filter(|it| is_kept(it)) {
            let listed = accounts.listed.entry(account.id.clone());
            listed.or_insert_with(|| account.clone());
        }
        for account in fetched.accounts.iter().filter(|it| is_kept(it)) {
            accounts.answered.insert(account.id.clone());
        }
        let mut named: BTreeSet<&AccountId> = holders.iter().copied().collect();
        accounts
            .answered
            .extend(named.iter().map(|it| (*it).clone()));
        if !accounts.is_described {
            named.extend(traders);
        }
        for id in named {
            accounts.add_named(stored, id, &fetched.item.item_id, issues);
        }
        accounts
    }

    /// What is said of an answer that describes none of the accounts there are.
    pub(super) fn unanswered(&self, stored: &Stored) -> Option<RowIssue> {
        let known = stored.accounts.values();
        let known = known.filter(|it| it.missing_since.is_none()).count();
        let is_whole = self.is_described || known == 0;
        (!is_whole).then(|| {
            let answer = RowName::unnamed(RowKind::Answer);
            RowIssue::kept(answer, RowProblem::NoAccounts { known })
        })
    }

    /// Adds an account that rows name, if nothing describes it.
    fn add_named(
        &mut self,
        stored: &Stored,
        id: &AccountId,
        item: &ItemId,
        issues: &mut Vec<RowIssue>,
    ) {
        if self.listed.contains_key(id) {
            return;
        }
        let known = stored.accounts.get(id).map(|old| Account {
            missing_since: None,
            doubted_since: None,
            ..old.clone()
        });
        let account = known.unwrap_or_else(|| {
            let row = RowName::named(RowKind::Account, id.as_str());
            issues.push(RowIssue::kept(row, Misfit::NotDescribed));
            named_only(id, item)
        });
        self.listed.insert(id.clone(), account);
    }

    /// New and changed accounts, then those that went missing on `today`.
    pub(super) fn changed(&self, stored: &Stored, today: NaiveDate) -> Vec<Account> {
        let is_new = |it: &&Account| stored.accounts.get(&it.id) != Some(it);
        let mut changed: Vec<Account> = self.listed.values().filter(is_new).cloned().collect();
        changed.sort_by(|a, b| a.id.cmp(&b.id));
        if !self.is_described {
            return changed;
        }
        let mut missing: Vec<Account> = stored
            .accounts
            .values()
            .filter(|it| it.missing_since.is_none() && !self.listed.contains_key(&it.id))
            .map(|it| Account {
                missing_since: Some(today),
                ..it.clone()
            })
            .collect();
        missing.sort_by(|a, b| a.id.cmp(&b.id));
        changed.append(&mut missing);
        changed
    }

    /// The time that accounts were gone which are back: the days from the one
    /// on which each was missed to `today`.
    pub(super) fn gaps(&self, stored: &Stored, today: NaiveDate) -> Vec<AccountGap> {
        let mut gaps: Vec<AccountGap> = self
            .listed
            .keys()
            .filter_map(|id| {
                let from = stored.accounts.get(id)?.missing_since?;
                Some(AccountGap {
                    account_id: id.clone(),
                    from,
                    until: today,
                })
            })
            .filter(|it| it.from < it.until)
            .collect();
        gaps.sort_by(|a, b| a.account_id.cmp(&b.account_id));
        gaps
    }

    /// The accounts that count after the sync.
    pub(super) fn counting<'a>(
        &'a self,
        stored: &'a Stored,
    ) -> impl Iterator<Item = &'a AccountId> {
        let stay = stored.accounts.values().filter(|it| {
            !self.is_described && it.missing_since.is_none() && !self.listed.contains_key(&it.id)
        });
        self.listed.keys().chain(stay.map(|it| &it.id))
    }
}

/// An account of which nothing is known but its id.
fn named_only(id: &AccountId, item: &ItemId) -> Account {
    Account {
        id: id.clone(),
        item_id: item.clone(),
        name: id.as_str().into(),
        official_name: None,
        mask: None,
        account_type: AccountType::Investment,
        subtype: None,
        balances: Balances::default(),
        holder_category: None,
        missing_since: None,
        doubted_since: None,
        choice: AccountChoice::default(),
    }
}
