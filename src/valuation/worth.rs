//! What one row is worth: the one rule for a holding and for a snapshot of one.
//!
//! `docs/spec/figures.md` has the rules with their reasons and an example each.

use rust_decimal::Decimal;

use super::{CurrencySource, currency_of};
use crate::domain::{Account, AssetClass, Currency, Holding, Security, SnapshotRow};

/// Why a figure is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unknown {
    /// The institution does not say, and nothing else follows.
    NotReported,
    /// Price and value are zero although units are held, which is not read as a
    /// total loss.
    ZeroPrice,
    /// The price may be in percent of par, or per contract: units × price would
    /// be a guess.
    UnitsDoNotFit,
    /// Only the vested units are said, and their value does not follow; or more
    /// units are vested than there are.
    VestedUnclear,
    /// The cost covers units that do not count yet.
    PartlyVested,
    /// The cost is zero although the row has a value, which is not read as a
    /// purchase for nothing.
    ZeroCost,
    /// Cash has no gain.
    Cash,
    /// Beyond what can be counted.
    TooLarge,
}

impl Unknown {
    /// Its name on the command line and in exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotReported => "not_reported",
            Self::ZeroPrice => "zero_price",
            Self::UnitsDoNotFit => "units_do_not_fit",
            Self::VestedUnclear => "vested_unclear",
            Self::PartlyVested => "partly_vested",
            Self::ZeroCost => "zero_cost",
            Self::Cash => "cash",
            Self::TooLarge => "too_large",
        }
    }
}

/// Where a figure comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The institution.
    Reported,
    /// It follows from what the institution says, by our arithmetic.
    Derived,
}

impl Source {
    /// Its name on the command line and in exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reported => "reported",
            Self::Derived => "derived",
        }
    }
}

/// What a row counts for.
#[derive(Clone, Debug, PartialEq)]
pub struct Worth {
    /// The units that count: of a stock plan the vested ones. Negative for a
    /// short position.
    pub units: Option<Decimal>,
    /// The market value of these units in [`Worth::currency`]; negative for a
    /// short position.
    pub value: Result<Decimal, Unknown>,
    /// Where the value comes from.
    pub value_source: Source,
    /// What these units cost in total, with the sign of the position: for a
    /// short position what was received, negative like its value.
    pub cost: Result<Decimal, Unknown>,
    pub currency: Option<Currency>,
    /// Where the currency comes from.
    pub currency_source: CurrencySource,
}

impl Worth {
    /// What `holding` counts for, with what is known of its security and
    /// account.
    pub fn of(holding: &Holding, security: Option<&Security>, account: Option<&Account>) -> Self {
        let figures = Figures {
            quantity: holding.quantity,
            price: holding.institution_price,
            value: holding.institution_value,
            vested_quantity: holding.vested_quantity,
            vested_value: holding.vested_value,
            cost_basis: holding.cost_basis,
            class: security.and_then(|security| security.asset_class.as_ref()),
        };
        let currency = currency_of(holding.currency.as_ref(), security, account);
        figures.worth(currency)
    }

    /// What a row of a snapshot counted for then.
    pub fn of_snapshot(
        row: &SnapshotRow,
        security: Option<&Security>,
        account: Option<&Account>,
    ) -> Self {
        let figures = Figures {
            quantity: row.quantity,
            price: row.institution_price,
            value: row.institution_value,
            vested_quantity: row.vested_quantity,
            vested_value: row.vested_value,
            cost_basis: row.cost_basis,
            class: security.and_then(|security| security.asset_class.as_ref()),
        };
        figures.worth(currency_of(row.currency.as_ref(), security, account))
    }

    /// Value − cost; unknown when either is.
    pub fn gain(&self) -> Result<Decimal, Unknown> {
        let (value, cost) = (self.value?, self.cost?);
        value.checked_sub(cost).ok_or(Unknown::TooLarge)
    }
}

