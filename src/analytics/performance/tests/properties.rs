//! What holds of every book.

use proptest::{collection::vec, prelude::*};
use rust_decimal::{Decimal, dec};

use super::book::{Book, day};
use crate::{
    analytics::performance::{Bridge, Measured, Performance, Reason},
    domain::{Answer, Currency, Entry, EntryKind, Grouping},
};

/// What happens in an account on a day.
#[derive(Clone, Copy, Debug)]
enum Event {
    Pay(i64),
    Buy(i64),
    Sell(i64),
    Dividend(i64),
    Fee(i64),
    /// Units of which no row tells.
    Found(i64),
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        (-50_i64..200).prop_map(Event::Pay),
        (1_i64..9).prop_map(Event::Buy),
        (1_i64..9).prop_map(Event::Sell),
        (1_i64..50).prop_map(Event::Dividend),
        (1_i64..9).prop_map(Event::Fee),
        (-2_i64..3).prop_map(Event::Found),
    ]
}

/// By day and account: the price of the day and what happens.
fn days() -> impl Strategy<Value = Vec<(i64, [Vec<Event>; 2])>> {
    let events = || vec(event(), 0..3);
    vec((50_i64..150, [events(), events()]), 2..12)
}

const ACCOUNTS: [&str; 2] = ["a", "b"];

/// Two accounts that are synced every day, one of them alone where `only` says.
fn book(days: &[(i64, [Vec<Event>; 2])], only: Option<usize>) -> Book {
    let mut book = Book::with(&ACCOUNTS);
    if let Some(only) = only {
        book.portfolio
            .accounts
            .retain(|it| it.id.as_str() == ACCOUNTS[only]);
    }
    let mut held = [(dec!(10000), dec!(100)); 2];
    for (at, (price, events)) in (0_u64..).zip(days) {
        let price = Decimal::from(*price);
        for (account, events) in events.iter().enumerate() {
            if only.is_some_and(|it| it != account) {
                continue;
            }
            let name = ACCOUNTS[account];
            // The first day begins with what was there.
            for event in events.iter().filter(|_| at > 0) {
                apply(&mut book, &mut held[account], (name, at, price), *event);
            }
            let (cash, units) = held[account];
            book.sync_vti(name, at, cash, (units, price));
        }
    }
    book
}

fn apply(
    book: &mut Book,
    (cash, held): &mut (Decimal, Decimal),
    (account, at, price): (&str, u64, Decimal),
    event: Event,
) {
    let no_units = (Decimal::ZERO, Decimal::ZERO);
    match event {
        Event::Pay(amount) => {
            *cash += Decimal::from(amount);
            book.pay(account, at, Decimal::from(amount));
        }
        Event::Buy(units) => {
            let units = Decimal::from(units);
            (*cash, *held) = (*cash - units * price, *held + units);
            book.row(account, at, ("buy", "buy"), (units, price), units * price);
        }
        Event::Sell(units) => {
            let units = Decimal::from(units);
            (*cash, *held) = (*cash + units * price, *held - units);
            book.row(
                account,
                at,
                ("sell", "sell"),
                (-units, price),
                -units * price,
            );
        }
        Event::Dividend(amount) => {
            let amount = Decimal::from(amount);
            *cash += amount;
            book.row(account, at, ("cash", "dividend"), no_units, -amount);
        }
        Event::Fee(amount) => {
            let amount = Decimal::from(amount);
            *cash -= amount;
            book.row(account, at, ("fee", "account fee"), no_units, amount);
        }
        Event::Found(units) => *held += Decimal::from(units),
    }
}

/// The sum of the parts of the bridge, in the order of the page.
fn total(of: &Performance) -> Decimal {
    let it = of.bridge.known().expect("a bridge");
    it.begin + it.inflow + it.outflow + it.unclassified + it.income - it.fees - it.taxes
        + it.price
        + it.unexplained
}

/// How one side of a transfer is known.
#[derive(Clone, Copy, Debug)]
enum ToldBy {
    Row,
    Entered,
    Answer,
}

fn told_by() -> impl Strategy<Value = ToldBy> {
    prop_oneof![
        Just(ToldBy::Row),
        Just(ToldBy::Entered),
        Just(ToldBy::Answer)
    ]
}

