//! What the facts of a portfolio add up to, worked out a second time: by the
//! definitions of `docs/spec/figures.md`, row by row, in whole numbers that
//! neither round nor overflow. Nothing here uses the program's own sums.

use std::collections::{BTreeMap, BTreeSet};

use holdfast::{
    domain::{AccountId, AssetClass, Currency, Holding},
    portfolio::Portfolio,
    state::AccountFilter,
};
use rust_decimal::Decimal;

/// An exact sum: whole units, and parts of 10⁻²⁸.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Exact {
    whole: i128,
    parts: i128,
    /// The sum without signs: how much went through it.
    size: i128,
    /// How many amounts are in it.
    pub(crate) known: usize,
    /// How many are not known, and not in it.
    pub(crate) missing: usize,
}

const ONE: i128 = 10_i128.pow(28);

impl Exact {
    pub(crate) fn add(&mut self, amount: Option<Decimal>) {
        let Some(amount) = amount else {
            self.missing += 1;
            return;
        };
        self.known += 1;
        let whole = amount.trunc();
        self.whole += whole.mantissa();
        self.size += whole.mantissa().abs() + 1;
        let fraction = amount.fract();
        self.parts += fraction.mantissa() * 10_i128.pow(28 - fraction.scale());
        self.whole += self.parts / ONE;
        self.parts %= ONE;
    }

    pub(crate) fn of(amounts: impl IntoIterator<Item = Option<Decimal>>) -> Self {
        let mut sum = Self::default();
        for amount in amounts {
            sum.add(amount);
        }
        sum
    }

    /// Whether `shown` is this sum: none where no amount is known, or where the
    /// amounts are beyond what the program counts.
    pub(crate) fn is(&self, shown: Option<Decimal>) -> bool {
        let Some(shown) = shown else {
            return self.known == 0 || self.is_beyond_counting();
        };
        let shown = Self::of([Some(shown)]);
        let (whole, parts) = (self.whole - shown.whole, self.parts - shown.parts);
        // A decimal has 28 digits: what needs more of them is rounded there.
        let rounding = self.size.saturating_mul(100);
        let difference = whole.saturating_mul(ONE).saturating_add(parts);
        self.known > 0 && difference.unsigned_abs() <= rounding.unsigned_abs()
    }

    /// The sum as a decimal; none where nothing is known, or it does not fit.
    pub(crate) fn shown(&self) -> Option<Decimal> {
        let whole = Decimal::try_from_i128_with_scale(self.whole, 0).ok()?;
        let parts = Decimal::try_from_i128_with_scale(self.parts, 28).ok()?;
        whole.checked_add(parts).filter(|_| self.known > 0)
    }

    /// Whether the amounts may be beyond what the program counts on the way.
    pub(crate) fn is_beyond_counting(&self) -> bool {
        self.size >= Decimal::MAX.mantissa()
    }

    /// Whether it is below zero, as far as it is known.
    pub(crate) fn is_negative(&self) -> bool {
        self.whole < 0 || self.whole == 0 && self.parts < 0
    }
}

/// What one row counts for.
#[derive(Clone, Debug)]
pub(crate) struct Row<'a> {
    pub(crate) holding: &'a Holding,
    pub(crate) class: Option<&'a AssetClass>,
    pub(crate) currency: Option<&'a Currency>,
    pub(crate) units: Option<Decimal>,
    pub(crate) value: Option<Decimal>,
    pub(crate) cost: Option<Decimal>,
}

/// The rows of the accounts in view.
pub(crate) fn rows<'a>(portfolio: &'a Portfolio, accounts: &AccountFilter) -> Vec<Row<'a>> {
    let in_view = |it: &&Holding| is_in_view(portfolio, accounts, &it.account_id);
    let holdings = portfolio.holdings.iter().filter(in_view);
    holdings.map(|it| row(portfolio, it)).collect()
}

/// Whether an account is in view: hidden ones only by their own name.
pub(crate) fn is_in_view(portfolio: &Portfolio, accounts: &AccountFilter, id: &AccountId) -> bool {
    let account = portfolio.accounts.iter().find(|it| it.id == *id);
    let is_hidden = account.expect("every row has its account").choice.is_hidden;
    is_named(portfolio, accounts, id)
        && (!is_hidden || matches!(accounts, AccountFilter::Account(_)))
}

/// Whether an account is one of those that are asked for, hidden or not.
pub(crate) fn is_named(portfolio: &Portfolio, accounts: &AccountFilter, id: &AccountId) -> bool {
    let account = portfolio.accounts.iter().find(|it| it.id == *id);
    let account = account.expect("every row has its account");
    match accounts {
        AccountFilter::All => true,
        AccountFilter::Group(name) => account.choice.groups.contains(name),
        AccountFilter::Connection(item) => account.item_id == *item,
        AccountFilter::Account(id) => account.id == *id,
    }
}

/// What one row counts for.
pub(crate) fn row<'a>(portfolio: &'a Portfolio, holding: &'a Holding) -> Row<'a> {
    let security = portfolio.securities.get(&holding.security_id);
    let account = portfolio
        .accounts
        .iter()
        .find(|it| it.id == holding.account_id);
    let of_security = security.and_then(|it| it.currency.as_ref());
    let of_account = account.and_then(|it| it.balances.currency.as_ref());
    let currency = holding.currency.as_ref().or(of_security).or(of_account);
    let class = security.and_then(|it| it.asset_class.as_ref());
    let (units, value) = counted(holding, class);
    Row {
        holding,
        class,
        currency,
        units,
        value,
        cost: cost(holding, class, units, value),
    }
}

