//! All that the page of what needs attention lists: how every account came out,
//! every open item, and what the person said of others.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    sync::Arc,
};

use chrono::{DateTime, Days, TimeZone, Utc};

use super::{Attention, subject::current};
use crate::{
    analytics::reconciliation::{Difference, MoneyCheck, Reconciliation, UnitsCheck, Verdict},
    domain::{
        Account, AccountId, Answer, Holding, ItemId, Resolution, SecurityId, Standing, Subject,
        Topic, TransactionId,
    },
    portfolio::{Portfolio, is_balance},
};

/// From so many days on a price is said to be repeated.
const OLD_PRICE: Days = Days::new(30);

/// Everything on the page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Review {
    /// In the order of the portfolio.
    pub accounts: Vec<AccountCheck>,
    /// Most urgent first.
    pub items: Vec<Item>,
    /// The latest first.
    pub resolved: Vec<Resolved>,
}

/// How an account came out at its latest sync.
#[derive(Clone, Debug, PartialEq)]
pub struct AccountCheck {
    pub money: MoneyCheck,
    /// `None` before there are two syncs to compare.
    pub units: Option<UnitsCheck>,
}

/// Something that needs attention, and what can be said of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// That of its subject.
    pub id: Arc<str>,
    pub subject: Subject,
    pub attention: Attention,
    /// The likeliest first.
    pub answers: Vec<Answer>,
}

/// What the person said.
#[derive(Clone, Debug, PartialEq)]
pub enum Resolved {
    Answer {
        resolution: Resolution,
        /// What it is about, as it is now; `None` where that says something else
        /// by now, or is no more: the answer has no effect.
        about: Option<Box<Attention>>,
    },
    /// A row that the person entered.
    Entered(TransactionId),
}

impl Resolved {
    /// The name by which it is taken back.
    pub fn id(&self) -> &str {
        match self {
            Self::Answer { resolution, .. } => &resolution.id,
            Self::Entered(row) => row.as_str(),
        }
    }
}

impl Item {
    fn of(attention: Attention) -> Self {
        let subject = attention.subject();
        let answers = attention.answers();
        Self {
            id: subject.id(),
            subject,
            attention,
            answers,
        }
    }

    /// The difference that it is about.
    pub fn difference(&self) -> Option<&Difference> {
        self.attention.difference()
    }
}

/// The items that are differences of one account and security to one side, by
/// the id of each; not those that are alone.
pub fn alike(items: &[Item]) -> HashMap<Arc<str>, Arc<[usize]>> {
    let mut groups: HashMap<_, Vec<usize>> = HashMap::new();
    for (at, item) in items.iter().enumerate() {
        if let Some(it) = item.difference() {
            let is_more = it.size.is_sign_positive();
            let key = (&it.account, &it.security, &it.currency, is_more);
            groups.entry(key).or_default().push(at);
        }
    }
    let mut found = HashMap::new();
    for group in groups.into_values().filter(|it| it.len() > 1) {
        let group: Arc<[usize]> = group.into();
        let ids = group.iter().map(|at| Arc::clone(&items[*at].id));
        found.extend(ids.map(|it| (it, Arc::clone(&group))));
    }
    found
}

/// Looks through the accounts that are `in_view` and the connections that the
/// view `covers`. Days begin at midnight in `zone`.
pub fn review<Tz: TimeZone>(
    portfolio: &Portfolio,
    reconciliation: &Reconciliation,
    in_view: impl Fn(&AccountId) -> bool,
    covers: impl Fn(&ItemId) -> bool,
    now: DateTime<Utc>,
    zone: &Tz,
) -> Review {
    // Muted ones too: they are listed among what was answered.
    let mut found = super::find_all(portfolio, &in_view, &covers, now);
    found.retain(|it| is_unexplained(it, reconciliation));
    let urgent = found.iter().take_while(|it| it.is_urgent()).count();
    let differences = reconciliation.ledgers.iter();
    let differences = differences.filter(|it| in_view(&it.account));
    let mut differences: Vec<&Difference> = differences.flat_map(|it| &it.differences).collect();
    differences.sort_by(|a, b| {
        let key = |it: &Difference| (it.day, it.value.map(|it| it.abs()));
        key(b).cmp(&key(a))
    });
    let open = differences.iter().filter(|it| it.is_open());
    let open: Vec<Attention> = open.map(|it| of_difference(portfolio, it)).collect();
    found.splice(urgent..urgent, open);
    found.extend(old_prices(portfolio, &in_view, zone));
    found.extend(lone_cancellations(portfolio, &in_view));
    let items: Vec<Item> = found.into_iter().map(Item::of).collect();
    let muted = super::muted(portfolio);
    let (muted, items): (Vec<Item>, Vec<Item>) =
        items.into_iter().partition(|it| muted.contains(&it.id));
    Review {
        accounts: accounts(portfolio, reconciliation, &in_view),
        items,
        resolved: resolved(portfolio, &differences, &muted, in_view, covers),
    }
}

