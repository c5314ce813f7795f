//! The donut and its table, worked out once per change.

use std::{collections::HashMap, sync::Arc};

use rust_decimal::{Decimal, prelude::ToPrimitive as _};

use crate::{
    analytics::allocation::{
        Category, CurrencyAllocation, OTHER_COLOR, Slice, allocate, category_key, category_name,
    },
    domain::{AllocationBy, Currency, Holding, HoldingId},
    portfolio::Portfolio,
    state::{AccountFilter, AllocationQuery, AppState, CurrencyChoice, Drill},
    text::{self, format},
    ui::{PageModel, theme::Palette, widgets},
};

/// What the model depends on, beside the portfolio.
#[derive(Clone, Debug, PartialEq)]
pub struct AllocationPageQuery {
    pub accounts: AccountFilter,
    pub allocation: AllocationQuery,
    pub currency: CurrencyChoice,
}

impl AllocationPageQuery {
    /// The query that `state` asks for.
    pub fn of(state: &AppState) -> Self {
        Self {
            accounts: state.view.accounts.clone(),
            allocation: state.view.allocation.clone(),
            currency: state.view.currency.clone(),
        }
    }
}

/// The page's content.
#[derive(Clone, Debug)]
pub struct AllocationModel {
    /// What the rows are: inside a category, its securities.
    pub by: AllocationBy,
    /// The name of the category that is open.
    pub open: Option<String>,
    /// Every currency in view, that of most holdings first.
    pub currencies: Vec<Option<Currency>>,
    /// The part in the currency shown; `None` when there is nothing in view.
    pub allocation: Option<CurrencyAllocation>,
    pub slices: Vec<DonutSlice>,
    /// The securities within each slice, largest first; none where the slices
    /// are securities.
    pub inside: Vec<Inside>,
    /// For each category the index of the slice that it is in.
    pub slice_of: Vec<Option<usize>>,
    /// The largest weight, which has the longest bar.
    pub largest_weight: Option<Decimal>,
    /// Amounts written no shorter than any other of their columns.
    pub widest_value: Option<Decimal>,
    pub widest_gain: Option<Decimal>,
    /// What stands below the table.
    pub notes: String,
    /// For each security its largest holding, to open.
    pub holding_of: HashMap<String, HoldingId>,
}

/// A security within a slice.
#[derive(Clone, Debug, PartialEq)]
pub struct Inside {
    /// Into the slices.
    pub slice: usize,
    pub label: String,
    pub ticker: Option<Arc<str>>,
    /// What it is worth there: more than nothing.
    pub value: Decimal,
    /// Its share of the whole total.
    pub weight: Option<Decimal>,
    /// Its largest holding there, to open.
    pub holding: HoldingId,
}

/// One piece of the donut.
#[derive(Clone, Debug, PartialEq)]
pub struct DonutSlice {
    pub label: String,
    pub value: Option<Decimal>,
    pub weight: Option<Decimal>,
    /// Index into the palette's categories.
    pub color: usize,
    /// The categories in it: one, or those gathered in "Other".
    pub categories: Vec<usize>,
}

impl DonutSlice {
    /// The slices of an allocation, largest first.
    pub fn all_of(allocation: &CurrencyAllocation) -> Vec<Self> {
        let slices = allocation.slices().into_iter();
        slices.map(|it| Self::of(allocation, it)).collect()
    }

    fn of(allocation: &CurrencyAllocation, slice: Slice) -> Self {
        match slice {
            Slice::Category(at) => {
                let category = &allocation.categories[at];
                Self {
                    label: text::category(&category.name).to_owned(),
                    value: category.value(),
                    weight: category.weight,
                    color: category.color,
                    categories: vec![at],
                }
            }
            Slice::Other(categories) => {
                let sum = |of: fn(&Category) -> Option<Decimal>| {
                    categories
                        .iter()
                        .filter_map(|&at| of(&allocation.categories[at]))
                        .try_fold(Decimal::ZERO, Decimal::checked_add)
                };
                Self {
                    label: text::OTHER_CATEGORIES.to_owned(),
                    value: sum(Category::value),
                    weight: sum(|it| it.weight),
                    color: OTHER_COLOR,
                    categories,
                }
            }
        }
    }
}

