//! Transfers between own accounts, as their rows and the person tell.

use rust_decimal::{Decimal, dec};

use super::book::{Book, day};
use crate::{
    analytics::performance::Part,
    domain::{Answer, Currency, Entry, EntryKind},
};

/// Nothing crossed the border.
pub(super) const WITHIN: (Decimal, Decimal) = (dec!(0), dec!(0));

/// What flowed in and out of the whole.
pub(super) fn flows(book: &Book) -> (Decimal, Decimal) {
    let bridge = book.performance().bridge.value.expect("a bridge");
    (bridge.inflow, bridge.outflow)
}

pub(super) fn flows_of_accounts(book: &Book) -> Vec<(Decimal, Decimal)> {
    let accounts = book.performance().accounts;
    let of = |it: &Part| (it.bridge.inflow, it.bridge.outflow);
    accounts.iter().map(of).collect()
}

/// Two accounts that are synced on the first day and on a later one each, between
/// which 70 of cash went from one to the other; no row tells of it.
fn cash_moved(left: u64, arrived: u64) -> Book {
    let mut book = Book::with(&["a", "b"]);
    for at in 0..=left.max(arrived) {
        let is_synced = |own: u64| at == 0 || at == own || at == left.max(arrived);
        if is_synced(left) {
            let moved = if at >= left { dec!(70) } else { dec!(0) };
            book.sync_vti("a", at, dec!(100) - moved, (dec!(10), dec!(10)));
        }
        if is_synced(arrived) {
            let moved = if at >= arrived { dec!(70) } else { dec!(0) };
            book.sync_vti("b", at, dec!(100) + moved, (dec!(10), dec!(10)));
        }
    }
    book
}

fn tell_all(book: &mut Book) {
    for difference in book.differences() {
        book.tell(&difference, Answer::Transfer);
    }
}

#[test]
fn two_told_transfers_of_cash_between_own_accounts_are_one_within_the_whole() {
    let mut book = cash_moved(1, 3);
    tell_all(&mut book);
    assert_eq!(flows(&book), WITHIN);
    assert_eq!(
        flows_of_accounts(&book),
        [(dec!(0), dec!(-70)), (dec!(70), dec!(0))]
    );
    assert_eq!(book.performance().flows, []);
    // Of one of them alone it is a flow.
    let one = book.measured().account(0).performance(None, None);
    assert_eq!(one.flows.len(), 1);
}

#[test]
fn a_told_difference_may_have_been_on_any_day_between_its_syncs() {
    // Found three weeks apart, but the later one may have been on the second day.
    let mut book = cash_moved(1, 22);
    tell_all(&mut book);
    assert_eq!(flows(&book), WITHIN);
    // With a sync in between it was at least six days later.
    let mut book = cash_moved(1, 22);
    book.sync_vti("b", 6, dec!(100), (dec!(10), dec!(10)));
    book.sort_syncs();
    tell_all(&mut book);
    assert_eq!(flows(&book), (dec!(70), dec!(-70)));
    let mut book = cash_moved(1, 22);
    book.sync_vti("b", 5, dec!(100), (dec!(10), dec!(10)));
    book.sort_syncs();
    tell_all(&mut book);
    assert_eq!(flows(&book), WITHIN);
}

#[test]
fn a_row_of_the_other_account_tells_of_a_transfer() {
    let mut book = cash_moved(1, 3);
    let found = book.differences();
    book.pay("a", 1, dec!(-70));
    assert_eq!(book.differences(), [], "nothing is left to ask");
    assert_eq!(flows(&book), WITHIN);
    assert_eq!(
        flows_of_accounts(&book),
        [(dec!(0), dec!(-70)), (dec!(70), dec!(0))]
    );
    // With both rows there is one transfer; and what comes beside it is another thing.
    book.pay("b", 3, dec!(70));
    assert_eq!((book.differences(), flows(&book)), (vec![], WITHIN));
    book.portfolio.transactions.pop();
    // What the person said goes before: income is no transfer.
    let of_b = found.iter().find(|it| it.account.as_str() == "b");
    book.tell(of_b.expect("one of b"), Answer::Income);
    assert_eq!(flows(&book), (dec!(0), dec!(-70)));
    book.portfolio.resolutions.clear();
    // Another amount, and a row of another time, are none of it.
    book.portfolio.transactions[0].amount = Some(dec!(71));
    assert_eq!(book.differences().len(), 2);
    book.portfolio.transactions[0].amount = Some(dec!(70));
    book.portfolio.transactions[0].date = day(9);
    assert_eq!(book.differences().len(), 2);
}

