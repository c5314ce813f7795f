use rust_decimal::{Decimal, dec};

use super::book::{Book, day};
use crate::{
    analytics::performance::{Bridge, Cause, Grade, Performance, Reason},
    portfolio::sample,
};

const NO_UNITS: (Decimal, Decimal) = (Decimal::ZERO, Decimal::ZERO);

fn bridge(of: &Performance) -> Bridge {
    *of.bridge.known().expect("a bridge")
}

fn rounded(of: &Performance) -> Decimal {
    let known = of.time_weighted.known().expect("a return");
    known.round_dp(6).normalize()
}

#[test]
fn a_first_sync_alone_is_no_span() {
    let mut book = Book::with(&["a"]);
    book.pay("a", 0, dec!(1000));
    book.sync_vti("a", 3, dec!(1000), (dec!(1), dec!(100)));
    let found = book.performance();
    assert_eq!(found.span, None);
    assert_eq!(found.bridge.value, Err(Reason::OneValue(day(3))));
    assert_eq!(found.time_weighted.grade, Grade::Unknown);
    assert_eq!(Book::with(&["a"]).all().len(), 0);
}

#[test]
fn the_worked_example_of_the_page() {
    let mut book = Book::with(&["a"]);
    book.sync_vti("a", 0, dec!(0), (dec!(10), dec!(100)));
    book.pay("a", 9, dec!(500));
    book.row("a", 10, ("cash", "dividend"), NO_UNITS, dec!(-5));
    book.sync_vti("a", 10, dec!(505), (dec!(10), dec!(104)));
    let found = book.performance();
    let expected = Bridge {
        begin: dec!(1000),
        inflow: dec!(500),
        income: dec!(5),
        price: dec!(40),
        end: dec!(1545),
        ..Bridge::default()
    };
    assert_eq!(bridge(&found), expected);
    assert_eq!(rounded(&found), dec!(0.040909));
    assert_eq!(found.time_weighted.grade, Grade::Estimated);
    let approximate = Reason::Approximate {
        from: day(0),
        to: day(10),
        share: dec!(0.5),
    };
    assert_eq!(found.time_weighted.notes, [approximate]);
    let money = found.money_weighted.known().expect("a rate");
    assert_eq!(money.of_span.round_dp(6), dec!(0.042896));
    assert_eq!(money.yearly, None);
    assert_eq!(found.bridge.coverage, Some(dec!(1)));
    book.sync_vti("a", 8, dec!(0), (dec!(10), dec!(103.6)));
    assert_eq!(rounded(&book.performance()), dec!(0.04207));
}

#[test]
fn a_purchase_on_neighbouring_days_is_no_return() {
    let mut book = Book::with(&["a"]);
    book.sync_vti("a", 0, dec!(1000), (dec!(0), dec!(100)));
    book.row("a", 1, ("buy", "buy"), (dec!(5), dec!(100)), dec!(500));
    book.sync_vti("a", 1, dec!(500), (dec!(5), dec!(100)));
    book.sync_vti("a", 2, dec!(500), (dec!(5), dec!(110)));
    let found = book.performance();
    assert_eq!(rounded(&found), dec!(0.05));
    assert_eq!(found.flows, []);
    assert_eq!(found.time_weighted.grade, Grade::Derived);
    let [holding] = found.holdings.as_slice() else {
        panic!("one holding");
    };
    assert_eq!(holding.bridge.inflow, dec!(500));
    assert_eq!(holding.bridge.gain(), dec!(50));
    assert_eq!(holding.contribution, Some(dec!(0.05)));
}