/// The slices as they are painted.
pub fn slices(slices: &[DonutSlice], palette: &Palette) -> Vec<widgets::Slice> {
    slices
        .iter()
        .map(|it| widgets::Slice {
            label: format!("{} {}", it.label, format::percent(it.weight)),
            share: it.weight.and_then(|weight| weight.to_f32()).unwrap_or(0.0),
            color: palette.categories[it.color],
        })
        .collect()
}

impl PageModel for AllocationModel {
    type Query = AllocationPageQuery;

    fn build(portfolio: &Arc<Portfolio>, query: &AllocationPageQuery) -> Self {
        let wanted = &query.allocation;
        let in_view = |it: &Holding| {
            query.accounts.contains(portfolio, &it.account_id)
                && wanted
                    .drill
                    .as_ref()
                    .is_none_or(|drill| is_in(portfolio, it, drill))
        };
        let by = match wanted.drill {
            Some(_) => AllocationBy::Security,
            None => wanted.by,
        };
        let all = allocate(portfolio, in_view, by).currencies;
        let currencies: Vec<_> = all.iter().map(|it| it.currency.clone()).collect();
        let shown = query
            .currency
            .position(currencies.iter().map(Option::as_ref));
        let allocation = all.into_iter().nth(shown);
        let slices = allocation
            .as_ref()
            .map(DonutSlice::all_of)
            .unwrap_or_default();
        let mut slice_of = vec![None; allocation.as_ref().map_or(0, |it| it.categories.len())];
        for (at, slice) in slices.iter().enumerate() {
            for &category in &slice.categories {
                slice_of[category] = Some(at);
            }
        }
        let notes = allocation
            .as_ref()
            .map(|it| notes(by, it, &currencies, &slices))
            .unwrap_or_default();
        let totals = || {
            let lines = allocation.iter().flat_map(|it| {
                let categories = it.categories.iter().map(|it| &it.total);
                categories.chain(it.negatives.iter().map(|it| &it.total))
            });
            let known = lines.map(|it| (it.value.known(), it.gain.known()));
            known.chain(allocation.iter().map(|it| (it.total, None)))
        };
        let categories = allocation.iter().flat_map(|it| &it.categories);
        let largest_weight = categories.filter_map(|it| it.weight).max();
        let widest_value = format::widest(totals().filter_map(|it| it.0));
        let widest_gain = format::widest(totals().filter_map(|it| it.1));
        Self {
            by,
            notes,
            largest_weight,
            widest_value,
            widest_gain,
            open: wanted
                .drill
                .as_ref()
                .map(|drill| open_label(portfolio, drill.by, &drill.category)),
            inside: allocation
                .as_ref()
                .map(|it| inside(portfolio, in_view, by, it, &slices))
                .unwrap_or_default(),
            currencies,
            allocation,
            slices,
            slice_of,
            holding_of: if by == AllocationBy::Security {
                largest_holdings(portfolio, in_view)
            } else {
                HashMap::new()
            },
        }
    }
}

impl AllocationModel {
    /// The table's rows.
    pub fn categories(&self) -> &[Category] {
        self.allocation.as_ref().map_or(&[], |it| &it.categories)
    }

    /// The color of a category's dot: its slice's, so that the two agree.
    pub fn color_of(&self, category: usize) -> usize {
        self.slice_of
            .get(category)
            .copied()
            .flatten()
            .and_then(|at| self.slices.get(at))
            .map_or(OTHER_COLOR, |it| it.color)
    }
}

