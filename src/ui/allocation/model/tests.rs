use rust_decimal::dec;

use super::*;
use crate::{
    portfolio::sample::{account, holding, security},
    state::Drill,
};

fn portfolio() -> Portfolio {
    let mut portfolio = Portfolio {
        accounts: vec![account("Brokerage", "item"), account("IRA", "item")],
        ..Portfolio::default()
    };
    for (account, id, class, value) in [
        ("Brokerage", "VTI", "etf", dec!(600)),
        ("IRA", "VTI", "etf", dec!(100)),
        ("IRA", "BND", "etf", dec!(200)),
        ("Brokerage", "AAPL", "equity", dec!(90)),
        ("Brokerage", "Cash", "cash", dec!(6)),
        ("Brokerage", "Loan", "loan", dec!(4)),
        ("Brokerage", "TSLA", "equity", dec!(-50)),
    ] {
        portfolio.securities.insert(id.into(), security(id, class));
        portfolio.holdings.push(holding(account, id, Some(value)));
    }
    portfolio
}

fn build(allocation: AllocationQuery) -> AllocationModel {
    let query = AllocationPageQuery {
        accounts: AccountFilter::All,
        allocation,
        currency: CurrencyChoice::Most,
    };
    AllocationModel::build(&Arc::new(portfolio()), &query)
}

fn labels(model: &AllocationModel) -> Vec<&str> {
    model
        .categories()
        .iter()
        .map(|it| text::category(&it.name))
        .collect()
}

#[test]
fn the_table_lists_what_the_donut_gathers() {
    let model = build(AllocationQuery::default());
    assert_eq!(labels(&model), ["ETF", "Equity", "Cash", "Loan"]);
    let slices: Vec<_> = model
        .slices
        .iter()
        .map(|it| (&*it.label, it.value, it.weight))
        .collect();
    assert_eq!(
        slices,
        [
            ("ETF", Some(dec!(900)), Some(dec!(0.9))),
            ("Equity", Some(dec!(90)), Some(dec!(0.09))),
            ("Other", Some(dec!(10)), Some(dec!(0.01))),
        ]
    );
    assert_eq!(model.slice_of, [Some(0), Some(1), Some(2), Some(2)]);
    assert_eq!(model.color_of(3), OTHER_COLOR);
}

#[test]
fn a_category_opens_into_its_securities_and_keeps_their_colors() {
    let drill = Drill {
        by: AllocationBy::AssetClass,
        category: "etf".to_owned(),
    };
    let inside = build(AllocationQuery {
        drill: Some(drill),
        ..AllocationQuery::default()
    });
    assert_eq!(inside.by, AllocationBy::Security);
    assert_eq!(inside.open.as_deref(), Some("ETF"));
    assert_eq!(labels(&inside), ["VTI", "BND"]);
    assert_eq!(inside.categories()[0].holdings, 2);
    assert_eq!(inside.holding_of["VTI"].as_str(), "Brokerage/VTI/0");

    let outside = build(AllocationQuery {
        by: AllocationBy::Security,
        ..AllocationQuery::default()
    });
    assert_eq!(outside.categories()[0].color, inside.categories()[0].color);
}

#[test]
fn a_category_that_is_gone_leaves_an_empty_page() {
    let model = build(AllocationQuery {
        drill: Some(Drill {
            by: AllocationBy::Sector,
            category: "Technology".to_owned(),
        }),
        ..AllocationQuery::default()
    });
    assert!(model.allocation.is_none() && model.slices.is_empty());
    assert_eq!(model.open.as_deref(), Some("Technology"));
}

#[test]
fn short_positions_have_no_slice() {
    let model = build(AllocationQuery::default());
    let allocation = model.allocation.expect("holdings");
    assert_eq!(text::category(&allocation.negatives[0].name), "TSLA");
    assert_eq!(allocation.net.value.known(), Some(dec!(950)));
}
