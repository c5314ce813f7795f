//! What institutions report that nobody expects: no figure may call any of it a
//! gain or a loss that it is not.

use chrono::NaiveDate;
use rust_decimal::{Decimal, dec};

use super::book::{Book, day};
use crate::{
    analytics::performance::{Bridge, Reason, Units},
    domain::{OptionContract, Transaction},
    portfolio::sample,
};

const NO_UNITS: (Decimal, Decimal) = (Decimal::ZERO, Decimal::ZERO);
const HUNDRED: Decimal = dec!(100);

fn bridge(book: &Book) -> Bridge {
    *book.performance().bridge.known().expect("a bridge")
}

/// No gain, nothing that no row explains, and nobody is asked.
fn check_quiet(book: &Book, what: &str) {
    let found = bridge(book);
    assert_eq!(found.gain(), dec!(0), "{what}: {found:?}");
    assert_eq!(found.unexplained, dec!(0), "{what}: {found:?}");
    assert_eq!(book.differences(), [], "{what}");
}

fn last_row(book: &mut Book) -> &mut Transaction {
    book.portfolio.transactions.last_mut().expect("a row")
}

#[test]
fn contradicting_signs_of_a_trade_make_no_gain() {
    // The words say which way it went, and so do two of three.
    for (words, before, after, units, amount) in [
        (
            "buy",
            (dec!(1000), dec!(0)),
            (dec!(0), dec!(10)),
            dec!(10),
            dec!(-1000),
        ),
        (
            "buy",
            (dec!(1000), dec!(0)),
            (dec!(0), dec!(10)),
            dec!(-10),
            dec!(1000),
        ),
        (
            "sell",
            (dec!(0), dec!(10)),
            (dec!(1000), dec!(0)),
            dec!(-10),
            dec!(1000),
        ),
        (
            "sell",
            (dec!(0), dec!(10)),
            (dec!(1000), dec!(0)),
            dec!(10),
            dec!(-1000),
        ),
    ] {
        let mut book = Book::with(&["a"]);
        book.sync_vti("a", 0, before.0, (before.1, HUNDRED));
        book.row("a", 1, (words, words), (units, HUNDRED), amount);
        book.sync_vti("a", 1, after.0, (after.1, HUNDRED));
        check_quiet(&book, &format!("{words} {units} {amount}"));
    }
}

#[test]
fn a_quantity_that_repeats_the_money_of_a_dividend_moves_no_units() {
    for quantity in [dec!(-35), dec!(35), dec!(10)] {
        let mut book = Book::with(&["a"]);
        book.sync_vti("a", 0, dec!(0), (dec!(10), HUNDRED));
        book.row("a", 1, ("cash", "dividend"), (quantity, dec!(0)), dec!(-35));
        book.sync_vti("a", 1, dec!(35), (dec!(10), HUNDRED));
        let found = bridge(&book);
        assert_eq!(
            (found.income, found.gain()),
            (dec!(35), dec!(35)),
            "{quantity}"
        );
        assert_eq!(book.differences(), [], "{quantity}");
    }
    for quantity in [dec!(-12.5), dec!(12.5)] {
        let mut book = Book::with(&["a"]);
        book.sync_vti("a", 0, dec!(100), (dec!(10), HUNDRED));
        book.row(
            "a",
            1,
            ("fee", "account fee"),
            (quantity, dec!(0)),
            dec!(12.5),
        );
        book.sync_vti("a", 1, dec!(87.5), (dec!(10), HUNDRED));
        let found = bridge(&book);
        assert_eq!(
            (found.fees, found.gain()),
            (dec!(12.5), dec!(-12.5)),
            "{quantity}"
        );
        assert_eq!(book.differences(), [], "{quantity}");
    }
}