/// Three accounts that are synced every day; so much goes from the first to the
/// second one, on the second day and so many days later.
fn three(
    prices: &[i64],
    (moved, is_units, apart): (Decimal, bool, u64),
    told_by: [ToldBy; 2],
) -> Book {
    let mut book = Book::with(&["a", "b", "c"]);
    let arrives = 1 + apart;
    for (at, price) in (0_u64..).zip(prices) {
        let part = |from: u64| if at >= from { moved } else { dec!(0) };
        let changes = [-part(1), part(arrives), dec!(0)];
        for (account, change) in ["a", "b", "c"].into_iter().zip(changes) {
            let (cash, units) = if is_units {
                (dec!(0), change)
            } else {
                (change, dec!(0))
            };
            let vti = (dec!(100) + units, Decimal::from(*price));
            book.sync_vti(account, at, dec!(10000) + cash, vti);
        }
    }
    if moved.is_zero() {
        return book;
    }
    let sides = [("a", 1, -moved), ("b", arrives, moved)];
    for ((account, at, size), by) in sides.into_iter().zip(told_by) {
        match by {
            ToldBy::Answer => {}
            ToldBy::Row if is_units => {
                let units = (size, Decimal::ZERO);
                book.row(account, at, ("transfer", "transfer"), units, dec!(0));
            }
            ToldBy::Row => book.pay(account, at, size),
            ToldBy::Entered => {
                let is_out = size.is_sign_negative();
                let row = Entry {
                    account: account.into(),
                    security: is_units.then(|| "VTI".into()),
                    kind: if is_out {
                        EntryKind::TransferOut
                    } else {
                        EntryKind::TransferIn
                    },
                    date: day(at),
                    units: is_units.then_some(size.abs()),
                    price: None,
                    amount: (!is_units).then_some(size.abs()),
                    fees: None,
                    currency: Some(Currency::iso("USD")),
                };
                let row = row.transaction(account.into(), day(at));
                book.portfolio.transactions.push(row.expect("a row"));
            }
        }
    }
    for difference in book.differences() {
        book.tell(&difference, Answer::Transfer);
    }
    book
}