#[test]
fn a_plan_that_lists_no_cash_is_measured_on_its_securities() {
    let mut book = Book::with(&["plan"]);
    book.sync("plan", 0, &[("VTI", dec!(10), dec!(420))]);
    book.row(
        "plan",
        1,
        ("buy", "contribution"),
        (dec!(10), dec!(42)),
        dec!(420),
    );
    book.sync("plan", 1, &[("VTI", dec!(20), dec!(840))]);
    // Paid out to a cash that nobody lists.
    book.row(
        "plan",
        2,
        ("cash", "dividend"),
        (dec!(0.0), dec!(0)),
        dec!(-8.40),
    );
    book.sync("plan", 2, &[("VTI", dec!(20), dec!(831.60))]);
    let found = book.performance();
    let expected = Bridge {
        begin: dec!(420),
        inflow: dec!(420),
        outflow: dec!(-8.40),
        income: dec!(8.40),
        price: dec!(-8.40),
        end: dec!(831.60),
        ..Bridge::default()
    };
    assert_eq!(bridge(&found), expected);
    assert_eq!(rounded(&found), dec!(0));
    let only = Reason::SecuritiesOnly("plan".into());
    assert_eq!(found.time_weighted.notes, [only]);
}

#[test]
fn a_dividend_reinvested_in_one_row_and_in_two_is_the_same() {
    let one = |is_split: bool| {
        let mut book = Book::with(&["a"]);
        book.sync_vti("a", 0, dec!(50), (dec!(10), dec!(100)));
        if is_split {
            book.row("a", 1, ("cash", "dividend"), NO_UNITS, dec!(-35));
        }
        let words = ("buy", "dividend reinvestment");
        book.row("a", 1, words, (dec!(0.35), dec!(100)), dec!(35));
        book.sync_vti("a", 1, dec!(50), (dec!(10.35), dec!(100)));
        book.performance()
    };
    let (joint, apart) = (one(false), one(true));
    assert_eq!(bridge(&joint), bridge(&apart));
    assert_eq!(bridge(&joint).income, dec!(35));
    assert_eq!(bridge(&joint).price, dec!(0));
    assert_eq!(joint.flows, []);
    assert_eq!(joint.time_weighted.value, apart.time_weighted.value);
}

#[test]
fn an_account_opened_by_a_transfer_is_no_gain() {
    let mut book = Book::with(&["a", "b"]);
    for at in 0..=3 {
        let units = if at < 2 { dec!(10) } else { dec!(6) };
        book.sync_vti("a", at, dec!(0), (units, dec!(100)));
    }
    book.row(
        "a",
        2,
        ("transfer", "transfer"),
        (dec!(-4), dec!(100)),
        dec!(400),
    );
    book.row(
        "b",
        2,
        ("transfer", "transfer"),
        (dec!(4), dec!(100)),
        dec!(-400),
    );
    book.sync_vti("b", 2, dec!(0), (dec!(4), dec!(100)));
    book.sync_vti("b", 3, dec!(0), (dec!(4), dec!(100)));
    let found = book.performance();
    assert_eq!(rounded(&found), dec!(0));
    assert_eq!(bridge(&found).gain(), dec!(0));
    assert_eq!(found.flows, []);
    let parts = found.accounts.iter().map(|it| it.bridge.net_flow());
    assert_eq!(parts.collect::<Vec<_>>(), [dec!(-400), dec!(400)]);
}

#[test]
fn a_transfer_between_accounts_is_none_of_the_whole_and_on_its_way_meanwhile() {
    let mut book = Book::with(&["a", "b"]);
    for at in 0..=4 {
        let (a, b) = match at {
            0 => (dec!(1000), dec!(0)),
            1 | 2 => (dec!(400), dec!(0)),
            _ => (dec!(400), dec!(600)),
        };
        book.sync_vti("a", at, a, (dec!(1), dec!(100)));
        book.sync_vti("b", at, b, (dec!(1), dec!(100)));
    }
    book.row("a", 1, ("cash", "withdrawal"), NO_UNITS, dec!(600));
    book.row("b", 3, ("cash", "deposit"), NO_UNITS, dec!(-600));
    let scope = book.measured();
    let values: Vec<_> = scope.days.iter().map(|it| it.value).collect();
    assert_eq!(values, [dec!(1200); 5]);
    assert_eq!(scope.days[1].in_transit, dec!(600));
    let found = scope.performance(None, None);
    assert_eq!(found.flows, []);
    assert_eq!(rounded(&found), dec!(0));
    let parts: Vec<_> = found
        .accounts
        .iter()
        .map(|it| it.bridge.net_flow())
        .collect();
    assert_eq!(parts, [dec!(-600), dec!(600)]);
    // A span that ends while it is on its way.
    let cut = scope.performance(None, Some(day(2)));
    assert_eq!(bridge(&cut).end, dec!(1200));
    assert_eq!(bridge(&cut).price, dec!(0));
}