#[test]
fn a_purchase_that_does_not_say_its_units_is_no_loss() {
    let mut book = Book::with(&["a"]);
    book.sync_vti("a", 0, dec!(1000), (dec!(5), HUNDRED));
    book.row("a", 1, ("buy", "buy"), NO_UNITS, dec!(1000));
    last_row(&mut book).security_id = Some("VTI".into());
    last_row(&mut book).quantity = None;
    let mut more = book.clone();
    book.sync_vti("a", 1, dec!(0), (dec!(15), HUNDRED));
    check_quiet(&book, "a purchase");
    // Of far more units than it paid for, the rest is not explained.
    more.sync_vti("a", 1, dec!(0), (dec!(105), HUNDRED));
    let found = bridge(&more);
    assert_eq!((found.unexplained, found.gain()), (dec!(9000), dec!(0)));
}

#[test]
fn units_for_nothing_come_in_and_are_no_gain() {
    for (words, price) in [
        (("buy", "buy"), dec!(0)),
        (("buy", "buy"), HUNDRED),
        (("buy", "contribution"), dec!(0)),
        (("buy", "contribution"), HUNDRED),
    ] {
        let mut book = Book::with(&["a"]);
        book.sync_vti("a", 0, dec!(500), (dec!(5), HUNDRED));
        book.row("a", 1, words, (dec!(10), price), dec!(0));
        book.sync_vti("a", 1, dec!(500), (dec!(15), HUNDRED));
        let found = bridge(&book);
        assert_eq!(
            (found.inflow, found.gain()),
            (dec!(1000), dec!(0)),
            "{words:?} {price}"
        );
        let rate = book.performance().time_weighted.value;
        assert_eq!(rate, Ok(dec!(0)), "{words:?} {price}");
    }
}

#[test]
fn a_bond_that_is_transferred_is_not_worth_units_times_a_price_in_percent() {
    let mut book = Book::with(&["a"]);
    let bond = sample::security("bond", "fixed income");
    book.portfolio.securities.insert(bond.id.clone(), bond);
    let rows = |units| {
        [
            ("cash", dec!(100), dec!(100)),
            ("bond", units, units * dec!(0.9825)),
        ]
    };
    book.sync("a", 0, &rows(dec!(1000)));
    book.row(
        "a",
        1,
        ("transfer", "transfer"),
        (dec!(20000), dec!(98.25)),
        dec!(0),
    );
    last_row(&mut book).security_id = Some("bond".into());
    book.sync("a", 1, &rows(dec!(21000)));
    let found = bridge(&book);
    assert_eq!((found.inflow, found.gain()), (dec!(19650), dec!(0)));
}

#[test]
fn a_split_is_found_beside_other_rows_of_the_time() {
    let check = |units: Decimal, before: Decimal, after: Decimal| {
        let mut book = Book::with(&["a"]);
        book.sync_vti("a", 0, dec!(1000), (dec!(10), HUNDRED));
        book.row("a", 5, ("cash", "dividend"), (dec!(0), dec!(0)), dec!(-5));
        last_row(&mut book).security_id = Some("VTI".into());
        if !units.is_zero() {
            book.row("a", 5, ("buy", "buy"), (units, dec!(0)), before);
        }
        book.sync_vti("a", 10, dec!(1005) - before, (after, dec!(25)));
        let found = bridge(&book);
        assert_eq!((found.income, found.gain()), (dec!(5), dec!(5)), "{units}");
        assert_eq!(book.differences(), [], "{units}");
    };
    check(dec!(0), dec!(0), dec!(40));
    // Bought before it, and after it.
    check(dec!(1), dec!(100), dec!(44));
    check(dec!(4), dec!(100), dec!(44));
}

