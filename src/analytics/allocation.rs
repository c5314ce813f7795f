//! How market value divides. Formulas: `docs/spec/allocation.md`.
//!
//! Each currency is divided on its own, because nothing adds across
//! currencies. What is divided are positions: long and short rows of a security
//! net first. A position that is worth less than nothing (a short one, a debt)
//! has no part in a whole: it is listed apart. A row whose value is unknown is
//! counted and enters no sum.

mod colors;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use rust_decimal::Decimal;

use colors::Colors;

use super::groups::{UNKNOWN_KEY, group_of_security};
use crate::{
    connect::Connection,
    domain::{AccountId, AllocationBy, Currency, Grouping, Holding, HoldingId, SecurityId},
    portfolio::{Portfolio, is_balance},
    valuation::{Position, PositionRow, Sum, Total, Worth, positions, ratio},
};

/// How many categories have a color of their own; the rest is "Other".
pub const MOST_SLICES: usize = 9;

/// The color of categories without a color of their own.
pub const OTHER_COLOR: usize = 9;

/// The share below which a category has no slice of its own: 1.5 %.
const SMALLEST_SLICE: Decimal = Decimal::from_parts(15, 0, 0, false, 3);

/// A portfolio divided along one dimension.
#[derive(Clone, Debug, PartialEq)]
pub struct Allocation {
    pub by: AllocationBy,
    /// The currency with the most holdings first: amounts in two currencies
    /// cannot be compared.
    pub currencies: Vec<CurrencyAllocation>,
}

/// The part of it in one currency.
#[derive(Clone, Debug, PartialEq)]
pub struct CurrencyAllocation {
    pub currency: Option<Currency>,
    /// By value, largest first; those whose value is unknown last.
    pub categories: Vec<Category>,
    /// What is worth less than nothing, the most negative first: positions, and
    /// accounts that owe what other ones hold more of.
    pub negatives: Vec<Negative>,
    /// What the weights are shares of: the value of all categories that are worth
    /// something. It is the same in every dimension, unless a security is long in
    /// one account and short in another: then an account may owe what another
    /// one holds more of. `None` when none is known, or the sum is too large to
    /// know.
    pub total: Option<Decimal>,
    /// Everything, negative positions too: what the portfolio is worth.
    pub net: Total,
    /// How many holdings there are: rows of one account and security count once.
    pub holdings: usize,
}

/// What a category is known by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CategoryName {
    /// The dimension that it is a category of.
    pub by: AllocationBy,
    /// Names it there: an id, Plaid's spelling, or [`UNKNOWN_KEY`].
    pub key: String,
    /// Its name as reported or given by the person; none of an asset class,
    /// which is a word of Plaid's, nor where nobody says one.
    pub name: Option<Arc<str>>,
}

/// One category.
#[derive(Clone, Debug, PartialEq)]
pub struct Category {
    pub name: CategoryName,
    /// Holdings in it, those of unknown value too, those of negative positions
    /// not.
    pub holdings: usize,
    /// What they are worth, never below zero.
    pub total: Total,
    /// The share of the currency's total, `0.395` for 39.5 %.
    pub weight: Option<Decimal>,
    /// Index of its color, the same in every view and session.
    pub color: usize,
}

impl Category {
    /// Market value, as far as it is known.
    pub fn value(&self) -> Option<Decimal> {
        self.total.value.known()
    }
}

/// A position, or a whole category, that is owed rather than owned.
#[derive(Clone, Debug, PartialEq)]
pub struct Negative {
    /// Its first row, to open it by.
    pub holding: HoldingId,
    /// The security, or the category.
    pub name: CategoryName,
    /// How many holdings it is.
    pub holdings: usize,
    pub total: Total,
}

/// A piece of the donut.
#[derive(Clone, Debug, PartialEq)]
pub enum Slice {
    /// The category of this index.
    Category(usize),
    /// The categories of these indices together.
    Other(Vec<usize>),
}