#[test]
fn an_account_that_is_removed_takes_its_value_with_it() {
    let mut book = Book::with(&["a", "b"]);
    for at in 0..=3 {
        book.sync_vti("a", at, dec!(0), (dec!(10), dec!(100)));
        if at < 2 {
            book.sync_vti("b", at, dec!(0), (dec!(5), dec!(100)));
        }
    }
    book.account("b").missing_since = Some(day(2));
    let found = book.performance();
    assert_eq!(rounded(&found), dec!(0));
    assert_eq!(bridge(&found).outflow, dec!(-500));
    assert_eq!(found.flows[0].cause, Cause::Removed);
}

#[test]
fn a_total_loss_is_minus_all_and_nothing_follows() {
    let mut book = Book::with(&["a"]);
    book.sync("a", 0, &[("VTI", dec!(10), dec!(1000))]);
    book.sync("a", 1, &[("VTI", dec!(10), dec!(500))]);
    book.sync("a", 2, &[("VTI", dec!(0), dec!(0))]);
    book.row(
        "a",
        2,
        ("transfer", "expire"),
        (dec!(-10), dec!(0)),
        dec!(0),
    );
    book.sync("a", 3, &[("VTI", dec!(0), dec!(0))]);
    let found = book.performance();
    assert_eq!(found.time_weighted.value, Ok(dec!(-1)));
    assert_eq!(found.drawdown.known().map(|it| it.ratio), Some(dec!(-1)));
    assert_eq!(found.money_weighted.value, Err(Reason::NoRoot));
    book.row("a", 4, ("buy", "buy"), (dec!(1), dec!(100)), dec!(100));
    book.sync("a", 4, &[("VTI", dec!(1), dec!(100))]);
    let broken = Reason::ChainBroken {
        day: day(3),
        value: dec!(0),
    };
    assert_eq!(book.performance().time_weighted.value, Err(broken));
}

#[test]
fn eleven_dollars_are_no_base_for_a_return() {
    let mut book = Book::with(&["a"]);
    book.sync_vti("a", 0, dec!(11), (dec!(0), dec!(100)));
    book.pay("a", 20, dec!(5000));
    book.row("a", 21, ("buy", "buy"), (dec!(50), dec!(100)), dec!(5000));
    book.sync_vti("a", 30, dec!(11), (dec!(50), dec!(100.60)));
    book.sync_vti("a", 31, dec!(11), (dec!(50), dec!(101.60)));
    let whole = book.performance();
    let broken = Reason::ChainBroken {
        day: day(0),
        value: dec!(11),
    };
    assert_eq!(whole.time_weighted.value, Err(broken));
    assert_eq!(bridge(&whole).gain(), dec!(80));
    let later = book.measured().performance(Some(day(30)), None);
    assert_eq!(rounded(&later), dec!(0.009919));
}

#[test]
fn a_split_is_no_gain_with_a_row_and_without() {
    let check = |row: Option<Decimal>| {
        let mut book = Book::with(&["a"]);
        book.sync_vti("a", 0, dec!(0), (dec!(10), dec!(100)));
        if let Some(units) = row {
            book.row("a", 1, ("transfer", "split"), (units, dec!(0)), dec!(0));
        }
        book.sync_vti("a", 1, dec!(0), (dec!(40), dec!(25.5)));
        let found = book.performance();
        assert_eq!(rounded(&found), dec!(0.02), "{row:?}");
        assert_eq!(found.flows, [], "{row:?}");
    };
    check(Some(dec!(30)));
    // Some say the units after it.
    check(Some(dec!(40)));
    check(None);
}