proptest! {
    #[test]
    fn bridges_add_up_at_every_scope_and_over_the_scopes(days in days()) {
        let found = book(&days, None).performance();
        let whole = *found.bridge.known().expect("a bridge");
        prop_assert_eq!(total(&found), whole.end);
        let sum = |get: fn(&Bridge) -> Decimal| -> Decimal {
            found.accounts.iter().map(|it| get(&it.bridge)).sum()
        };
        prop_assert_eq!(sum(|it| it.begin), whole.begin);
        prop_assert_eq!(sum(|it| it.end), whole.end);
        prop_assert_eq!(sum(Bridge::gain), whole.gain());
        prop_assert_eq!(sum(|it| it.price), whole.price);
        prop_assert_eq!(sum(Bridge::net_flow), whole.net_flow());
        // So do those of groups that part the whole.
        let mut book = book(&days, None);
        book.account("b").subtype = Some("ira".into());
        let portfolio = book.portfolio.clone().prepared();
        let mut gains = vec![];
        book.measured().each_grouping(&portfolio, Grouping::AccountType, None, |_, it| {
            let found = it.performance(None, None);
            gains.push((total(&found), *found.bridge.known().expect("a bridge")));
        });
        prop_assert_eq!(gains.len(), 2);
        prop_assert!(gains.iter().all(|(total, it)| *total == it.end));
        prop_assert_eq!(gains.iter().map(|it| it.1.gain()).sum::<Decimal>(), whole.gain());
        // Income and fees name no holding here, so price alone is theirs.
        let of_holdings: Decimal = found.holdings.iter().map(|it| it.bridge.price).sum();
        prop_assert_eq!(of_holdings, whole.price);
        if let Some(rate) = found.time_weighted.known() {
            let parts: Option<Decimal> = found.accounts.iter().map(|it| it.contribution).sum();
            let apart = (parts.expect("known") - rate).abs();
            prop_assert!(apart < dec!(0.000000000000000000001), "{}", apart);
        }
    }

    #[test]
    fn the_order_of_rows_changes_nothing(days in days()) {
        let book = book(&days, None);
        let mut turned = book.clone();
        turned.portfolio.transactions.reverse();
        prop_assert_eq!(book.performance(), turned.performance());
    }

    #[test]
    fn another_account_changes_no_figure_of_the_first(days in days()) {
        let both = book(&days, None).measured().account(0).performance(None, None);
        prop_assert_eq!(book(&days, Some(0)).performance().bridge, both.bridge);
        prop_assert_eq!(book(&days, Some(0)).performance().time_weighted, both.time_weighted);
    }

    #[test]
    fn transfers_within_change_no_figure_of_the_whole(
        days in days(),
        amount in 1_i64..5000,
        apart in 0_u64..4,
    ) {
        let cents = Decimal::new(amount, 2) + dec!(0.001);
        let with = |moved: Decimal| {
            let mut book = Book::with(&ACCOUNTS);
            let arrives = 1 + apart;
            for (at, (price, _)) in (0_u64..).zip(&days) {
                let left = if at >= 1 { moved } else { dec!(0) };
                let arrived = if at >= arrives { moved } else { dec!(0) };
                let price = Decimal::from(*price);
                book.sync_vti("a", at, dec!(10000) - left, (dec!(100), price));
                book.sync_vti("b", at, dec!(10000) + arrived, (dec!(100), price));
            }
            let is_whole = usize::try_from(arrives).is_ok_and(|it| it < days.len());
            if !moved.is_zero() && is_whole {
                book.pay("a", 1, -moved);
                book.pay("b", arrives, moved);
            }
            (book.performance(), is_whole)
        };
        let (plain, _) = with(dec!(0));
        let (moved, is_whole) = with(cents);
        if is_whole {
            prop_assert_eq!(&plain.bridge, &moved.bridge);
            prop_assert_eq!(&plain.time_weighted, &moved.time_weighted);
            prop_assert_eq!(&plain.money_weighted, &moved.money_weighted);
        }
    }

    /// Cash or units, told by rows, by rows that were typed, or by what was said
    /// of a difference.
    #[test]
    fn transfers_within_change_no_figure_at_any_scope(
        prices in vec(20_i64..200, 7..12),
        size in 1_i64..5000,
        (is_units, apart) in prop_oneof![Just((true, 0_u64)), (0_u64..5).prop_map(|it| (false, it))],
        told_by in [told_by(), told_by()],
    ) {
        let moved = |size: i64| if is_units { Decimal::from(size % 90) } else { Decimal::new(size, 2) };
        let (plain, with) = (three(&prices, (moved(0), is_units, apart), told_by), three(&prices, (moved(size), is_units, apart), told_by));
        let portfolio = with.portfolio.clone().prepared();
        let (before, after) = (plain.measured(), with.measured());
        let of_group = |it: &Measured| it.accounts(&portfolio, |it| it.as_str() != "c").performance(None, None);
        let of_security = |it: &Measured| it.by_security().remove("VTI").map(|it| it.performance(None, None));
        let same = |a: &Performance, b: &Performance| {
            prop_assert_eq!(&a.bridge.value, &b.bridge.value);
            prop_assert_eq!(&a.time_weighted.value, &b.time_weighted.value);
            prop_assert_eq!(&a.money_weighted.value, &b.money_weighted.value);
            prop_assert_eq!(&a.drawdown.value, &b.drawdown.value);
            prop_assert_eq!(a.time_weighted.coverage, b.time_weighted.coverage);
            Ok(())
        };
        same(&before.performance(None, None), &after.performance(None, None))?;
        same(&of_group(&before), &of_group(&after))?;
        same(&before.account(2).performance(None, None), &after.account(2).performance(None, None))?;
        same(&of_security(&before).expect("held"), &of_security(&after).expect("held"))?;
        // Below it is one: of each of the two accounts.
        if !moved(size).is_zero() {
            let flows = [0, 1].map(|at| after.account(at).performance(None, None).flows.len());
            prop_assert_eq!(flows, [1, 1]);
        }
    }

    #[test]
    fn a_deposit_of_any_size_changes_no_return(days in days(), size in 1_u64..1_000_000_000) {
        let prices: Vec<Decimal> = days.iter().map(|it| Decimal::from(it.0)).collect();
        let size = Decimal::from(size);
        // The deposit buys the same at the price of the evening before.
        let with = |size: Decimal| {
            let mut book = Book::with(&["a"]);
            for (at, price) in (0_u64..).zip(&prices) {
                let share = Decimal::ONE + if at >= 1 { size } else { dec!(0) };
                book.sync_vti("a", at, dec!(10000) * share, (dec!(100) * share, *price));
            }
            if !size.is_zero() {
                let cost = dec!(100) * size * prices[0];
                book.pay("a", 1, dec!(10000) * size + cost);
                book.row("a", 1, ("buy", "buy"), (dec!(100) * size, prices[0]), cost);
            }
            book.performance()
        };
        let (plain, paid) = (with(dec!(0)), with(size));
        prop_assert_eq!(&paid.time_weighted.notes, &[]);
        // The chain breaks where the deposit is a hundred times what was there.
        match (plain.time_weighted.value, paid.time_weighted.value) {
            (Ok(plain), Ok(paid)) => {
                prop_assert!((plain - paid).abs() < dec!(0.00000000000000000001));
            }
            (_, because) => {
                let is_broken = matches!(because, Err(Reason::ChainBroken { .. }));
                prop_assert!(is_broken && size > dec!(50), "{:?}", because);
            }
        }
    }
}