#[test]
fn a_corporate_action_explains_what_it_says_and_no_more() {
    let check = |row: Option<Decimal>, after: Decimal, price: Decimal, unexplained: Decimal| {
        let mut book = Book::with(&["a"]);
        book.sync_vti("a", 0, dec!(0), (dec!(10), HUNDRED));
        book.row(
            "a",
            1,
            ("transfer", "split"),
            (row.unwrap_or_default(), dec!(0)),
            dec!(0),
        );
        last_row(&mut book).security_id = Some("VTI".into());
        book.sync_vti("a", 1, dec!(0), (after, price));
        assert_eq!(bridge(&book).unexplained, unexplained, "{row:?} {after}");
    };
    check(Some(dec!(10)), dec!(20), dec!(50), dec!(0));
    check(Some(dec!(20)), dec!(20), dec!(50), dec!(0));
    check(None, dec!(20), dec!(51), dec!(0));
    // A fraction is paid in cash.
    check(Some(dec!(10.5)), dec!(20), dec!(50), dec!(0));
    // Units of something else that is spun off.
    check(Some(dec!(5)), dec!(10), HUNDRED, dec!(0));
    // A hundred more than the split makes of them.
    check(Some(dec!(10)), dec!(120), dec!(50), dec!(5000));
    check(None, dec!(120), HUNDRED, dec!(11000));
}

#[test]
fn a_row_near_the_first_sync_may_be_in_it_already_or_not_yet() {
    // The 4th of November is a Wednesday.
    let synced = |last: u64, units: Decimal, cash: Decimal, row: u64| {
        let mut book = Book::with(&["a"]);
        book.sync_vti("a", 3, dec!(1000), (dec!(10), HUNDRED));
        book.row("a", row, ("buy", "buy"), (dec!(5), HUNDRED), dec!(500));
        book.sync_vti("a", last, cash, (units, HUNDRED));
        book
    };
    // It has the units, their money goes when the row is posted.
    let book = synced(20, dec!(10), dec!(500), 5);
    assert_eq!(book.differences(), []);
    assert_eq!(bridge(&book).gain(), dec!(0));
    // Units and money were gone already.
    let book = synced(20, dec!(10), dec!(1000), 5);
    assert_eq!(book.differences(), []);
    assert_eq!(bridge(&book).gain(), dec!(0));
    // Posted the day before, and not in it yet.
    let book = synced(4, dec!(15), dec!(500), 2);
    assert_eq!(book.differences(), []);
    assert_eq!(bridge(&book).gain(), dec!(0));
    let book = synced(4, dec!(15), dec!(1000), 2);
    assert_eq!(book.differences(), []);
    assert_eq!(bridge(&book).gain(), dec!(0));
    // Longer ago it is no explanation.
    let book = synced(20, dec!(15), dec!(1000), 8);
    assert_eq!(book.differences().len(), 1, "its money never went");
}

#[test]
fn cash_that_settles_later_is_in_flight_until_then() {
    let sold = |cash: [Decimal; 3]| {
        let mut book = Book::with(&["a"]);
        // A Monday to a Thursday.
        book.sync_vti("a", 1, dec!(100), (dec!(10), HUNDRED));
        book.row("a", 2, ("sell", "sell"), (dec!(-5), HUNDRED), dec!(-500));
        for (at, cash) in (2..).zip(cash) {
            book.sync_vti("a", at, cash, (dec!(5), HUNDRED));
        }
        book
    };
    let early = dec!(600);
    for cash in [
        [early, early, early],
        [dec!(100), early, early],
        [dec!(100), dec!(100), early],
        // It may come yet.
        [dec!(100), dec!(100), dec!(100)],
    ] {
        let book = sold(cash);
        assert_eq!(book.differences(), [], "{cash:?}");
        assert_eq!(bridge(&book).gain(), dec!(0), "{cash:?}");
    }
    let mut book = sold([dec!(100); 3]);
    book.sync_vti("a", 12, dec!(100), (dec!(5), HUNDRED));
    assert_eq!(book.differences().len(), 1, "it never came");
    // A dividend that is there before its row, and a deposit too.
    let mut book = Book::with(&["a"]);
    book.sync_vti("a", 1, dec!(100), (dec!(10), HUNDRED));
    book.sync_vti("a", 2, dec!(140), (dec!(10), HUNDRED));
    book.row("a", 3, ("cash", "deposit"), NO_UNITS, dec!(-40));
    book.sync_vti("a", 3, dec!(140), (dec!(10), HUNDRED));
    assert_eq!(book.differences(), []);
    assert_eq!(bridge(&book).gain(), dec!(0));
}

