//! What syncs found is kept for good, and once.

use chrono::Days;
use holdfast::{
    domain::{Currency, Security},
    sync,
};
use rust_decimal::dec;

use crate::common::stored::{File, fetched, first_day, noon, sold_out};

/// The values that are kept, and those that follow from the snapshots alone.
fn kept_and_made_anew(file: &File) -> [Vec<holdfast::portfolio::AccountValue>; 2] {
    let kept = file.portfolio().account_values;
    file.raw()
        .execute("DELETE FROM account_values_kept", [])
        .expect("none is believed");
    [kept, file.portfolio().account_values]
}

#[test]
fn a_holding_that_is_as_it_was_is_stored_once_and_told_for_every_sync() {
    let file = File::new();
    let day = |days| first_day() + Days::new(days);
    let mut dearer = fetched("item");
    dearer.holdings[0].institution_value = Some(dec!(1002));
    for (days, answer) in [
        (0, fetched("item")),
        (1, fetched("item")),
        (2, dearer.clone()),
        (3, sold_out("item")),
        (4, sold_out("item")),
        (5, dearer),
    ] {
        file.sync(answer, day(days));
    }
    // New, dearer, gone, back.
    assert_eq!(file.rows("holding_versions"), 4);
    assert_eq!(file.rows("holding_keys"), 1);

    let security = file.portfolio().holdings[0].security_id.clone();
    let told = file
        .database()
        .snapshots_of(&security)
        .expect("they are read");
    let told: Vec<_> = told
        .into_iter()
        .map(|it| (it.synced_at, it.row.and_then(|row| row.institution_value)))
        .collect();
    let first = file.portfolio().account_values[0].market_value;
    assert_eq!(
        told,
        [
            (noon(day(0)), first),
            (noon(day(1)), first),
            (noon(day(2)), Some(dec!(1002))),
            (noon(day(3)), None),
            (noon(day(4)), None),
            (noon(day(5)), Some(dec!(1002))),
        ]
    );
    let [kept, anew] = kept_and_made_anew(&file);
    assert_eq!(kept, anew);
    assert_eq!(kept.len(), 12, "two accounts at six syncs");
}

#[test]
fn values_that_rest_on_what_is_learnt_later_are_made_anew() {
    let file = File::new();
    let security = |currency: Option<Currency>| {
        let mut answer = fetched("item");
        for holding in &mut answer.holdings {
            holding.currency = None;
        }
        for account in &mut answer.accounts {
            account.balances.currency = None;
        }
        for it in &mut answer.securities {
            *it = Security {
                currency: currency.clone(),
                ..it.clone()
            };
        }
        answer
    };
    let currencies = |file: &File| {
        let values = file.portfolio().account_values;
        let of_first = values
            .into_iter()
            .filter(|it| it.account_id == "item-first".into());
        of_first.map(|it| it.currency).collect::<Vec<_>>()
    };
    file.sync(security(None), first_day());
    assert_eq!(currencies(&file), [None]);
    let chf = Some(Currency::iso("CHF"));
    file.sync(security(chf.clone()), first_day() + Days::new(1));
    assert_eq!(currencies(&file), [chf.clone(), chf]);
    let [kept, anew] = kept_and_made_anew(&file);
    assert_eq!(kept, anew);
}

#[test]
fn values_of_another_rule_are_not_believed() {
    let file = File::with(&[fetched("item")]);
    let [right, _] = kept_and_made_anew(&file);
    file.raw()
        .execute_batch(
            "INSERT OR REPLACE INTO account_values_kept VALUES (1, 1, 999999, NULL);
             UPDATE account_values SET market_value = '1'",
        )
        .expect("another rule's values");
    assert_eq!(file.portfolio().account_values, right);
    // The next sync keeps its own instead.
    file.sync(fetched("item"), first_day() + Days::new(1));
    let [kept, anew] = kept_and_made_anew(&file);
    assert_eq!(kept, anew);
    assert_eq!(kept[..right.len()], right[..]);
}

#[test]
fn a_deleted_connection_takes_its_history_along_and_no_other() {
    let file = File::with(&[fetched("left"), fetched("gone")]);
    file.database()
        .delete_connection(&"gone".into())
        .expect("it is deleted");
    assert_eq!(file.rows("holding_keys"), 1);
    assert_eq!(file.rows("account_values"), 2);
    let [kept, anew] = kept_and_made_anew(&file);
    assert_eq!(kept, anew);
    let answer = fetched("left");
    let stored = sync::stored(&file.database(), &"left".into(), &answer).expect("it is read");
    assert_eq!(stored.accounts.len(), 2);
}

#[test]
fn a_sync_after_a_deletion_is_valued_though_its_number_was_used_before() {
    let file = File::with(&[fetched("left"), fetched("gone")]);
    file.database()
        .delete_connection(&"gone".into())
        .expect("it is deleted");
    file.sync(fetched("left"), first_day() + Days::new(1));
    let [kept, anew] = kept_and_made_anew(&file);
    assert_eq!(kept.len(), 4, "two accounts at two syncs");
    assert_eq!(kept, anew);
}
