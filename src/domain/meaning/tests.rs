use super::*;

use TransactionKind as Kind;

/// All 48 subtypes.
const SUBTYPES: [&str; 48] = [
    "account fee",
    "adjustment",
    "assignment",
    "buy",
    "buy to cover",
    "contribution",
    "deposit",
    "distribution",
    "dividend",
    "dividend reinvestment",
    "exercise",
    "expire",
    "fund fee",
    "interest",
    "interest receivable",
    "interest reinvestment",
    "legal fee",
    "loan payment",
    "long-term capital gain",
    "long-term capital gain reinvestment",
    "management fee",
    "margin expense",
    "merger",
    "miscellaneous fee",
    "non-qualified dividend",
    "non-resident tax",
    "pending credit",
    "pending debit",
    "qualified dividend",
    "rebalance",
    "return of principal",
    "request",
    "sell",
    "sell short",
    "send",
    "short-term capital gain",
    "short-term capital gain reinvestment",
    "spin off",
    "split",
    "stock distribution",
    "tax",
    "tax withheld",
    "trade",
    "transfer",
    "transfer fee",
    "trust fee",
    "unqualified gain",
    "withdrawal",
];

const IN: i32 = -1;
const OUT: i32 = 1;

/// What a row means whose cash goes `cash` (Plaid's sign) and whose units go
/// `units`.
fn meaning(words: (&str, &str), cash: i32, units: i32) -> (Kind, CashRule) {
    let transaction_type = TransactionType::from(words.0);
    let subtype = Subtype::from(words.1);
    let shape = Shape::new(
        &transaction_type,
        Some(&subtype),
        cash.cmp(&0),
        units.cmp(&0),
    );
    (shape.kind(), shape.cash_rule(shape.kind()))
}

use CashRule::{BoughtAtOnce, InKind, Moves, SoldAtOnce};
use FlowKind::{
    Buys, Contributions, Costs, DividendsAndInterest as Income, Other, Sells, Transfers,
    Withdrawals,
};