#[test]
fn a_fund_whose_money_goes_a_day_before_its_units_come_asks_nothing() {
    let mut book = Book::with(&["a"]);
    book.sync_vti("a", 1, dec!(1000), (dec!(10), HUNDRED));
    book.row("a", 2, ("buy", "buy"), (dec!(5), HUNDRED), dec!(500));
    book.sync_vti("a", 2, dec!(500), (dec!(10), HUNDRED));
    book.sync_vti("a", 3, dec!(500), (dec!(15), HUNDRED));
    assert_eq!(book.differences(), []);
    assert_eq!(bridge(&book).gain(), dec!(0));
    assert_eq!(book.performance().time_weighted.value, Ok(dec!(0)));
}

#[test]
fn a_transfer_with_the_other_sign_is_told_by_the_units() {
    let mut book = Book::with(&["a"]);
    book.sync_vti("a", 0, dec!(0), (dec!(20), HUNDRED));
    let words = ("transfer", "transfer");
    book.row("a", 1, words, (dec!(10), HUNDRED), dec!(0));
    book.sync_vti("a", 1, dec!(0), (dec!(10), HUNDRED));
    let found = bridge(&book);
    assert_eq!((found.outflow, found.inflow), (dec!(-1000), dec!(0)));
    assert_eq!((found.gain(), found.unexplained), (dec!(0), dec!(0)));
    assert_eq!(book.differences(), []);
}

/// A call on VTI that expires on a day, and a sync of it before and after.
fn with_option(expires: NaiveDate, after: &[(&str, Decimal, Decimal)]) -> Book {
    let mut book = Book::with(&["a"]);
    let mut call = sample::security("call", "derivative");
    call.option_contract = Some(OptionContract {
        contract_type: None,
        expiration_date: Some(expires),
        strike_price: Some(dec!(120)),
        underlying_security_ticker: Some("VTI".into()),
    });
    book.portfolio.securities.insert(call.id.clone(), call);
    let vti = book.portfolio.securities.get_mut("VTI").expect("known");
    vti.ticker_symbol = Some("VTI".into());
    let rows = [
        ("cash", dec!(100), dec!(100)),
        ("VTI", dec!(10), dec!(1000)),
        ("call", dec!(100), dec!(250)),
    ];
    book.sync("a", 0, &rows);
    book.sync("a", 10, after);
    book
}

#[test]
fn an_option_that_expires_without_a_row_is_a_loss_and_marked() {
    let rest = [
        ("cash", dec!(100), dec!(100)),
        ("VTI", dec!(10), dec!(1000)),
    ];
    let book = with_option(day(5), &rest);
    let found = bridge(&book);
    assert_eq!((found.gain(), found.net_flow()), (dec!(-250), dec!(0)));
    assert_eq!(book.differences(), []);
    let notes = book.performance().bridge.notes;
    let marked = Reason::Expired {
        account: "a".into(),
        security: "call".into(),
        day: day(5),
    };
    assert!(notes.contains(&marked), "{notes:?}");
    let ledger = &book.measured().ledgers[0];
    let mut outcomes = ledger
        .units
        .iter()
        .filter(|it| it.security.as_str() == "call");
    assert_eq!(
        outcomes.next().map(|it| it.outcome),
        Some(Units::Expired(day(5)))
    );
    // Gone before its day, it was sold or sent away.
    let book = with_option(day(11), &rest);
    assert_eq!(
        (bridge(&book).gain(), book.differences().len()),
        (dec!(0), 1)
    );
    // Exercised, perhaps: shares came.
    let shares = [
        ("cash", dec!(100), dec!(100)),
        ("VTI", dec!(110), dec!(11000)),
    ];
    let book = with_option(day(5), &shares);
    assert_eq!(
        (bridge(&book).gain(), book.differences().len()),
        (dec!(0), 2)
    );
}