/// Whether a price is surely that of one unit.
fn is_per_unit(holding: &Holding, class: Option<&AssetClass>) -> bool {
    let known = ["cash", "cryptocurrency", "equity", "etf", "mutual fund"];
    let word = class.map_or("", AssetClass::as_str);
    let shares = |units: Decimal| units % Decimal::ONE_HUNDRED == Decimal::ZERO;
    known.contains(&word) || word == "derivative" && holding.quantity.is_some_and(shares)
}

fn is_nonzero(figure: Option<Decimal>) -> bool {
    figure.is_some_and(|it| !it.is_zero())
}

/// What all units are worth.
fn whole_value(holding: &Holding, class: Option<&AssetClass>) -> Option<Decimal> {
    let (units, price) = (holding.quantity, holding.institution_price);
    let product = || {
        if units?.is_zero() {
            return price.map(|_| Decimal::ZERO);
        }
        let is_usable = is_nonzero(price) && is_per_unit(holding, class);
        is_usable.then(|| units?.checked_mul(price?)).flatten()
    };
    match holding.institution_value {
        Some(value) if value.is_zero() && is_nonzero(units) => product(),
        Some(value) if holding.quantity.is_some_and(|units| units < Decimal::ZERO) => {
            Some(-value.abs())
        }
        Some(value) => Some(value),
        None => product(),
    }
}

/// The units that count, and their value.
fn counted(holding: &Holding, class: Option<&AssetClass>) -> (Option<Decimal>, Option<Decimal>) {
    let whole = whole_value(holding, class);
    let price = holding
        .institution_price
        .filter(|it| !it.is_zero() && is_per_unit(holding, class));
    let has_value = is_nonzero(holding.institution_value);
    let told = |units: &Decimal| !units.is_zero() || !has_value;
    let all = holding.quantity.filter(told);
    if let (Some(vested), Some(all)) = (holding.vested_quantity, all)
        && all >= Decimal::ZERO
        && vested > all
    {
        return (None, None);
    }
    match (holding.vested_quantity, holding.vested_value) {
        (None, None) => (all, whole),
        (Some(units), Some(value)) if !value.is_zero() || units.is_zero() => {
            (Some(units), Some(value))
        }
        (Some(units), _) if holding.quantity == Some(units) => (Some(units), whole),
        (Some(units), _) => {
            let share = || {
                let all = holding.quantity.filter(|it| !it.is_zero())?;
                whole?.checked_mul(units)?.checked_div(all)
            };
            let value = match price {
                _ if units.is_zero() => Some(Decimal::ZERO),
                Some(price) => units.checked_mul(price),
                None => share(),
            };
            (Some(units), value)
        }
        (None, Some(value)) => {
            let share = || {
                let all = holding.institution_value.filter(|it| !it.is_zero())?;
                holding.quantity?.checked_mul(value)?.checked_div(all)
            };
            let units = match price {
                _ if value.is_zero() => Some(Decimal::ZERO),
                _ if holding.institution_value == Some(value) => holding.quantity,
                Some(price) => value.checked_div(price),
                None => share(),
            };
            (units, Some(value))
        }
    }
}

/// What the units that count cost, where a gain follows from it.
fn cost(
    holding: &Holding,
    class: Option<&AssetClass>,
    units: Option<Decimal>,
    value: Option<Decimal>,
) -> Option<Decimal> {
    let is_plan = holding.vested_quantity.is_some() || holding.vested_value.is_some();
    let cost = holding.cost_basis?;
    if class == Some(&AssetClass::Cash)
        || is_plan && units != holding.quantity
        || cost.is_zero() && value != Some(Decimal::ZERO)
    {
        return None;
    }
    Some(
        if units.is_some_and(|it| it.is_sign_negative() && !it.is_zero()) {
            -cost.abs()
        } else {
            cost
        },
    )
}

/// Rows added up, as `docs/spec/figures.md` defines a total.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) rows: usize,
    /// Accounts and securities: a holding is the rows of one of each.
    holdings: BTreeSet<(String, String)>,
    pub(crate) value: Exact,
    pub(crate) cost: Exact,
    pub(crate) gain: Exact,
}

impl Tally {
    pub(crate) fn add(&mut self, row: &Row<'_>) {
        self.rows += 1;
        let key = (&row.holding.account_id, &row.holding.security_id);
        self.holdings.insert((key.0.to_string(), key.1.to_string()));
        self.value.add(row.value);
        let gain = || row.value?.checked_sub(row.cost?);
        if let Some(gain) = gain() {
            self.cost.add(row.cost);
            self.gain.add(Some(gain));
        }
    }

    pub(crate) fn of<'a>(rows: impl IntoIterator<Item = &'a Row<'a>>) -> Self {
        let mut tally = Self::default();
        for row in rows {
            tally.add(row);
        }
        tally
    }

    pub(crate) fn holdings(&self) -> usize {
        self.holdings.len()
    }
}

/// Rows by currency.
pub(crate) fn by_currency<'a, 'r>(
    rows: &'r [Row<'a>],
) -> BTreeMap<Option<&'a Currency>, Vec<&'r Row<'a>>> {
    let mut parts: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for row in rows {
        parts.entry(row.currency).or_default().push(row);
    }
    parts
}

/// The rows of one currency that are owed: those of securities that are worth
/// less than nothing over all accounts in view. The others are what weights are
/// shares of.
pub(crate) fn owed<'a>(rows: &[&Row<'a>]) -> BTreeSet<&'a str> {
    let mut values: BTreeMap<&str, Exact> = BTreeMap::new();
    for row in rows {
        let security = row.holding.security_id.as_str();
        values.entry(security).or_default().add(row.value);
    }
    let owed = values.into_iter().filter(|(_, value)| value.is_negative());
    owed.map(|(security, _)| security).collect()
}
