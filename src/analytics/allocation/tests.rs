use rust_decimal::dec;

use super::*;
use crate::domain::{AssetClass, Security};
use crate::portfolio::sample;

/// A holding of `security` in dollars.
fn holding(security: &str, value: Option<Decimal>, cost: Option<Decimal>) -> Holding {
    Holding {
        cost_basis: cost,
        ..sample::holding("a", security, value)
    }
}

/// A portfolio of these holdings; a security's class is what its id says
/// before the first `-`.
fn portfolio(holdings: Vec<Holding>) -> Portfolio {
    let securities = holdings
        .iter()
        .map(|it| {
            let mut security = Security::unknown(it.security_id.clone());
            let class = it.security_id.as_str().split('-').next();
            security.asset_class = class.map(AssetClass::from);
            (security.id.clone(), security)
        })
        .collect();
    Portfolio {
        securities,
        holdings,
        ..Portfolio::default()
    }
}

fn by_class(holdings: Vec<Holding>) -> CurrencyAllocation {
    let allocation = allocate(&portfolio(holdings), |_| true, AllocationBy::AssetClass);
    assert_eq!(allocation.currencies.len(), 1);
    allocation.currencies.into_iter().next().expect("one")
}

#[test]
fn weights_are_shares_of_what_is_owned() {
    let usd = by_class(vec![
        holding("etf-1", Some(dec!(150.05)), Some(dec!(100.05))),
        holding("etf-2", Some(dec!(149.95)), None),
        holding("equity-1", Some(dec!(100)), Some(dec!(120))),
    ]);
    assert_eq!(usd.total, Some(dec!(400)));
    let [etf, equity] = &usd.categories[..] else {
        panic!("{:?}", usd.categories);
    };
    assert_eq!((etf.name.key.as_str(), etf.holdings), ("etf", 2));
    assert_eq!(etf.value(), Some(dec!(300.00)));
    assert_eq!(etf.weight, Some(dec!(0.75)));
    assert_eq!(equity.weight, Some(dec!(0.25)));
    assert_eq!(equity.total.gain.known(), Some(dec!(-20)));
}

#[test]
fn a_gain_says_how_much_of_the_value_it_covers() {
    let usd = by_class(vec![
        holding("etf-1", Some(dec!(75)), Some(dec!(50))),
        holding("etf-2", Some(dec!(25)), None),
        holding("cash", Some(dec!(10)), None),
    ]);
    assert_eq!(usd.categories[0].total.gain.known(), Some(dec!(25)));
    assert_eq!(usd.categories[0].total.coverage(), Some(dec!(0.75)));
    assert_eq!(usd.categories[1].total.gain.known(), None);
    assert_eq!(usd.categories[1].total.coverage(), Some(dec!(0)));
}

#[test]
fn a_short_position_is_listed_apart_and_counts_in_the_net_value() {
    let usd = by_class(vec![
        holding("equity-long", Some(dec!(1000)), None),
        holding("equity-short", Some(dec!(-250.50)), Some(dec!(-300))),
    ]);
    assert_eq!(usd.total, Some(dec!(1000)));
    assert_eq!(usd.net.value.known(), Some(dec!(749.50)));
    assert_eq!(usd.categories[0].weight, Some(dec!(1)));
    assert_eq!(usd.categories[0].holdings, 1);
    assert_eq!(usd.negatives.len(), 1);
    assert_eq!(usd.negatives[0].name.key, "equity-short");
    assert_eq!(usd.negatives[0].total.gain.known(), Some(dec!(49.50)));
    assert_eq!(usd.holdings, 2);
}

#[test]
fn an_unknown_value_is_counted_and_is_not_zero() {
    let usd = by_class(vec![
        holding("etf-1", Some(dec!(10)), None),
        holding("etf-2", None, Some(dec!(7))),
        holding("loan", None, None),
    ]);
    assert_eq!(usd.net.value.missing(), 2);
    assert_eq!(usd.total, Some(dec!(10)));
    let loan = usd.categories.last().expect("two categories");
    assert_eq!(
        (loan.value(), loan.weight, loan.total.value.missing()),
        (None, None, 1)
    );
    assert_eq!(usd.slices(), [Slice::Category(0)]);
}

#[test]
fn a_total_of_nothing_has_no_shares() {
    let sold = Holding {
        quantity: Some(dec!(0)),
        ..holding("etf-1", Some(dec!(0)), None)
    };
    let usd = by_class(vec![sold]);
    assert_eq!(usd.categories[0].value(), Some(dec!(0)));
    assert_eq!(usd.categories[0].weight, None);
    assert!(usd.slices().is_empty());
}

#[test]
fn a_sum_that_does_not_fit_is_unknown() {
    let usd = by_class(vec![
        holding("etf-1", Some(Decimal::MAX), None),
        holding("etf-2", Some(Decimal::MAX), None),
    ]);
    assert_eq!(usd.total, None);
    assert_eq!(usd.categories[0].value(), None);
}

#[test]
fn two_currencies_are_divided_apart() {
    let mut canadian = holding("etf-3", Some(dec!(1000)), None);
    canadian.currency = Some(Currency::iso("CAD"));
    let portfolio = portfolio(vec![
        canadian,
        holding("etf-1", Some(dec!(10)), None),
        holding("etf-2", Some(dec!(30)), None),
    ]);
    let allocation = allocate(&portfolio, |_| true, AllocationBy::Security);
    let codes: Vec<_> = allocation
        .currencies
        .iter()
        .map(|it| it.currency.as_ref().map(Currency::code))
        .collect();
    assert_eq!(codes, [Some("USD"), Some("CAD")]);
    assert_eq!(allocation.currencies[0].total, Some(dec!(40)));
    assert_eq!(
        allocation.currencies[1].categories[0].weight,
        Some(Decimal::ONE)
    );
}