#[test]
fn what_no_row_explains_is_no_gain() {
    let mut book = Book::with(&["a"]);
    book.sync_vti("a", 0, dec!(100), (dec!(10), dec!(100)));
    book.sync_vti("a", 1, dec!(140), (dec!(13), dec!(110)));
    let found = book.performance();
    assert_eq!(bridge(&found).unexplained, dec!(370));
    assert_eq!(bridge(&found).gain(), dec!(100));
    assert_eq!(rounded(&found), dec!(0.090909));
    assert_eq!(found.bridge.grade, Grade::Estimated);
    assert_eq!(found.bridge.coverage, Some(dec!(0)));
    let unexplained = Reason::Unexplained {
        times: 2,
        amount: dec!(370),
    };
    assert_eq!(found.bridge.notes, [unexplained]);
}

#[test]
fn a_fund_as_good_as_cash_that_grows_by_its_price_is_no_cash() {
    let mut book = Book::with(&["a"]);
    for (id, class) in [("stable", "mutual fund"), ("sweep", "mutual fund")] {
        let mut security = sample::security(id, class);
        security.is_cash_equivalent = Some(true);
        book.portfolio.securities.insert(id.into(), security);
    }
    let sweep = ("sweep", dec!(50), dec!(50.004));
    book.sync("a", 0, &[("stable", dec!(10), dec!(250)), sweep]);
    book.sync("a", 20, &[("stable", dec!(10), dec!(251.20)), sweep]);
    let bridge = bridge(&book.performance());
    assert_eq!((bridge.price, bridge.unexplained), (dec!(1.20), dec!(0)));
    assert_eq!(book.differences(), []);
}

#[test]
fn an_unsettled_trade_is_in_flight() {
    let mut book = Book::with(&["a"]);
    // A Wednesday: the units are there, the row comes on Friday.
    book.sync_vti("a", 3, dec!(1000), (dec!(0), dec!(100)));
    book.sync_vti("a", 4, dec!(1000), (dec!(5), dec!(100)));
    book.row("a", 5, ("buy", "buy"), (dec!(5), dec!(100)), dec!(500));
    book.sync_vti("a", 5, dec!(500), (dec!(5), dec!(100)));
    let scope = book.measured();
    let values: Vec<_> = scope
        .days
        .iter()
        .map(|it| (it.value, it.unsettled))
        .collect();
    let expected = [
        (dec!(1000), dec!(0)),
        (dec!(1000), dec!(-500)),
        (dec!(1000), dec!(0)),
    ];
    assert_eq!(values, expected);
    let found = scope.performance(None, None);
    assert_eq!((rounded(&found), found.flows), (dec!(0), vec![]));
}

#[test]
fn an_unsettled_sale_is_worth_what_it_brings_on_every_day_until_it_does() {
    let mut book = Book::with(&["a"]);
    // Sold on a Monday, synced daily; the cash and its row come on Wednesday.
    book.sync_vti("a", 0, dec!(1000), (dec!(100), dec!(100)));
    book.sync_vti("a", 1, dec!(1000), (dec!(50), dec!(101)));
    book.sync_vti("a", 2, dec!(1000), (dec!(50), dec!(101)));
    book.row(
        "a",
        3,
        ("sell", "sell"),
        (dec!(-50), dec!(101)),
        dec!(-5050),
    );
    book.sync_vti("a", 3, dec!(6050), (dec!(50), dec!(102)));
    let found = book.performance();
    let bridge = bridge(&found);
    assert_eq!((bridge.unexplained, bridge.gain()), (dec!(0), dec!(150)));
    assert_eq!(found.flows, []);
    assert_eq!(found.time_weighted.grade, Grade::Derived);
    // 11,150 ÷ 11,000.
    assert_eq!(rounded(&found), dec!(0.013636));
    let money_weighted = found.money_weighted.known().expect("a rate");
    assert_eq!(money_weighted.of_span.round_dp(6), dec!(0.013636));
    let parts: Decimal = found.accounts.iter().filter_map(|it| it.contribution).sum();
    assert_eq!(parts.round_dp(6), dec!(0.013636));
    assert_eq!(book.differences(), []);
}