/// Whether the price of so many units is surely that of one unit. Bonds are quoted in
/// percent of par, and what has no type may be one. Of an option Plaid counts
/// the shares, 100 for each contract
/// (<https://plaid.com/docs/api/products/investments/>): another number may be
/// contracts, each worth 100 times the price.
pub fn is_priced_per_unit(class: Option<&AssetClass>, units: Option<Decimal>) -> bool {
    match class {
        Some(
            AssetClass::Cash
            | AssetClass::Cryptocurrency
            | AssetClass::Equity
            | AssetClass::Etf
            | AssetClass::MutualFund,
        ) => true,
        Some(AssetClass::Derivative) => {
            units.is_some_and(|units| (units % Decimal::ONE_HUNDRED).is_zero())
        }
        Some(AssetClass::FixedIncome | AssetClass::Loan | AssetClass::Other(_)) | None => false,
    }
}

/// What an account that lists no holdings is worth: its balance, where that
/// says that something is there.
pub fn balance_alone(account: &Account) -> Option<Decimal> {
    let balance = account.balances.current;
    balance.filter(|balance| !balance.is_zero())
}

/// How far a balance may be from what it is compared with, because both were rounded.
const A_CENT: Decimal = rust_decimal::dec!(0.01);

/// Whether the balance of an account says that rows of which price and value are zero
/// beside units, `zero_priced` of them, are worth nothing: it is what all others are
/// worth together, `known`, to the cent. Where nothing else is worth anything, that
/// tells only of one row: an answer without any prices looks the same.
pub fn confirms_zero(balance: Option<Decimal>, known: Option<Decimal>, zero_priced: usize) -> bool {
    let Some(balance) = balance.filter(|_| zero_priced > 0) else {
        return false;
    };
    let others = known.unwrap_or_default();
    let is_same = balance
        .checked_sub(others)
        .is_some_and(|it| it.abs() < A_CENT);
    is_same && (zero_priced == 1 || !others.is_zero())
}

/// The figures of a row as reported.
struct Figures<'a> {
    quantity: Option<Decimal>,
    price: Option<Decimal>,
    value: Option<Decimal>,
    vested_quantity: Option<Decimal>,
    vested_value: Option<Decimal>,
    cost_basis: Option<Decimal>,
    class: Option<&'a AssetClass>,
}

type Valued = Result<(Decimal, Source), Unknown>;