#[test]
fn small_categories_gather_in_other() {
    let usd = by_class(vec![
        holding("etf", Some(dec!(970)), None),
        holding("equity", Some(dec!(15)), None),
        holding("cash", Some(dec!(14.99)), None),
        holding("loan", Some(dec!(0.01)), None),
    ]);
    assert_eq!(
        usd.slices(),
        [
            Slice::Category(0),
            Slice::Category(1),
            Slice::Other(vec![2, 3])
        ]
    );
}

#[test]
fn past_nine_categories_the_rest_is_other() {
    let many = (0..12).map(|at| holding(&format!("s{at:02}"), Some(dec!(10)), None));
    let portfolio = portfolio(many.collect());
    let allocation = allocate(&portfolio, |_| true, AllocationBy::Security);
    let usd = &allocation.currencies[0];
    assert_eq!(usd.categories.len(), 12);
    let slices = usd.slices();
    assert_eq!(slices.len(), 10);
    assert_eq!(slices[9], Slice::Other(vec![9, 10, 11]));
}

#[test]
fn a_filter_changes_no_color() {
    let many = (0..9u8).map(|at| {
        let value = Decimal::from(100 - at);
        holding(&format!("security-{at}"), Some(value), None)
    });
    let portfolio = portfolio(many.collect());
    let color_of = |allocation: &Allocation, key: &str| {
        let found = allocation.currencies[0]
            .categories
            .iter()
            .find(|it| it.name.key == key);
        found.map(|it| it.color)
    };
    let all = allocate(&portfolio, |_| true, AllocationBy::Security);
    let colors: BTreeSet<_> = all.currencies[0]
        .categories
        .iter()
        .map(|it| it.color)
        .collect();
    assert_eq!(colors.len(), 9, "nine categories have nine colors");
    let one = allocate(
        &portfolio,
        |it| it.security_id.as_str() == "security-7",
        AllocationBy::Security,
    );
    assert_eq!(color_of(&one, "security-7"), color_of(&all, "security-7"));
}

#[test]
fn a_change_of_values_changes_no_color() {
    let colors = |values: [i64; 4]| {
        let holdings = values.iter().enumerate().map(|(at, value)| {
            holding(&format!("security-{at}"), Some(Decimal::from(*value)), None)
        });
        let allocation = allocate(
            &portfolio(holdings.collect()),
            |_| true,
            AllocationBy::Security,
        );
        let mut colors: Vec<_> = allocation.currencies[0]
            .categories
            .iter()
            .map(|it| (it.name.key.clone(), it.color))
            .collect();
        colors.sort();
        colors
    };
    assert_eq!(colors([1, 2, 3, 4]), colors([40, 3, 200, 1]));
}

#[test]
fn asset_classes_have_their_colors_for_good() {
    let usd = by_class(vec![
        holding("cash", Some(dec!(3)), None),
        holding("etf", Some(dec!(2)), None),
        holding("something new", Some(dec!(1)), None),
    ]);
    let colors: Vec<_> = usd.categories.iter().map(|it| it.color).collect();
    assert_eq!(colors, [5, 0, 8]);
}

/// 10 long in one account and 4 short in another, at 50: one position of 300.
#[test]
fn long_and_short_of_one_security_net_before_anything_is_divided() {
    let row = |account: &str, units: Decimal, cost: Decimal| Holding {
        id: format!("{account}/equity-x/0").into(),
        account_id: account.into(),
        quantity: Some(units),
        cost_basis: Some(cost),
        ..holding("equity-x", Some(units * dec!(50)), None)
    };
    let rows = [
        row("a", dec!(10), dec!(400)),
        row("b", dec!(-4), dec!(-240)),
        holding("cash", Some(dec!(100)), None),
    ];
    let divided = |order: [usize; 3], by| {
        let portfolio = portfolio(order.map(|at| rows[at].clone()).to_vec());
        allocate(&portfolio, |_| true, by).currencies[0].clone()
    };
    let usd = divided([0, 1, 2], AllocationBy::Security);
    assert_eq!(usd.negatives, []);
    assert_eq!((usd.total, usd.holdings), (Some(dec!(400)), 3));
    let x = &usd.categories[0];
    assert_eq!((x.value(), x.weight), (Some(dec!(300)), Some(dec!(0.75))));
    assert_eq!(x.total.gain.known(), Some(dec!(140)));
    assert_eq!(x.total.gain_ratio(), Some(dec!(0.21875)), "140 of 640");

    // The second account owes what the first one holds more of: it stands apart,
    // so that no share is beyond the whole.
    let by_account = divided([0, 1, 2], AllocationBy::Account);
    assert_eq!(by_account.total, Some(dec!(600)));
    assert_eq!(by_account.net.value.known(), Some(dec!(400)));
    let weights = by_account.categories.iter().map(|it| it.weight);
    assert_eq!(weights.flatten().sum::<Decimal>(), Decimal::ONE);
    let owed = &by_account.negatives[0].total;
    assert_eq!(owed.value.known(), Some(dec!(-200)));

    for order in [[0, 2, 1], [1, 0, 2], [2, 1, 0]] {
        for by in AllocationBy::ALL {
            assert_eq!(divided(order, by), divided([0, 1, 2], by), "{order:?}");
        }
    }
}