/// Type, subtype, cash, units, and what the row is.
#[rustfmt::skip]
const TABLE: &[(&str, &str, i32, i32, Kind, CashRule)] = &[
    ("buy", "buy", OUT, 1, Kind::Buy, Moves(Buys)),
    ("buy", "buy to cover", OUT, 1, Kind::Buy, Moves(Buys)),
    ("buy", "contribution", OUT, 1, Kind::Contribution, BoughtAtOnce(Contributions)),
    ("buy", "contribution", IN, 0, Kind::Contribution, Moves(Contributions)),
    ("buy", "assignment", OUT, 1, Kind::Buy, Moves(Buys)),
    ("buy", "dividend reinvestment", OUT, 1, Kind::Buy, BoughtAtOnce(Income)),
    ("buy", "interest reinvestment", OUT, 1, Kind::Buy, BoughtAtOnce(Income)),
    ("buy", "long-term capital gain reinvestment", OUT, 1, Kind::Buy, BoughtAtOnce(Income)),
    ("buy", "short-term capital gain reinvestment", OUT, 1, Kind::Buy, BoughtAtOnce(Income)),
    ("buy", "dividend", OUT, 1, Kind::Buy, BoughtAtOnce(Income)),
    ("buy", "", OUT, 1, Kind::Buy, Moves(Buys)),
    ("buy", "something new", IN, -1, Kind::Unclassified, Moves(Sells)),
    ("sell", "sell", IN, -1, Kind::Sell, Moves(Sells)),
    ("sell", "sell short", IN, -1, Kind::Sell, Moves(Sells)),
    ("buy", "sell", OUT, 1, Kind::Buy, Moves(Buys)),
    ("buy", "sell short", IN, -1, Kind::Sell, Moves(Sells)),
    ("buy", "sell", 0, 0, Kind::Buy, Moves(Buys)),
    ("sell", "buy", IN, -1, Kind::Sell, Moves(Sells)),
    ("sell", "buy to cover", OUT, 1, Kind::Buy, Moves(Buys)),
    ("sell", "buy", IN, 0, Kind::Sell, Moves(Sells)),
    ("sell", "distribution", IN, -1, Kind::Withdrawal, SoldAtOnce(Withdrawals)),
    ("sell", "distribution", OUT, -1, Kind::Withdrawal, SoldAtOnce(Withdrawals)),
    ("sell", "distribution", OUT, 0, Kind::Withdrawal, Moves(Withdrawals)),
    ("sell", "exercise", IN, -1, Kind::Sell, Moves(Sells)),
    ("sell", "", IN, -1, Kind::Sell, Moves(Sells)),
    ("cancel", "", IN, -1, Kind::Cancelled, Moves(Other)),
    ("cancel", "dividend", IN, 0, Kind::Cancelled, Moves(Other)),
    ("cash", "contribution", IN, 0, Kind::Contribution, Moves(Contributions)),
    ("cash", "deposit", IN, 0, Kind::Contribution, Moves(Contributions)),
    ("cash", "withdrawal", OUT, 0, Kind::Withdrawal, Moves(Withdrawals)),
    ("cash", "distribution", OUT, 0, Kind::Withdrawal, Moves(Withdrawals)),
    ("cash", "distribution", IN, 0, Kind::Unclassified, Moves(Other)),
    ("cash", "pending credit", IN, 0, Kind::Transfer, Moves(Transfers)),
    ("cash", "pending debit", OUT, 0, Kind::Transfer, Moves(Transfers)),
    ("cash", "dividend", IN, 0, Kind::Dividend, Moves(Income)),
    ("cash", "dividend", OUT, 0, Kind::Dividend, Moves(Income)),
    ("fee", "dividend", IN, 0, Kind::Dividend, Moves(Income)),
    ("cash", "qualified dividend", IN, 0, Kind::Dividend, Moves(Income)),
    ("fee", "non-qualified dividend", IN, 0, Kind::Dividend, Moves(Income)),
    ("cash", "long-term capital gain", IN, 0, Kind::CapitalGain, Moves(Income)),
    ("fee", "short-term capital gain", IN, 0, Kind::CapitalGain, Moves(Income)),
    ("cash", "unqualified gain", IN, 0, Kind::CapitalGain, Moves(Income)),
    ("cash", "interest", IN, 0, Kind::Interest, Moves(Income)),
    ("fee", "interest", IN, 0, Kind::Interest, Moves(Income)),
    ("cash", "interest", OUT, 0, Kind::InterestPaid, Moves(Costs)),
    ("fee", "interest receivable", IN, 0, Kind::Interest, Moves(Income)),
    ("cash", "stock distribution", 0, 1, Kind::CorporateAction, InKind),
    ("cash", "stock distribution", IN, 0, Kind::CorporateAction, Moves(Other)),
    ("fee", "return of principal", IN, 0, Kind::ReturnOfPrincipal, Moves(Other)),
    ("cash", "return of principal", IN, 0, Kind::ReturnOfPrincipal, Moves(Other)),
    ("cash", "tax", OUT, 0, Kind::Tax, Moves(Costs)),
    ("fee", "tax withheld", OUT, 0, Kind::Tax, Moves(Costs)),
    ("cash", "tax withheld", OUT, -1, Kind::Tax, SoldAtOnce(Costs)),
    ("cash", "non-resident tax", IN, 0, Kind::Tax, Moves(Costs)),
    ("fee", "account fee", OUT, 0, Kind::Fee, Moves(Costs)),
    ("cash", "fund fee", IN, 0, Kind::Fee, Moves(Costs)),
    ("fee", "fund fee", OUT, -1, Kind::Fee, SoldAtOnce(Costs)),
    ("fee", "legal fee", OUT, 0, Kind::Fee, Moves(Costs)),
    ("fee", "management fee", OUT, 0, Kind::Fee, Moves(Costs)),
    ("fee", "miscellaneous fee", OUT, 0, Kind::Fee, Moves(Costs)),
    ("fee", "transfer fee", OUT, 0, Kind::Fee, Moves(Costs)),
    ("fee", "trust fee", OUT, 0, Kind::Fee, Moves(Costs)),
    ("cash", "margin expense", OUT, 0, Kind::Fee, Moves(Costs)),
    ("fee", "adjustment", 0, 0, Kind::Adjustment, Moves(Other)),
    ("fee", "adjustment", 0, 1, Kind::Adjustment, InKind),
    ("fee", "", OUT, 0, Kind::Fee, Moves(Costs)),
    ("fee", "", 0, -1, Kind::Adjustment, InKind),
    ("transfer", "transfer", 0, 1, Kind::Transfer, InKind),
    ("transfer", "transfer", IN, 0, Kind::Transfer, Moves(Transfers)),
    ("cash", "transfer", OUT, 0, Kind::Transfer, Moves(Transfers)),
    ("transfer", "contribution", IN, 1, Kind::Contribution, InKind),
    ("transfer", "distribution", OUT, -1, Kind::Withdrawal, InKind),
    ("transfer", "assignment", 0, -1, Kind::OptionEvent, InKind),
    ("transfer", "exercise", OUT, 1, Kind::OptionEvent, Moves(Other)),
    ("transfer", "expire", 0, -1, Kind::OptionEvent, InKind),
    ("transfer", "merger", IN, -1, Kind::CorporateAction, Moves(Other)),
    ("transfer", "merger", OUT, -1, Kind::CorporateAction, InKind),
    ("transfer", "spin off", OUT, 1, Kind::CorporateAction, InKind),
    ("transfer", "split", 0, 1, Kind::CorporateAction, InKind),
    ("transfer", "send", OUT, -1, Kind::Transfer, InKind),
    ("transfer", "request", IN, 1, Kind::Transfer, InKind),
    ("transfer", "trade", OUT, 1, Kind::Buy, Moves(Buys)),
    ("transfer", "trade", IN, -1, Kind::Sell, Moves(Sells)),
    ("transfer", "trade", OUT, -1, Kind::Sell, InKind),
    ("transfer", "adjustment", IN, 1, Kind::Adjustment, InKind),
    ("transfer", "", 0, 1, Kind::Transfer, InKind),
    ("cash", "loan payment", IN, 0, Kind::Contribution, Moves(Contributions)),
    ("buy", "loan payment", OUT, 1, Kind::Contribution, BoughtAtOnce(Contributions)),
    ("buy", "rebalance", OUT, 1, Kind::Buy, Moves(Buys)),
    ("buy", "rebalance", IN, -1, Kind::Sell, Moves(Sells)),
    ("sell", "rebalance", IN, 0, Kind::Sell, Moves(Sells)),
    ("transfer", "rebalance", 0, 0, Kind::Unclassified, Moves(Other)),
    ("cash", "", IN, 0, Kind::Unclassified, Moves(Other)),
    ("cash", "something new", OUT, 1, Kind::Unclassified, Moves(Buys)),
    ("crypto", "", IN, 1, Kind::Unclassified, InKind),
];

