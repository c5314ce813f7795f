//! How each kind of action becomes rows: the part of [`Ledger`] that does the
//! arithmetic.

use chrono::{Datelike as _, NaiveDate};
use rust_decimal::{Decimal, RoundingStrategy, dec};

use super::{
    ledger::{Ledger, Trading},
    market::with_digits,
    plan::{Action, GrantPlan},
    positions::{Effect, Row},
    random::{below, mix, of_text},
    securities::{Security, Terms},
};

/// The least money worth buying for.
const SMALLEST_PURCHASE: Decimal = dec!(5);
/// What is sold of a vesting tranche to pay its tax.
const SOLD_FOR_TAX: Decimal = dec!(0.35);
/// What other countries keep of a dividend.
const FOREIGN_TAX: Decimal = dec!(0.1);

impl Ledger {
    /// Does what `action` says, if cash and holdings allow it.
    pub(super) fn carry_out(&mut self, action: &Action, day: Trading<'_>) {
        match *action {
            Action::Deposit {
                amount,
                subtype,
                name,
            } => self.write(self.blank_cash(day.date, subtype, -amount, name)),
            Action::Withdraw(amount) => {
                if amount <= self.now().cash {
                    self.write(self.blank_cash(day.date, "withdrawal", amount, "WITHDRAWAL"));
                }
            }
            Action::Buy {
                security,
                amount,
                fee,
            } => self.buy_for(security, amount, fee, day),
            Action::BuyUnits {
                security,
                units,
                fee,
            } => self.buy_units(security, units, fee, day),
            Action::CancelLatest(security) => self.cancel_latest(security, day.date),
            Action::Contribute(security, amount) => self.contribute(security, amount, day),
            Action::Sell {
                security,
                percent,
                fee,
            } => self.sell(security, percent, fee, day),
            Action::SellShort(security, units) => self.sell_short(security, units, day),
            Action::Receive {
                security,
                units,
                cost,
                subtype,
                name,
            } => {
                let kind = ("transfer", subtype);
                let mut row = self.blank(day.date, kind, name.to_owned(), Some(security));
                (row.quantity, row.price) = (units, day.price(security));
                row.effect = Effect::Receive { cost };
                self.write(row);
            }
            Action::Dividends { reinvest } => self.pay_dividends(reinvest, day),
            Action::Dividend(security) => {
                self.pay_dividend(security, day);
            }
            Action::Coupon(security) => self.pay_coupon(security, day.date),
            Action::Reward(security, subtype) => self.reward(security, subtype, day),
            Action::Interest(yearly) => {
                let interest = with_digits(self.now().cash * yearly / dec!(12), 2);
                if interest > Decimal::ZERO {
                    self.write(self.blank_cash(day.date, "interest", -interest, "INTEREST"));
                }
            }
            Action::Charge {
                amount,
                kind,
                subtype,
                name,
            } => self.charge(amount, (kind, subtype), name, day.date),
            Action::FundFee(security, amount) => self.fund_fee(security, amount, day),
            Action::Split(security) => self.split(security, day.date),
            Action::Grant(grant) => self.grant(grant, day),
            Action::Vest(grant) => self.vest(grant, day),
        }
    }

    /// Buys for about `amount`, fee included, and for no more than there is.
    fn buy_for(
        &mut self,
        security: &'static Security,
        amount: Decimal,
        fee: Decimal,
        day: Trading<'_>,
    ) {
        let draw = mix(
            self.seed,
            &[
                of_text(self.plan.key),
                of_text(security.key),
                self.rows().len() as u64,
            ],
        );
        let varied = amount * Decimal::new(i64::from(800 + below(draw, 401)), 3);
        let money = varied.min(self.now().cash) - fee;
        if money >= SMALLEST_PURCHASE {
            let units = units_for(money, day.price(security), security);
            self.buy_units(security, units, fee, day);
        }
    }

    fn buy_units(
        &mut self,
        security: &'static Security,
        units: Decimal,
        fee: Decimal,
        day: Trading<'_>,
    ) {
        let amount = with_digits(units * day.price(security), 2) + fee;
        if units > Decimal::ZERO && amount <= self.now().cash {
            let mut row = self.trade("BUY", ("buy", "buy"), security, units, day);
            (row.amount, row.fees, row.effect) = (amount, Some(fee), Effect::Open);
            self.write(row);
        }
    }