/// Divides the holdings that are `in_view`.
///
/// Colors are decided over the whole portfolio, so a filter changes none.
pub fn allocate(
    portfolio: &Portfolio,
    in_view: impl Fn(&Holding) -> bool,
    by: AllocationBy,
) -> Allocation {
    let colors = Colors::of(by, &divide(portfolio, |_| true, by));
    let mut currencies = divide(portfolio, in_view, by);
    for category in currencies.iter_mut().flat_map(|it| &mut it.categories) {
        category.color = colors.index(&category.name.key);
    }
    Allocation { by, currencies }
}

/// The key of the category that `holding` falls into.
pub fn category_key<'a>(
    portfolio: &'a Portfolio,
    holding: &'a Holding,
    worth: &'a Worth,
    by: AllocationBy,
) -> &'a str {
    let of_security = |by| group_of_security(portfolio, &holding.security_id, by);
    let key = match by {
        AllocationBy::AssetClass => Some(of_security(Grouping::AssetClass)),
        AllocationBy::Security => Some(holding.security_id.as_str()),
        AllocationBy::Sector => Some(of_security(Grouping::Sector)),
        AllocationBy::Account => Some(holding.account_id.as_str()),
        AllocationBy::Institution => portfolio
            .connection_of(&holding.account_id)
            .map(Connection::institution_key),
        AllocationBy::Currency => worth.currency.as_ref().map(Currency::code),
    };
    key.unwrap_or(UNKNOWN_KEY)
}

/// The name of the category that `holding` falls into.
pub fn category_name(
    portfolio: &Portfolio,
    holding: &Holding,
    worth: &Worth,
    by: AllocationBy,
) -> CategoryName {
    let account = || {
        let account = portfolio.account(&holding.account_id);
        account.map(|it| it.display_name().into())
    };
    let name = match by {
        AllocationBy::AssetClass => None,
        // A balance has no name of its own.
        AllocationBy::Security if is_balance(holding) => account(),
        AllocationBy::Security => portfolio
            .security_name(&holding.security_id)
            .map(Into::into),
        AllocationBy::Sector => portfolio
            .security(&holding.security_id)
            .and_then(|it| it.sector.clone()),
        AllocationBy::Account => account(),
        AllocationBy::Institution => portfolio
            .connection_of(&holding.account_id)
            .map(|it| Arc::clone(&it.name)),
        AllocationBy::Currency => worth.currency.as_ref().map(|it| it.code().into()),
    };
    CategoryName {
        by,
        key: category_key(portfolio, holding, worth, by).to_owned(),
        name,
    }
}

impl CurrencyAllocation {
    /// The pieces of the donut, largest first.
    ///
    /// A category under 1.5 %, and whatever comes after the ninth, goes into
    /// one last slice, [`Slice::Other`]. Without a value there is no slice.
    pub fn slices(&self) -> Vec<Slice> {
        let mut slices = vec![];
        let mut others = vec![];
        for (at, category) in self.categories.iter().enumerate() {
            match category.weight {
                Some(weight) if weight >= SMALLEST_SLICE && slices.len() < MOST_SLICES => {
                    slices.push(Slice::Category(at));
                }
                Some(weight) if weight > Decimal::ZERO => others.push(at),
                _ => {}
            }
        }
        if !others.is_empty() {
            slices.push(Slice::Other(others));
        }
        slices
    }
}

/// A row in view.
struct InView<'a> {
    holding: &'a Holding,
    worth: Worth,
}