#[test]
fn each_subtype_means_what_the_table_says() {
    for &(kind, subtype, cash, units, expected, rule) in TABLE {
        assert_eq!(
            meaning((kind, subtype), cash, units),
            (expected, rule),
            "{kind}/{subtype}, cash {cash}, units {units}"
        );
    }
    for subtype in SUBTYPES {
        assert!(TABLE.iter().any(|it| it.1 == subtype), "{subtype}");
    }
}

#[test]
fn every_known_subtype_is_classified_under_every_type() {
    for subtype in SUBTYPES {
        for kind in ["buy", "sell", "cash", "fee", "transfer", "new"] {
            for (cash, units) in [(1, 0), (-1, 0), (1, 1), (-1, -1), (-1, 1), (1, -1), (0, 1)] {
                let (found, _) = meaning((kind, subtype), cash, units);
                // Of a distribution that comes in nobody says what it is.
                let is_open = subtype == "distribution" && kind != "sell";
                assert!(
                    found != Kind::Unclassified || is_open,
                    "{kind}/{subtype}, cash {cash}, units {units}"
                );
            }
        }
    }
}

#[test]
fn every_kind_has_a_word_of_its_own() {
    let words: std::collections::HashSet<_> = Kind::ALL.iter().map(|it| it.as_str()).collect();
    assert_eq!(words.len(), Kind::ALL.len());
    let series: std::collections::HashSet<_> = FlowKind::ALL.iter().map(|it| it.as_str()).collect();
    assert_eq!(series.len(), FlowKind::ALL.len());
}

#[test]
fn capitals_and_blanks_around_a_word_make_no_difference() {
    let plain = meaning(("cash", "dividend"), 1, 0);
    assert_eq!(plain.0, Kind::Dividend);
    for (kind, subtype) in [
        ("CASH", "DIVIDEND"),
        (" cash", " dividend "),
        ("Cash", "Dividend"),
    ] {
        assert_eq!(
            meaning((kind, subtype), 1, 0),
            plain,
            "{kind:?}/{subtype:?}"
        );
        assert_eq!(&*Subtype::from(subtype), subtype, "it is kept as it came");
    }
    assert!(Subtype::from("PENDING CREDIT").is_pending());
}