impl Figures<'_> {
    fn worth(&self, (currency, currency_source): (Option<&Currency>, CurrencySource)) -> Worth {
        let (units, value) = self.counted();
        let (value, value_source) = match value {
            Ok((value, source)) => (Ok(value), source),
            Err(because) => (Err(because), Source::Reported),
        };
        Worth {
            units,
            value,
            value_source,
            cost: self.cost(units, value),
            currency: currency.cloned(),
            currency_source,
        }
    }

    /// The units that count and their value: the vested part of a stock plan,
    /// else all of it. The two halves of a vested part go together.
    fn counted(&self) -> (Option<Decimal>, Valued) {
        let whole = self.whole_value();
        if self.vests_more_than_held() {
            return (None, Err(Unknown::VestedUnclear));
        }
        match (self.vested_quantity, self.vested_value) {
            (None, None) => (self.known_units(), whole),
            (Some(units), Some(value)) if !value.is_zero() || units.is_zero() => {
                (Some(units), Ok((value, Source::Reported)))
            }
            (Some(units), _) if self.quantity == Some(units) => (Some(units), whole),
            (Some(units), _) => match self.value_of(units) {
                Ok(value) => (Some(units), Ok((value, Source::Derived))),
                Err(because) => (Some(units), Err(because)),
            },
            (None, Some(value)) => (self.units_of(value), Ok((value, Source::Reported))),
        }
    }

    /// Whether more units are said to be vested than there are: one of the two is
    /// wrong, and nobody knows which.
    fn vests_more_than_held(&self) -> bool {
        match (self.vested_quantity, self.known_units()) {
            (Some(vested), Some(all)) => all >= Decimal::ZERO && vested > all,
            (Some(_) | None, _) => false,
        }
    }

    /// The units of the whole row. Zero units beside a value mean that the
    /// units are unknown.
    fn known_units(&self) -> Option<Decimal> {
        let has_value = self.value.is_some_and(|value| !value.is_zero());
        self.quantity.filter(|units| !units.is_zero() || !has_value)
    }

    /// The value of all units: as reported, else units × price where they fit.
    fn whole_value(&self) -> Valued {
        let has_units = self.quantity.is_some_and(|units| !units.is_zero());
        let is_priced = self.price.is_some_and(|price| !price.is_zero());
        match self.value {
            Some(value) if value.is_zero() && has_units && !is_priced => Err(Unknown::ZeroPrice),
            Some(value) if value.is_zero() && has_units => self.units_times_price(),
            // Some institutions report what is owed without a sign.
            Some(value) if self.is_short() => Ok((-value.abs(), Source::Reported)),
            Some(value) => Ok((value, Source::Reported)),
            None => self.units_times_price(),
        }
    }

    fn is_short(&self) -> bool {
        self.quantity.is_some_and(|units| units < Decimal::ZERO)
    }

    fn units_times_price(&self) -> Valued {
        let (Some(units), Some(price)) = (self.quantity, self.price) else {
            return Err(Unknown::NotReported);
        };
        if units.is_zero() {
            return Ok((Decimal::ZERO, Source::Derived));
        }
        if price.is_zero() {
            return Err(Unknown::ZeroPrice);
        }
        if !self.is_priced_per_unit() {
            return Err(Unknown::UnitsDoNotFit);
        }
        let value = units.checked_mul(price).ok_or(Unknown::TooLarge)?;
        Ok((value, Source::Derived))
    }

    fn is_priced_per_unit(&self) -> bool {
        is_priced_per_unit(self.class, self.quantity)
    }

    /// The value of a part of the units: its share of the whole, so that it
    /// rests on what is reported.
    fn value_of(&self, units: Decimal) -> Result<Decimal, Unknown> {
        if units.is_zero() {
            return Ok(Decimal::ZERO);
        }
        if self.is_priced_per_unit()
            && let Some(price) = self.price.filter(|price| !price.is_zero())
        {
            return units.checked_mul(price).ok_or(Unknown::TooLarge);
        }
        let (whole, _) = self.whole_value()?;
        let all = self.quantity.filter(|all| !all.is_zero());
        all.and_then(|all| whole.checked_mul(units)?.checked_div(all))
            .ok_or(Unknown::VestedUnclear)
    }

    /// The units behind a part of the value.
    fn units_of(&self, value: Decimal) -> Option<Decimal> {
        if value.is_zero() {
            return Some(Decimal::ZERO);
        }
        if self.value == Some(value) {
            return self.quantity;
        }
        if self.is_priced_per_unit()
            && let Some(price) = self.price.filter(|price| !price.is_zero())
        {
            return value.checked_div(price);
        }
        let whole = self.value.filter(|whole| !whole.is_zero())?;
        self.quantity?.checked_mul(value)?.checked_div(whole)
    }

    fn cost(
        &self,
        units: Option<Decimal>,
        value: Result<Decimal, Unknown>,
    ) -> Result<Decimal, Unknown> {
        if self.class == Some(&AssetClass::Cash) {
            return Err(Unknown::Cash);
        }
        let cost = self.cost_basis.ok_or(Unknown::NotReported)?;
        let has_vesting = self.vested_quantity.is_some() || self.vested_value.is_some();
        if has_vesting && units != self.quantity {
            return Err(Unknown::PartlyVested);
        }
        let is_worth_something = value != Ok(Decimal::ZERO);
        if cost.is_zero() && is_worth_something {
            return Err(Unknown::ZeroCost);
        }
        // Some institutions report what a short position brought without a sign.
        Ok(if units.is_some_and(|units| units < Decimal::ZERO) {
            -cost.abs()
        } else {
            cost
        })
    }
}

#[cfg(test)]
mod tests;
