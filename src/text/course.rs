//! How a value came about, in words.

use rust_decimal::Decimal;

use super::{
    Label as _,
    format::{self, Figures},
};
use crate::{
    analytics::performance::{Bridge, Cause, Span},
    domain::Currency,
};

/// What the figure beside a total is.
pub const GAIN_OF_RANGE: &str = "What market and income did over this range, less fees and taxes. \
                                 What was paid in or out is no part of it.";

/// `market +$9,050.00 · you added $5,447.00 · income $312.00`: the parts of a
/// bridge that are not zero. `accounts` is the part of what flowed in and out
/// that came and went with whole accounts.
pub fn came_about(
    bridge: &Bridge,
    accounts: Decimal,
    currency: Option<&Currency>,
    figures: Figures,
) -> String {
    let money = |amount: Decimal| figures.money(Some(amount), currency);
    let signed = |amount| figures.signed_money(Some(amount), currency);
    let own = (bridge.inflow + bridge.outflow).saturating_sub(accounts);
    let mut parts = vec![format!("market {}", signed(bridge.price))];
    let either = |it: Decimal, out: &str, into: &str| {
        let way = if it.is_sign_negative() { out } else { into };
        format!("{way} {}", money(it.abs()))
    };
    let mut say = |amount: Decimal, text: &dyn Fn(Decimal) -> String| {
        if !amount.is_zero() {
            parts.push(text(amount));
        }
    };
    say(own, &|it| either(it, "you took out", "you added"));
    say(accounts, &|it| {
        either(it, "left with accounts", "came with accounts")
    });
    say(bridge.income, &|it| format!("income {}", money(it)));
    say(-(bridge.fees + bridge.taxes), &|it| {
        format!("fees and taxes {}", signed(it))
    });
    say(bridge.unclassified, &|it| {
        format!("not classified {}", signed(it))
    });
    say(bridge.unexplained, &|it| {
        format!("not explained {}", signed(it))
    });
    parts.join(" · ")
}

/// `since 21 Nov 2025`; both days where it does not reach the latest sync.
pub fn over(span: Span, ends_early: bool) -> String {
    if ends_early {
        format::days(span.from, span.to)
    } else {
        format!("since {}", format::date(span.from))
    }
}

/// One of the amounts from the begin of a bridge to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BridgePart {
    pub name: &'static str,
    pub amount: Decimal,
    /// Whether it is the begin or the end, and no change.
    pub is_end: bool,
}

/// The parts of a bridge from its begin to its end, without those of nothing
/// that are usually not there. They add up.
pub fn bridge_parts(bridge: &Bridge) -> Vec<BridgePart> {
    let whole = |name, amount| BridgePart {
        name,
        amount,
        is_end: true,
    };
    let part = |name, amount| BridgePart {
        name,
        amount,
        is_end: false,
    };
    let mut parts = vec![
        whole("Begin", bridge.begin),
        part("Paid or brought in", bridge.inflow),
        part("Paid or taken out", bridge.outflow),
    ];
    if !bridge.unclassified.is_zero() {
        parts.push(part("Not classified", bridge.unclassified));
    }
    parts.extend([
        part("Income", bridge.income),
        part("Fees", -bridge.fees),
        part("Taxes", -bridge.taxes),
        part("Price", bridge.price),
    ]);
    if !bridge.unexplained.is_zero() {
        parts.push(part("Not explained", bridge.unexplained));
    }
    parts.push(whole("End", bridge.end));
    parts
}

/// The same as lines of text.
pub fn bridge_lines(
    bridge: &Bridge,
    currency: Option<&Currency>,
    figures: Figures,
) -> Vec<(&'static str, String)> {
    let parts = bridge_parts(bridge).into_iter();
    let line = |it: BridgePart| {
        let amount = Some(it.amount);
        let amount = if it.is_end {
            figures.money(amount, currency)
        } else {
            figures.signed_money(amount, currency)
        };
        (it.name, amount)
    };
    parts.map(line).collect()
}

/// Why value crossed a border.
pub fn cause(cause: Cause) -> &'static str {
    match cause {
        Cause::Row(kind) => kind.label(),
        Cause::InKind => "Units moved in kind",
        Cause::Unclassified => "Not classified",
        Cause::FirstSeen => "Account first seen",
        Cause::Removed => "Account no longer listed",
        Cause::UnexplainedUnits => "Units that no transaction explains",
        Cause::UnexplainedCash => "Cash that no transaction explains",
        Cause::Transferred => "Moved from or to another account, by its transaction",
        Cause::ToldTransfer => "Received or sent, as you said",
        Cause::ToldIncome => "Income in kind, as you said",
        Cause::BecameKnown => "Value became known",
        Cause::NoLongerKnown => "Value no longer known",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::dec;

    #[test]
    fn what_was_paid_in_stands_beside_what_the_market_did() {
        let bridge = Bridge {
            begin: dec!(100000),
            inflow: dec!(5547),
            outflow: dec!(-100),
            income: dec!(312),
            price: dec!(9050),
            end: dec!(114809),
            ..Bridge::default()
        };
        let usd = Currency::iso("USD");
        let shown = Figures { hide: false };
        let check = |bridge: &Bridge, accounts, figures, expected: &str| {
            assert_eq!(came_about(bridge, accounts, Some(&usd), figures), expected);
        };
        check(
            &bridge,
            dec!(0),
            shown,
            "market +$9,050.00 · you added $5,447.00 · income $312.00",
        );
        check(
            &bridge,
            dec!(6000),
            shown,
            "market +$9,050.00 · you took out $553.00 · came with accounts $6,000.00 · income \
             $312.00",
        );
        check(
            &bridge,
            dec!(0),
            Figures { hide: true },
            "market ••• · you added ••• · income •••",
        );
        check(&Bridge::default(), dec!(0), shown, "market $0.00");
    }
}