    /// Buys with money that was just paid out: to the cent, with no fee.
    fn reinvest(
        &mut self,
        security: &'static Security,
        money: Decimal,
        subtype: &'static str,
        day: Trading<'_>,
    ) {
        let fraction = Security {
            unit_digits: security.unit_digits.max(4),
            ..*security
        };
        let units = units_for(money, day.price(security), &fraction);
        if units > Decimal::ZERO {
            let mut row = self.trade("REINVEST", ("buy", subtype), security, units, day);
            (row.amount, row.effect) = (money, Effect::Open);
            self.write(row);
        }
    }

    fn contribute(&mut self, security: &'static Security, amount: Decimal, day: Trading<'_>) {
        let units = units_for(amount, day.price(security), security);
        let mut row = self.trade(
            "CONTRIBUTION",
            ("buy", "contribution"),
            security,
            units,
            day,
        );
        row.amount = amount;
        row.effect = Effect::Receive { cost: Some(amount) };
        self.write(row);
    }

    /// Takes back the purchase of `security` in the last days, if there is one.
    fn cancel_latest(&mut self, security: &'static Security, date: NaiveDate) {
        let bought = self
            .rows()
            .iter()
            .rev()
            .take_while(|row| (date - row.date).num_days() <= 5)
            .find(|row| row.is_of(security) && row.effect == Effect::Open)
            .cloned();
        let Some(bought) = bought else { return };
        let name = format!("CANCEL {}", bought.name);
        let mut row = self.blank(date, ("cancel", "trade"), name, Some(security));
        (row.quantity, row.price, row.amount) = (-bought.quantity, bought.price, -bought.amount);
        row.effect = Effect::TakeBack;
        self.write(row);
    }

    fn sell(&mut self, security: &'static Security, percent: u32, fee: Decimal, day: Trading<'_>) {
        let share = self.units(security) * Decimal::new(i64::from(percent), 2);
        let units = share.round_dp_with_strategy(security.unit_digits, RoundingStrategy::ToZero);
        if units > Decimal::ZERO {
            let mut row = self.trade("SELL", ("sell", "sell"), security, -units, day);
            row.amount = with_digits(row.quantity * row.price, 2) + fee;
            (row.fees, row.effect) = (Some(fee), Effect::Close);
            self.write(row);
        }
    }

    fn sell_short(&mut self, security: &'static Security, units: Decimal, day: Trading<'_>) {
        let mut row = self.trade("SELL SHORT", ("sell", "sell short"), security, -units, day);
        row.amount = with_digits(row.quantity * row.price, 2);
        row.effect = Effect::Open;
        self.write(row);
    }

    /// Pays every dividend due in this month of the quarter.
    fn pay_dividends(&mut self, reinvest: bool, day: Trading<'_>) {
        let due: Vec<&'static Security> = self
            .now()
            .held()
            .filter(|it| it.grant.is_none() && pays_dividends(it.security))
            .map(|it| it.security)
            .filter(|it| (day.date.month0() + below(of_text(it.key), 3)).is_multiple_of(3))
            .collect();
        for security in due {
            let paid = self.pay_dividend(security, day);
            if reinvest && paid > Decimal::ZERO {
                self.reinvest(security, paid, "dividend reinvestment", day);
                if day.date.month0() < 3 {
                    // The empty second row that some institutions send along.
                    let kind = ("buy", "dividend reinvestment");
                    let ghost = self.trade("REINVEST", kind, security, Decimal::ZERO, day);
                    self.write(Row {
                        price: Decimal::ZERO,
                        ..ghost
                    });
                }
            }
        }
    }

    /// Pays a quarter's dividend, less tax kept abroad. Returns the payment.
    fn pay_dividend(&mut self, security: &'static Security, day: Trading<'_>) -> Decimal {
        let rate = (day.price(security) * security.yearly_yield / dec!(4)).round_dp(4);
        let subtype = match security.kind {
            Some("equity") => "qualified dividend",
            Some(_) | None => "dividend",
        };
        let paid = self.units(security) * rate;
        let paid = self.pay("DIVIDEND", security, paid, subtype, day.date);
        if security.subtype == Some("depositary receipt") && paid > Decimal::ZERO {
            let name = format!("FOREIGN TAX WITHHELD {}", label(security));
            let kind = ("cash", "tax withheld");
            let mut row = self.blank(day.date, kind, name, Some(security));
            row.amount = with_digits(paid * FOREIGN_TAX, 2);
            self.write(row);
        }
        paid
    }

    fn pay_coupon(&mut self, security: &'static Security, date: NaiveDate) {
        if let Terms::Bond {
            percentage,
            face_value,
            ..
        } = security.terms
        {
            let half_year = self.units(security) * face_value * percentage / dec!(200);
            self.pay("INTEREST", security, half_year, "interest", date);
        }
    }