fn divide(
    portfolio: &Portfolio,
    in_view: impl Fn(&Holding) -> bool,
    by: AllocationBy,
) -> Vec<CurrencyAllocation> {
    let holdings = portfolio.holdings.iter().filter(|holding| in_view(holding));
    let rows: Vec<InView<'_>> = holdings
        .map(|holding| InView {
            holding,
            worth: portfolio.worth(holding),
        })
        .collect();
    let positions = positions(rows.iter().enumerate().map(|(row, it)| PositionRow {
        row,
        account: &it.holding.account_id,
        security: &it.holding.security_id,
        worth: &it.worth,
    }));
    let mut parts: BTreeMap<Option<&Currency>, Part<'_>> = BTreeMap::new();
    for position in &positions {
        let part = parts.entry(position.currency).or_default();
        part.add(portfolio, &rows, position, by);
    }
    let mut currencies: Vec<_> = parts
        .into_iter()
        .map(|(currency, part)| part.finish(currency))
        .collect();
    currencies.sort_by_key(|part| std::cmp::Reverse(part.holdings));
    currencies
}

/// One currency while it is divided.
#[derive(Default)]
struct Part<'a> {
    categories: BTreeMap<&'a str, Slot<'a>>,
    negatives: Vec<Negative>,
    net: Total,
    holdings: usize,
}

/// One category while it is filled.
struct Slot<'a> {
    first: &'a Holding,
    name: CategoryName,
    total: Total,
    /// Who holds what in it.
    holdings: BTreeSet<(&'a AccountId, &'a SecurityId)>,
}

impl<'a> Part<'a> {
    fn add(
        &mut self,
        portfolio: &'a Portfolio,
        rows: &'a [InView<'a>],
        position: &Position<'_>,
        by: AllocationBy,
    ) {
        self.net.add_total(&position.total);
        self.holdings += position.holdings;
        if position.is_owed() {
            let first = rows[position.rows[0]].holding;
            self.negatives.push(Negative {
                holding: first.id.clone(),
                name: category_name(
                    portfolio,
                    first,
                    &rows[position.rows[0]].worth,
                    AllocationBy::Security,
                ),
                holdings: position.holdings,
                total: position.total.clone(),
            });
            return;
        }
        for &row in &position.rows {
            let InView { holding, worth } = &rows[row];
            let key = category_key(portfolio, holding, worth, by);
            let slot = self.categories.entry(key).or_insert_with(|| Slot {
                first: holding,
                name: category_name(portfolio, holding, worth, by),
                total: Total::default(),
                holdings: BTreeSet::new(),
            });
            slot.total.add(worth);
            slot.holdings
                .insert((&holding.account_id, &holding.security_id));
        }
    }

    fn finish(mut self, currency: Option<&Currency>) -> CurrencyAllocation {
        let (debts, rest): (Vec<_>, Vec<_>) = self
            .categories
            .into_values()
            .partition(|slot| is_below_zero(&slot.total));
        self.negatives
            .extend(debts.into_iter().map(|slot| Negative {
                holding: slot.first.id.clone(),
                name: slot.name,
                holdings: slot.holdings.len(),
                total: slot.total,
            }));
        let mut whole = Sum::default();
        for slot in &rest {
            whole.add_sum(&slot.total.value);
        }
        let total = whole.known();
        let mut categories: Vec<_> = rest
            .into_iter()
            .map(|slot| Category {
                name: slot.name,
                holdings: slot.holdings.len(),
                weight: slot
                    .total
                    .value
                    .known()
                    .zip(total)
                    .and_then(|(part, whole)| ratio(part, whole)),
                total: slot.total,
                color: OTHER_COLOR,
            })
            .collect();
        // Equal values keep the order of their keys.
        categories.sort_by_key(|category| std::cmp::Reverse(category.value()));
        self.negatives
            .sort_by_key(|negative| negative.total.value.known());
        CurrencyAllocation {
            currency: currency.cloned(),
            categories,
            negatives: self.negatives,
            total,
            net: self.net,
            holdings: self.holdings,
        }
    }
}

fn is_below_zero(total: &Total) -> bool {
    let value = total.value.known();
    value.is_some_and(|value| value < Decimal::ZERO)
}

#[cfg(test)]
mod tests;
