use rust_decimal::dec;

use super::*;
use crate::domain::Transaction;
use crate::portfolio::{
    AccountValue,
    sample::{account, holding, noon, november, security, transaction},
};

fn query() -> OverviewQuery {
    OverviewQuery {
        accounts: AccountFilter::All,
        range: RangeChoice::All,
        currency: CurrencyChoice::Most,
        today: november(21),
        hour: noon(21),
    }
}

fn portfolio() -> Portfolio {
    let mut portfolio = Portfolio {
        accounts: vec![account("Brokerage", "item"), account("RRSP", "item")],
        ..Portfolio::default()
    };
    for (id, value) in [("A", dec!(10.25)), ("B", dec!(300)), ("C", dec!(-20))] {
        portfolio.securities.insert(id.into(), security(id, "etf"));
        portfolio
            .holdings
            .push(holding("Brokerage", id, Some(value)));
    }
    let mut canadian = holding("RRSP", "B", Some(dec!(99999)));
    canadian.currency = Some(Currency::iso("CAD"));
    portfolio.holdings.push(canadian);
    portfolio
}

#[test]
fn there_is_one_total_for_each_currency_shorts_subtracted() {
    let model = OverviewModel::build(&Arc::new(portfolio()), &query());
    let totals: Vec<_> = model
        .totals
        .iter()
        .map(|it| {
            (
                it.currency.as_ref().map(Currency::code),
                it.total.value.known(),
            )
        })
        .collect();
    assert_eq!(
        totals,
        [
            (Some("USD"), Some(dec!(290.25))),
            (Some("CAD"), Some(dec!(99999)))
        ]
    );
}

#[test]
fn the_largest_holdings_are_those_of_the_currency_shown() {
    let names = |currency| -> Vec<_> {
        let query = OverviewQuery {
            currency,
            ..query()
        };
        let model = OverviewModel::build(&Arc::new(portfolio()), &query);
        model.largest.iter().map(|it| it.id.to_string()).collect()
    };
    assert_eq!(
        names(CurrencyChoice::Most),
        ["Brokerage/B/0", "Brokerage/A/0", "Brokerage/C/0"]
    );
    assert_eq!(
        names(CurrencyChoice::Chosen(Some(Currency::iso("CAD")))),
        ["RRSP/B/0"]
    );
}

#[test]
fn the_account_filter_covers_everything() {
    let mut portfolio = portfolio();
    portfolio.transactions = vec![transaction("t", "Brokerage", 3, "buy", dec!(5))];
    let query = OverviewQuery {
        accounts: AccountFilter::Account("RRSP".into()),
        ..query()
    };
    let model = OverviewModel::build(&Arc::new(portfolio), &query);
    assert_eq!(model.totals.len(), 1);
    assert_eq!(model.currency(), Some(&Currency::iso("CAD")));
    assert!(model.latest.is_empty());
}

#[test]
fn the_latest_transactions_leave_out_ghosts_and_removed_rows() {
    let mut removed = transaction("removed", "Brokerage", 20, "buy", dec!(5));
    removed.removed_on = Some(november(21));
    let portfolio = Portfolio {
        transactions: vec![
            removed,
            transaction("ghost", "Brokerage", 19, "buy", dec!(0)),
            Transaction {
                security_id: Some("A".into()),
                ..transaction("buy", "Brokerage", 18, "buy", dec!(1200.00))
            },
            transaction("fee", "Brokerage", 17, "fee", dec!(4.95)),
        ],
        ..portfolio()
    };
    let model = OverviewModel::build(&Arc::new(portfolio), &query());
    let rows: Vec<_> = model
        .latest
        .iter()
        .map(|it| (it.id.as_str(), &*it.what, it.cash_effect))
        .collect();
    assert_eq!(
        rows,
        [
            ("buy", "A", Some(dec!(-1200.00))),
            ("fee", "Brokerage", Some(dec!(-4.95)))
        ]
    );
}

#[test]
fn a_range_cuts_the_chart_and_not_the_history() {
    let mut portfolio = portfolio();
    let value = |months_ago: u32, value| AccountValue {
        synced_at: noon(21) - chrono::Months::new(months_ago),
        account_id: "Brokerage".into(),
        currency: Some(Currency::iso("USD")),
        market_value: Some(value),
        unknown: [].into(),
    };
    portfolio.account_values = vec![
        value(5, dec!(100)),
        value(2, dec!(110)),
        value(0, dec!(120)),
    ];
    let query = OverviewQuery {
        range: RangeChoice::ThreeMonths,
        ..query()
    };
    let model = OverviewModel::build(&Arc::new(portfolio), &query);
    let values: Vec<_> = model.points.iter().map(|it| it.value).collect();
    assert_eq!(values, [dec!(110), dec!(120)]);
    assert_eq!(model.observed_days, 3);
}

#[test]
fn an_empty_portfolio_is_no_failure() {
    let model = OverviewModel::build(&Arc::default(), &query());
    assert!(model.totals.is_empty() && model.allocation.is_none());
    assert_eq!(model.currency(), None);
}