#[test]
fn an_expiry_with_the_other_sign_is_no_gain() {
    let mut book = with_option(
        day(5),
        &[
            ("cash", dec!(100), dec!(100)),
            ("VTI", dec!(10), dec!(1000)),
        ],
    );
    book.row(
        "a",
        5,
        ("transfer", "expire"),
        (dec!(100), dec!(0)),
        dec!(0),
    );
    last_row(&mut book).security_id = Some("call".into());
    assert_eq!(bridge(&book).gain(), dec!(-250));
    assert_eq!(book.differences(), []);
}

#[test]
fn next_to_nothing_in_between_is_no_base() {
    // A deposit on the last day but one, and a loss larger than all before.
    let mut book = Book::with(&["a"]);
    book.sync_vti("a", 0, dec!(100), (dec!(0), HUNDRED));
    book.pay("a", 99, dec!(1000));
    book.row("a", 99, ("buy", "buy"), (dec!(10), HUNDRED), dec!(1000));
    book.sync_vti("a", 100, dec!(100), (dec!(10), dec!(50)));
    let found = book.performance();
    assert_eq!(bridge(&book).gain(), dec!(-500));
    assert!(
        matches!(found.time_weighted.value, Err(Reason::ChainBroken { .. })),
        "{:?}",
        found.time_weighted.value
    );
    // All but a trace left on the first day.
    let mut book = Book::with(&["a"]);
    book.sync_vti("a", 0, dec!(1000), (dec!(0), HUNDRED));
    book.pay("a", 1, dec!(-999));
    book.row("a", 300, ("cash", "interest"), NO_UNITS, dec!(-5));
    book.sync_vti("a", 365, dec!(6), (dec!(0), HUNDRED));
    let found = book.performance();
    assert!(
        matches!(found.time_weighted.value, Err(Reason::ChainBroken { .. })),
        "{:?}",
        found.time_weighted.value
    );
}

#[test]
fn a_figure_says_that_it_rests_on_what_the_person_entered() {
    let mut book = Book::with(&["a"]);
    book.sync_vti("a", 0, dec!(100), (dec!(10), HUNDRED));
    book.pay("a", 1, dec!(50));
    last_row(&mut book).context.is_entered = true;
    book.sync_vti("a", 1, dec!(150), (dec!(10), HUNDRED));
    let notes = book.performance().time_weighted.notes;
    assert_eq!(notes, [Reason::Entered(1)]);
}

#[test]
fn a_whole_that_ends_before_a_later_sync_of_one_account_says_so() {
    let mut book = Book::with(&["a", "b"]);
    for at in 0..4 {
        book.sync_vti("a", at, dec!(100), (dec!(10), HUNDRED));
        if at < 2 {
            book.sync_vti("b", at, dec!(100), (dec!(10), HUNDRED));
        }
    }
    let notes = book.performance().time_weighted.notes;
    let ends = Reason::EndsEarlier {
        asked: day(3),
        day: day(1),
    };
    assert_eq!(notes, [ends]);
}

/// Units that another own account sent, though they are as many as a split makes.
#[test]
fn a_transfer_wins_over_a_split() {
    for told_by_row in [true, false] {
        let mut book = Book::with(&["a", "b"]);
        for (at, here, there, price) in [
            (0, dec!(30), dec!(10), HUNDRED),
            (1, dec!(20), dec!(20), dec!(52)),
        ] {
            book.sync_vti("a", at, dec!(0), (here, price));
            book.sync_vti("b", at, dec!(0), (there, price));
        }
        if told_by_row {
            let words = ("transfer", "transfer");
            book.row("a", 1, words, (dec!(-10), dec!(0)), dec!(0));
        }
        let found = book.differences();
        let of_b = found.iter().find(|it| it.account.as_str() == "b");
        let open = (!told_by_row).then_some(dec!(10));
        assert_eq!(of_b.map(|it| it.size), open, "{told_by_row}");
        assert_eq!(bridge(&book).gain(), dec!(-1920), "{told_by_row}");
    }
}