#[test]
fn a_purchase_that_is_paid_before_its_units_come_is_no_loss() {
    let mut book = Book::with(&["a"]);
    book.sync_vti("a", 0, dec!(1000), (dec!(10), dec!(100)));
    book.row("a", 1, ("buy", "buy"), (dec!(5), dec!(100)), dec!(500));
    book.sync_vti("a", 1, dec!(500), (dec!(10), dec!(100)));
    book.sync_vti("a", 2, dec!(500), (dec!(15), dec!(100)));
    book.sync_vti("a", 3, dec!(500), (dec!(15), dec!(100)));
    let scope = book.measured();
    assert!(
        scope.days.iter().all(|it| it.value == dec!(2000)),
        "{:?}",
        scope.days
    );
    assert_eq!(book.differences(), []);
}

#[test]
fn money_that_no_trade_explains_stays_unexplained_beside_an_unsettled_one() {
    let mut book = Book::with(&["a"]);
    book.sync_vti("a", 3, dec!(1000), (dec!(0), dec!(100)));
    book.sync_vti("a", 4, dec!(1007), (dec!(5), dec!(100)));
    book.row("a", 5, ("buy", "buy"), (dec!(5), dec!(100)), dec!(500));
    book.sync_vti("a", 5, dec!(507), (dec!(5), dec!(100)));
    let bridge = bridge(&book.performance());
    assert_eq!((bridge.unexplained, bridge.gain()), (dec!(7), dec!(0)));
}

#[test]
fn money_that_is_there_before_its_row_is_dated_is_a_flow_of_that_day() {
    let mut book = Book::with(&["a"]);
    book.sync_vti("a", 0, dec!(1000), (dec!(10), dec!(100)));
    book.sync_vti("a", 1, dec!(6000), (dec!(10), dec!(100)));
    book.row("a", 2, ("cash", "deposit"), (dec!(0), dec!(0)), dec!(-5000));
    book.sync_vti("a", 3, dec!(6000), (dec!(10), dec!(101)));
    let found = book.performance();
    let flows: Vec<_> = found.flows.iter().map(|it| (it.day, it.amount)).collect();
    assert_eq!(flows, [(day(1), dec!(5000))]);
    assert_eq!(
        (bridge(&found).unexplained, bridge(&found).gain()),
        (dec!(0), dec!(10))
    );
    assert_eq!(book.differences(), []);
}

#[test]
fn money_that_comes_after_its_row_is_dated_is_a_flow_of_the_day_it_comes() {
    let mut book = Book::with(&["a"]);
    book.sync_vti("a", 0, dec!(1000), (dec!(10), dec!(100)));
    book.row("a", 1, ("cash", "dividend"), (dec!(0), dec!(0)), dec!(-20));
    book.sync_vti("a", 1, dec!(1000), (dec!(10), dec!(101)));
    book.sync_vti("a", 2, dec!(1020), (dec!(10), dec!(101)));
    let found = book.performance();
    assert_eq!(
        (bridge(&found).income, bridge(&found).price),
        (dec!(20), dec!(10))
    );
    assert_eq!((found.flows, book.differences()), (vec![], vec![]));
}

#[test]
fn income_in_units_stays_in_the_holding() {
    let check = |units: Decimal, after: Decimal, flow: Decimal| {
        let mut book = Book::with(&["a"]);
        book.sync("a", 0, &[("VTI", dec!(10), dec!(1000))]);
        book.row("a", 1, ("cash", "interest"), (units, dec!(100)), dec!(-20));
        book.sync("a", 2, &[("VTI", after, after * dec!(101))]);
        let found = book.performance();
        let bridge = bridge(&found);
        assert_eq!(
            (bridge.income, bridge.net_flow()),
            (dec!(20), flow),
            "{units}"
        );
        assert_eq!(
            bridge.gain(),
            after * dec!(101) - dec!(1000) - flow,
            "{units}"
        );
        assert_eq!(book.differences(), [], "{units}");
    };
    check(dec!(0.2), dec!(10.2), dec!(0));
    // The units that it was paid on; this account does not say where its cash is.
    check(dec!(10), dec!(10), dec!(-20));
}