#[test]
fn units_of_which_one_account_has_a_row_moved_within_the_whole() {
    let mut book = Book::with(&["a", "b"]);
    for (at, here, there, price) in [
        (0, dec!(100), dec!(0), dec!(100)),
        (19, dec!(0), dec!(100), dec!(102)),
    ] {
        book.sync_vti("a", at, dec!(1000), (here, price));
        book.sync_vti("b", at, dec!(500), (there, price));
    }
    let words = ("transfer", "transfer");
    book.row("a", 11, words, (dec!(-100), dec!(0)), dec!(0));
    assert_eq!(book.differences(), []);
    let found = book.performance();
    let whole = found.bridge.value.clone().expect("a bridge");
    assert_eq!((whole.net_flow(), whole.gain()), (dec!(0), dec!(200)));
    assert_eq!(found.flows, []);
    let parts: Vec<_> = (found.accounts.iter())
        .map(|it| (it.bridge.net_flow(), it.bridge.gain()))
        .collect();
    let sum = parts.iter().map(|it| it.1).sum::<Decimal>();
    assert_eq!(sum, dec!(200), "{parts:?}");
    let of_security = book.measured().by_security()["VTI"].performance(None, None);
    assert_eq!(of_security.flows, []);
    // Of the receiving account alone it is a flow, and no gain.
    let alone = book.measured().account(1).performance(None, None);
    assert_eq!(alone.bridge.value.expect("a bridge").inflow, dec!(10200));
}

#[test]
fn an_account_that_a_transfer_opened_goes_on_from_it() {
    let mut book = Book::with(&["a", "b"]);
    book.sync_vti("a", 0, dec!(5000), (dec!(60), dec!(100)));
    book.pay("a", 11, dec!(-5000));
    book.pay("b", 11, dec!(5000));
    book.row("b", 12, ("buy", "buy"), (dec!(50), dec!(100)), dec!(5000));
    book.sync_vti("a", 19, dec!(0), (dec!(60), dec!(101)));
    book.sync_vti("b", 19, dec!(0), (dec!(50), dec!(101)));
    let found = book.performance();
    let whole = found.bridge.value.clone().expect("a bridge");
    assert_eq!((whole.net_flow(), whole.gain()), (dec!(0), dec!(110)));
    assert_eq!(found.time_weighted.value, Ok(dec!(0.01)));
    // So it is where it lists no cash, and all of that was spent.
    let mut book = Book::with(&["a", "b"]);
    book.sync_vti("a", 0, dec!(5000), (dec!(60), dec!(100)));
    book.pay("a", 11, dec!(-5000));
    book.pay("b", 11, dec!(5000));
    book.row("b", 12, ("buy", "buy"), (dec!(50), dec!(100)), dec!(5000));
    book.sync_vti("a", 19, dec!(0), (dec!(60), dec!(101)));
    book.sync("b", 19, &[("VTI", dec!(50), dec!(5050))]);
    let found = book.performance();
    let whole = found.bridge.value.clone().expect("a bridge");
    assert_eq!((whole.net_flow(), whole.gain()), (dec!(0), dec!(110)));
    assert_eq!(found.flows, []);
    let gains: Decimal = found.accounts.iter().map(|it| it.bridge.gain()).sum();
    assert_eq!(gains, dec!(110));
    // So it is where only units came, and only the other account has a row.
    let mut book = Book::with(&["a", "b"]);
    book.sync_vti("a", 0, dec!(5000), (dec!(60), dec!(100)));
    let words = ("transfer", "transfer");
    book.row("a", 11, words, (dec!(-60), dec!(0)), dec!(0));
    book.sync_vti("a", 19, dec!(5000), (dec!(0), dec!(101)));
    book.sync_vti("b", 19, dec!(0), (dec!(60), dec!(101)));
    let whole = book.performance().bridge.value.expect("a bridge");
    assert_eq!((whole.net_flow(), whole.gain()), (dec!(0), dec!(60)));
    // What it had besides flows in.
    let mut book = Book::with(&["a", "b"]);
    book.sync_vti("a", 0, dec!(5000), (dec!(60), dec!(100)));
    book.pay("a", 11, dec!(-5000));
    book.sync_vti("a", 19, dec!(0), (dec!(60), dec!(100)));
    book.sync_vti("b", 19, dec!(5000), (dec!(7), dec!(100)));
    let whole = book.performance().bridge.value.expect("a bridge");
    assert_eq!((whole.inflow, whole.outflow), (dec!(700), dec!(0)));
}

#[test]
fn rows_that_are_entered_match_like_any_other() {
    let mut book = Book::with(&["a", "b"]);
    for (at, here, there) in [
        (0, dec!(10), dec!(1)),
        (1, dec!(6), dec!(1)),
        (2, dec!(6), dec!(5)),
    ] {
        book.sync_vti("a", at, dec!(100), (here, dec!(10)));
        book.sync_vti("b", at, dec!(100), (there, dec!(10)));
    }
    let entries = [
        ("a", EntryKind::TransferOut, 1),
        ("b", EntryKind::TransferIn, 2),
    ];
    for (account, kind, at) in entries {
        let entry = Entry {
            account: account.into(),
            security: Some("VTI".into()),
            kind,
            date: day(at),
            units: Some(dec!(4)),
            price: None,
            amount: None,
            fees: None,
            currency: Some(Currency::iso("USD")),
        };
        let row = entry.transaction(account.into(), day(3)).expect("a row");
        book.portfolio.transactions.push(row);
    }
    assert_eq!(book.differences(), []);
    assert_eq!(flows(&book), WITHIN);
    // One typed, one told.
    book.portfolio.transactions.pop();
    tell_all(&mut book);
    assert_eq!(flows(&book), WITHIN);
    assert_eq!(
        flows_of_accounts(&book),
        [(dec!(0), dec!(-40)), (dec!(40), dec!(0))]
    );
}