/// The securities of each slice.
fn inside(
    portfolio: &Portfolio,
    in_view: impl Fn(&Holding) -> bool,
    by: AllocationBy,
    allocation: &CurrencyAllocation,
    slices: &[DonutSlice],
) -> Vec<Inside> {
    if by == AllocationBy::Security {
        return vec![];
    }
    let mut all = vec![];
    for (slice, categories) in slices.iter().map(|it| &it.categories).enumerate() {
        let keys: Vec<&str> = categories
            .iter()
            .map(|&at| allocation.categories[at].name.key.as_str())
            .collect();
        let is_within = |it: &Holding| {
            in_view(it) && keys.contains(&category_key(portfolio, it, &portfolio.worth(it), by))
        };
        let holding_of = largest_holdings(portfolio, is_within);
        let divided = allocate(portfolio, is_within, AllocationBy::Security).currencies;
        let divided = divided
            .into_iter()
            .find(|it| it.currency == allocation.currency);
        for security in divided.iter().flat_map(|it| &it.categories) {
            let value = security.value().filter(|it| !it.is_zero());
            if let (Some(value), Some(holding)) = (value, holding_of.get(&security.name.key)) {
                all.push(Inside {
                    slice,
                    label: text::category(&security.name).to_owned(),
                    ticker: portfolio
                        .security(&security.name.key.as_str().into())
                        .and_then(|it| it.ticker_symbol.clone()),
                    value,
                    weight: allocation.total.and_then(|it| value.checked_div(it)),
                    holding: holding.clone(),
                });
            }
        }
    }
    all
}

/// What the table does not say by itself.
fn notes(
    by: AllocationBy,
    allocation: &CurrencyAllocation,
    currencies: &[Option<Currency>],
    slices: &[DonutSlice],
) -> String {
    let mut notes = vec![];
    if !allocation.negatives.is_empty() {
        notes.push("Short positions are listed but left out of the donut.".to_owned());
    }
    if currencies.len() > 1 {
        notes.push(format!(
            "{} currencies are shown apart: they cannot be added without a rate.",
            match currencies.len() {
                2 => "Two".to_owned(),
                count => count.to_string(),
            }
        ));
    }
    if allocation.net.value.missing() > 0 {
        let holdings = match allocation.net.value.missing() {
            1 => "1 row has".to_owned(),
            count => format!("{count} rows have"),
        };
        notes.push(format!("{holdings} no known value and no share."));
    }
    if slices.iter().any(|it| it.categories.len() > 1) {
        notes.push(
            "Shares under 1.5%, and all after the ninth, are gathered in “Other”.".to_owned(),
        );
    }
    if by == AllocationBy::Sector && notes.is_empty() {
        notes.push("Sectors are as the institutions report them.".to_owned());
    }
    notes.join(" ")
}

/// Whether `holding` falls into the category that is open.
fn is_in(portfolio: &Portfolio, holding: &Holding, drill: &Drill) -> bool {
    category_key(portfolio, holding, &portfolio.worth(holding), drill.by) == drill.category
}

/// The name of the open category, even where no holding in view is in it.
fn open_label(portfolio: &Portfolio, by: AllocationBy, key: &str) -> String {
    portfolio
        .holdings
        .iter()
        .map(|holding| (holding, portfolio.worth(holding)))
        .find(|(holding, worth)| category_key(portfolio, holding, worth, by) == key)
        .map_or_else(
            || key.to_owned(),
            |(holding, worth)| {
                text::category(&category_name(portfolio, holding, &worth, by)).to_owned()
            },
        )
}

fn largest_holdings(
    portfolio: &Portfolio,
    in_view: impl Fn(&Holding) -> bool,
) -> HashMap<String, HoldingId> {
    let mut largest: HashMap<&str, &Holding> = HashMap::new();
    for holding in portfolio.holdings.iter().filter(|it| in_view(it)) {
        let best = largest
            .entry(holding.security_id.as_str())
            .or_insert(holding);
        let value = |holding| portfolio.worth(holding).value.ok();
        if value(holding) > value(best) {
            *best = holding;
        }
    }
    largest
        .into_iter()
        .map(|(key, holding)| (key.to_owned(), holding.id.clone()))
        .collect()
}

#[cfg(test)]
mod tests;