    fn reward(&mut self, security: &'static Security, subtype: &'static str, day: Trading<'_>) {
        let value = self.units(security) * day.price(security);
        let month = value * security.yearly_yield / dec!(12);
        let again = match subtype {
            "interest" => "interest reinvestment",
            _ => "dividend reinvestment",
        };
        let paid = self.pay("REWARD", security, month, subtype, day.date);
        self.reinvest(security, paid, again, day);
    }

    /// Pays `amount` on a security, rounded to cents. Returns what was paid.
    fn pay(
        &mut self,
        word: &str,
        security: &'static Security,
        amount: Decimal,
        subtype: &'static str,
        date: NaiveDate,
    ) -> Decimal {
        let paid = with_digits(amount, 2).max(Decimal::ZERO);
        if paid > Decimal::ZERO {
            let name = format!("{word} {}", label(security));
            let mut row = self.blank(date, ("cash", subtype), name, Some(security));
            row.amount = -paid;
            self.write(row);
        }
        paid
    }

    fn charge(
        &mut self,
        amount: Decimal,
        kind: (&'static str, &'static str),
        name: &str,
        date: NaiveDate,
    ) {
        if amount <= self.now().cash {
            let mut row = self.blank(date, kind, name.to_owned(), None);
            row.amount = amount;
            self.write(row);
        }
    }

    fn fund_fee(&mut self, security: &'static Security, amount: Decimal, day: Trading<'_>) {
        let units = units_for(amount, day.price(security), security);
        if units < self.units(security) {
            let mut row = self.trade("SELL", ("sell", "sell"), security, -units, day);
            (row.amount, row.effect) = (-amount, Effect::Close);
            self.write(row);
            let kind = ("fee", "fund fee");
            self.charge(amount, kind, "RECORDKEEPING FEE", day.date);
        }
    }

    fn split(&mut self, security: &'static Security, date: NaiveDate) {
        let held = self.units(security);
        let Some(split) = security.split else { return };
        if held > Decimal::ZERO {
            let name = format!("SPLIT {}-FOR-1 {}", split.ratio, label(security));
            let mut row = self.blank(date, ("transfer", "split"), name, Some(security));
            row.quantity = held * (split.ratio - Decimal::ONE);
            row.effect = Effect::Split;
            self.write(row);
        }
    }

    fn grant(&mut self, grant: &'static GrantPlan, day: Trading<'_>) {
        let kind = ("cash", "stock distribution");
        let mut row = self.trade("GRANT", kind, grant.security, grant.units, day);
        row.grant = Some(grant.name);
        row.effect = Effect::Grant {
            vested: grant.vested,
        };
        self.write(row);
    }

    fn vest(&mut self, grant: &'static GrantPlan, day: Trading<'_>) {
        let Some(position) = self.now().of_grant(grant.name) else {
            return;
        };
        let units = grant.tranche.min(position.quantity() - position.vested);
        if units <= Decimal::ZERO {
            return;
        }
        let sold = (units * SOLD_FOR_TAX).ceil();
        let mut row = self.trade(
            "SELL TO COVER",
            ("sell", "sell"),
            grant.security,
            -sold,
            day,
        );
        row.amount = with_digits(row.quantity * row.price, 2);
        row.grant = Some(grant.name);
        row.effect = Effect::Vest { units };
        let tax = -row.amount;
        self.write(row);
        let name = format!("TAX WITHHELD {} VEST {units}", grant.name);
        let mut row = self.blank(day.date, ("cash", "tax withheld"), name, None);
        row.amount = tax;
        self.write(row);
    }

    /// A row at the day's price that has no amount yet.
    fn trade(
        &self,
        word: &str,
        kind: (&'static str, &'static str),
        security: &'static Security,
        quantity: Decimal,
        day: Trading<'_>,
    ) -> Row {
        let name = format!("{word} {}", label(security));
        let mut row = self.blank(day.date, kind, name, Some(security));
        (row.quantity, row.price) = (quantity, day.price(security));
        row
    }

    /// The units held outside grants.
    fn units(&self, security: &Security) -> Decimal {
        self.now()
            .of(security)
            .map_or(Decimal::ZERO, super::positions::Position::quantity)
    }
}

fn pays_dividends(security: &Security) -> bool {
    matches!(security.kind, Some("equity" | "etf" | "mutual fund"))
        && !security.cash_equivalent
        && security.yearly_yield > Decimal::ZERO
}

/// The units of `security` that `money` buys.
fn units_for(money: Decimal, price: Decimal, security: &Security) -> Decimal {
    (money / price).round_dp_with_strategy(security.unit_digits, RoundingStrategy::ToZero)
}

fn label(security: &Security) -> &'static str {
    security.name.unwrap_or(security.key)
}