#[test]
fn a_split_without_a_row_is_one_beside_a_dividend() {
    let mut book = Book::with(&["a"]);
    book.sync_vti("a", 0, dec!(0), (dec!(10), dec!(100)));
    book.row("a", 1, ("cash", "dividend"), (dec!(0), dec!(0)), dec!(-5));
    book.sync_vti("a", 2, dec!(5), (dec!(20), dec!(50.5)));
    assert_eq!(bridge(&book.performance()).gain(), dec!(15));
    assert_eq!(book.differences(), []);
}

#[test]
fn a_row_that_does_not_say_what_it_moved_makes_the_span_unknown() {
    let mut book = Book::with(&["a"]);
    book.sync_vti("a", 0, dec!(100), (dec!(10), dec!(100)));
    book.pay("a", 1, dec!(50));
    book.portfolio.transactions[0].amount = None;
    book.sync_vti("a", 1, dec!(150), (dec!(10), dec!(100)));
    book.sync_vti("a", 2, dec!(150), (dec!(10), dec!(101)));
    let scope = book.measured();
    let unknown = Reason::UnknownFlows(vec!["t0".into()]);
    let found = scope.performance(None, None);
    assert_eq!(found.bridge.value, Err(unknown.clone()));
    assert_eq!(found.money_weighted.value, Err(unknown));
    let after = scope.performance(Some(day(1)), None);
    assert_eq!(bridge(&after).gain(), dec!(10));
}

#[test]
fn a_day_on_which_one_account_was_not_synced_has_no_value() {
    let mut book = Book::with(&["a", "b"]);
    for at in 0..=3 {
        book.sync_vti("a", at, dec!(0), (dec!(10), dec!(100)));
    }
    book.sync_vti("b", 0, dec!(100), (dec!(0), dec!(100)));
    book.pay("b", 1, dec!(900));
    book.sync_vti("b", 3, dec!(1000), (dec!(0), dec!(100)));
    let scope = book.measured();
    let days: Vec<_> = scope.days.iter().map(|it| it.day).collect();
    assert_eq!(days, [day(0), day(3)]);
    assert_eq!(rounded(&scope.performance(None, None)), dec!(0));
}

#[test]
fn months_follow_one_another_and_make_the_year() {
    let mut book = Book::with(&["a"]);
    for (at, price) in [(0, 100), (29, 110), (30, 110), (60, 99), (61, 99), (90, 99)] {
        book.sync("a", at, &[("VTI", dec!(10), Decimal::from(10 * price))]);
    }
    let scope = book.measured();
    let found = scope.by_months(1);
    let rates: Vec<_> = found.iter().map(|it| it.1.known().copied()).collect();
    assert_eq!(rates, [Some(dec!(0.1)), Some(dec!(-0.1)), Some(dec!(0))]);
    let years: Vec<_> = scope
        .by_months(12)
        .iter()
        .map(|it| it.1.known().copied())
        .collect();
    assert_eq!(years, [Some(dec!(-0.01)), Some(dec!(0))]);
    book.sync("a", 200, &[("VTI", dec!(10), dec!(990))]);
    let gap = book.measured().by_months(1);
    let because = gap[3].1.value.clone();
    assert!(
        matches!(because, Err(Reason::NoValueNear(_))),
        "{because:?}"
    );
}

#[test]
fn the_order_of_rows_within_a_day_tells_nothing() {
    let with = |rows: [(Decimal, &str); 2]| {
        let mut book = Book::with(&["a"]);
        let price = dec!(50);
        book.sync_vti("a", 0, dec!(10000), (dec!(100), price));
        // One unit was found, and five were sold; then five more are held.
        book.row("a", 1, ("sell", "sell"), (dec!(-5), price), dec!(-250));
        book.sync_vti("a", 1, dec!(10250), (dec!(101), price));
        for (units, word) in rows {
            book.row("a", 2, (word, word), (units, price), units * price);
        }
        book.sync_vti("a", 2, dec!(10000), (dec!(106), price));
        book.performance()
    };
    let (sold, bought) = ((dec!(-1), "sell"), (dec!(6), "buy"));
    let (one, other) = (with([sold, bought]), with([bought, sold]));
    assert_eq!(one.bridge, other.bridge);
    assert_eq!(one.time_weighted, other.time_weighted);
}