/// Whether a balance that differs is not explained by something else.
fn is_unexplained(item: &Attention, reconciliation: &Reconciliation) -> bool {
    let Attention::BalanceGap { id, .. } = item else {
        return true;
    };
    let check = reconciliation.money.iter().find(|it| it.account == *id);
    check.is_none_or(|it| match it.verdict {
        // Listed twice counts twice: it is for the person to know.
        Verdict::Sweep | Verdict::Unexplained(_) | Verdict::NotComparable => true,
        Verdict::Agrees | Verdict::Margin | Verdict::Unvested | Verdict::Unsettled(_) => false,
    })
}

fn accounts(
    portfolio: &Portfolio,
    reconciliation: &Reconciliation,
    in_view: impl Fn(&AccountId) -> bool,
) -> Vec<AccountCheck> {
    let mut units: HashMap<&AccountId, UnitsCheck> = HashMap::new();
    for ledger in &reconciliation.ledgers {
        if let Some(check) = &ledger.units {
            let all = units.remove(&ledger.account);
            let all = all.map_or_else(|| check.clone(), |it| it.and(check.clone()));
            units.insert(&ledger.account, all);
        }
    }
    let mut money: HashMap<&AccountId, &MoneyCheck> = (reconciliation.money.iter())
        .map(|it| (&it.account, it))
        .collect();
    let in_view = portfolio.accounts.iter().filter(|it| in_view(&it.id));
    in_view
        .filter_map(|account| {
            Some(AccountCheck {
                money: money.remove(&account.id)?.clone(),
                units: units.remove(&account.id),
            })
        })
        .collect()
}

fn of_difference(portfolio: &Portfolio, difference: &Difference) -> Attention {
    let account = portfolio.account(&difference.account);
    let security = difference.security.as_ref();
    let name = |id: &SecurityId| {
        let known = portfolio.security(id);
        let ticker = known.and_then(|it| it.ticker_symbol.as_deref().map(str::to_owned));
        let name = || portfolio.security_name(id).map(Cow::into_owned);
        ticker.or_else(name).unwrap_or_else(|| id.to_string())
    };
    Attention::Difference {
        account: account.map_or_else(|| difference.account.to_string(), Account::display_name),
        security: security.map(name),
        difference: difference.clone(),
    }
}

/// The securities of which the institution has repeated one price for a while.
fn old_prices<Tz: TimeZone>(
    portfolio: &Portfolio,
    in_view: impl Fn(&AccountId) -> bool,
    zone: &Tz,
) -> Vec<Attention> {
    let mut seen = HashSet::new();
    let rows = portfolio.holdings.iter();
    let rows = rows.filter(|it| in_view(&it.account_id) && !is_balance(it));
    rows.filter_map(|row| {
        let since = row.institution_price_as_of?;
        let connection = portfolio.connection_of(&row.account_id)?;
        let synced = connection.last_success?.with_timezone(zone).date_naive();
        let is_old = since.checked_add_days(OLD_PRICE)? < synced;
        let is_held = row.quantity.is_none_or(|it| !it.is_zero());
        let is_first = is_old && is_held && seen.insert(&row.security_id);
        is_first.then(|| old_price(portfolio, row, since))
    })
    .collect()
}

fn old_price(portfolio: &Portfolio, row: &Holding, since: chrono::NaiveDate) -> Attention {
    let name = portfolio.security_name(&row.security_id);
    Attention::OldPrice {
        holding: row.id.clone(),
        security: row.security_id.clone(),
        name: name.map_or_else(|| row.security_id.to_string(), Cow::into_owned),
        price: row.institution_price,
        currency: portfolio.worth(row).currency,
        since,
    }
}

fn lone_cancellations(
    portfolio: &Portfolio,
    in_view: impl Fn(&AccountId) -> bool,
) -> Option<Attention> {
    let rows = portfolio.transactions.iter();
    let lone =
        rows.filter(|it| it.standing() == Standing::LoneCancellation && in_view(&it.account_id));
    let rows: Vec<TransactionId> = lone.map(|it| it.id.clone()).collect();
    (!rows.is_empty()).then_some(Attention::LoneCancellations { rows })
}

fn resolved(
    portfolio: &Portfolio,
    differences: &[&Difference],
    muted: &[Item],
    in_view: impl Fn(&AccountId) -> bool,
    covers: impl Fn(&ItemId) -> bool,
) -> Vec<Resolved> {
    let rows = portfolio.transactions.iter();
    let entered = rows.filter(|it| it.context.is_entered && in_view(&it.account_id));
    let entered = entered.map(|it| Resolved::Entered(it.id.clone()));
    let answers = portfolio.resolutions.iter().rev().filter_map(|it| {
        let subject = current(portfolio, it);
        let is_in_view = subject.account.as_ref().is_none_or(&in_view)
            && subject.item.as_ref().is_none_or(&covers);
        if !is_in_view {
            return None;
        }
        let about = if matches!(subject.topic, Topic::Units | Topic::Cash) {
            let is_told = |of: &&&Difference| of.told.as_ref().is_some_and(|told| told.id == it.id);
            let found = differences.iter().find(is_told);
            found.map(|it| of_difference(portfolio, it))
        } else {
            let id = subject.id();
            let found = muted.iter().find(|it| it.id == id);
            found.map(|it| it.attention.clone())
        };
        Some(Resolved::Answer {
            resolution: it.clone(),
            about: about.map(Box::new),
        })
    });
    entered.chain(answers).collect()
}