#[test]
fn a_split_that_only_the_ratio_tells_is_marked() {
    let mut book = Book::with(&["a"]);
    book.sync_vti("a", 0, dec!(0), (dec!(10), HUNDRED));
    book.sync_vti("a", 1, dec!(0), (dec!(40), dec!(25)));
    let found = book.performance();
    let marked = Reason::SplitByRatio {
        security: "VTI".into(),
        day: day(1),
    };
    assert_eq!(found.time_weighted.notes, [marked]);
}

/// Every word that Plaid has for a transaction, with whatever signs and figures, and
/// whatever units and cash then turn out to be: where no price moved, none is what a
/// price brought.
#[test]
fn no_words_and_no_signs_make_a_gain_where_no_price_moved() {
    let (mut wrong, accounts) = (vec![], accounts());
    let sizes = [dec!(-1), dec!(0), dec!(1)];
    let shapes = sizes
        .into_iter()
        .flat_map(|units| sizes.map(|amount| (units, amount)));
    let shapes: Vec<_> = shapes.collect();
    for kind in ["buy", "sell", "cash", "fee", "transfer"] {
        for subtype in SUBTYPES {
            for &(units, amount) in &shapes {
                for price in [dec!(0), HUNDRED] {
                    let row = (units * dec!(5), price, amount * dec!(500));
                    let found = gains_from_nothing(&accounts, (kind, subtype), row);
                    let found = found.iter();
                    wrong.extend(found.map(|it| format!("{kind}/{subtype} {row:?}: {it:?}")));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The words of Plaid's schema but those that give or take value by themselves:
/// corporate actions, option events, principal returned.
const SUBTYPES: [&str; 37] = [
    "account fee",
    "adjustment",
    "buy",
    "buy to cover",
    "contribution",
    "deposit",
    "distribution",
    "dividend",
    "dividend reinvestment",
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
    "miscellaneous fee",
    "non-qualified dividend",
    "non-resident tax",
    "pending credit",
    "pending debit",
    "qualified dividend",
    "rebalance",
    "request",
    "sell",
    "sell short",
    "send",
    "tax",
    "tax withheld",
    "trade",
    "transfer",
    "trust fee",
    "withdrawal",
    "",
];

#[test]
fn an_option_that_is_closed_for_nothing_is_lost() {
    let rest = [
        ("cash", dec!(100), dec!(100)),
        ("VTI", dec!(10), dec!(1000)),
    ];
    let mut book = with_option(day(50), &rest);
    book.row("a", 5, ("sell", "sell"), (dec!(-100), dec!(0)), dec!(0));
    last_row(&mut book).security_id = Some("call".into());
    let found = bridge(&book);
    assert_eq!((found.gain(), found.net_flow()), (dec!(-250), dec!(0)));
}

/// An account that lists its cash or does not, with what its units and its cash are
/// next.
fn accounts() -> Vec<Book> {
    let mut all = vec![];
    let then = [(10, 1000), (15, 500), (5, 1500), (15, 1000), (10, 500)];
    for (held, cash) in then {
        for lists_cash in [true, false] {
            let mut book = Book::with(&["a"]);
            for (at, held, cash) in [(0, 10, 1000), (1, held, cash)] {
                let (held, cash) = (Decimal::from(held), Decimal::from(cash));
                let rows = [("cash", cash, cash), ("VTI", held, held * HUNDRED)];
                book.sync("a", at, &rows[usize::from(!lists_cash)..]);
            }
            all.push(book);
        }
    }
    all
}

/// What a row of VTI of these figures is said to have gained by prices.
fn gains_from_nothing(
    accounts: &[Book],
    words: (&str, &str),
    (units, price, amount): (Decimal, Decimal, Decimal),
) -> Vec<Bridge> {
    let found = accounts.iter().map(|it| {
        let mut book = it.clone();
        book.row("a", 1, words, (units, price), amount);
        last_row(&mut book).security_id = Some("VTI".into());
        bridge(&book)
    });
    // Income that bought who knows what is no gain either.
    found
        .filter(|it| !it.price.is_zero() && !it.gain().is_zero())
        .collect()
}
