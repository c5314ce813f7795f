//! What syncs found is kept for good, and once.

use std::sync::Arc;

use chrono::Days;
use holdfast::{
    connect::Fetched,
    domain::{AssetClass, Currency, Security},
    portfolio::History,
    sync,
};
use proptest::{
    collection::vec,
    prelude::{ProptestConfig as Config, Strategy, any},
    prop_assert_eq, prop_oneof, proptest,
};
use rust_decimal::{Decimal, dec};

use crate::common::stored::{File, fetched, first_day, holding, noon, sold_out};

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

/// What may be different from one sync to the next.
#[derive(Clone, Debug)]
enum Happening {
    Sync {
        item: usize,
        price: i64,
        lots: usize,
        is_sold: bool,
        /// The rows say no currency, so that it is learnt from elsewhere.
        is_silent: bool,
        class: Option<AssetClass>,
    },
    /// The connection is deleted with all that it had.
    Deleted(usize),
}

const ITEMS: [&str; 2] = ["one", "two"];

fn happening() -> impl Strategy<Value = Happening> {
    let class = prop_oneof![
        4 => proptest::strategy::Just(None),
        1 => proptest::strategy::Just(Some(AssetClass::Etf)),
        1 => proptest::strategy::Just(Some(AssetClass::FixedIncome)),
    ];
    let sync = (
        0..2_usize,
        1_i64..4,
        1..4_usize,
        0..6_u8,
        any::<bool>(),
        class,
    );
    let sync = sync.prop_map(
        |(item, price, lots, sold, is_silent, class)| Happening::Sync {
            item,
            price,
            lots,
            is_sold: sold == 0,
            is_silent,
            class,
        },
    );
    prop_oneof![9 => sync, 1 => (0..2_usize).prop_map(Happening::Deleted)]
}

fn answer(happening: &Happening) -> Option<Fetched> {
    let Happening::Sync {
        item,
        price,
        lots,
        is_sold,
        is_silent,
        class,
    } = happening
    else {
        return None;
    };
    let item = ITEMS[*item];
    if *is_sold {
        return Some(sold_out(item));
    }
    let mut answer = fetched(item);
    let account = answer.accounts[0].id.clone();
    answer.holdings = (0..*lots).map(|it| holding(&account, "VTI", it)).collect();
    for holding in &mut answer.holdings {
        holding.institution_value = Some(Decimal::from(price * 100));
        holding.currency = (!is_silent).then(|| Currency::iso("USD"));
    }
    for security in &mut answer.securities {
        security.asset_class.clone_from(class);
    }
    Some(answer)
}

proptest! {
    #![proptest_config(Config { cases: 24, failure_persistence: None, ..Config::default() })]

    #[test]
    fn a_history_that_is_added_to_is_the_one_that_is_read_from_nothing(
        happenings in vec(happening(), 1..9),
    ) {
        let file = File::new();
        let mut kept = History::default();
        for (days, happening) in (0..).zip(&happenings) {
            match (happening, answer(happening)) {
                (_, Some(answer)) => drop(file.sync(answer, first_day() + Days::new(days))),
                (Happening::Deleted(item), None) => {
                    file.database().delete_connection(&ITEMS[*item].into()).expect("it is deleted");
                }
                (Happening::Sync { .. }, None) => {}
            }
            let portfolio = file.portfolio();
            let anew = sync::history(&file.database(), &portfolio).expect("it is read");
            kept = sync::history_after(&file.database(), &portfolio, &kept).expect("it is read");
            prop_assert_eq!(&kept, &anew);
            prop_assert_eq!(kept.latest(), anew.latest());
        }
    }
}

#[test]
fn of_a_history_in_memory_only_later_syncs_are_read() {
    let file = File::with(&[fetched("one"), fetched("two")]);
    let before = sync::history(&file.database(), &file.portfolio()).expect("it is read");
    let mut dearer = fetched("one");
    dearer.holdings[0].institution_value = Some(dec!(1002));
    file.sync(dearer, first_day() + Days::new(1));
    let after = sync::history_after(&file.database(), &file.portfolio(), &before);
    let after = after.expect("it is read");
    let values: Vec<_> = after
        .of(&"one-first".into())
        .iter()
        .map(|it| it.rows[0].value)
        .collect();
    assert_eq!(values, [Some(dec!(1001)), Some(dec!(1002))]);
    assert!(Arc::ptr_eq(
        &before.of(&"one-first".into())[0],
        &after.of(&"one-first".into())[0]
    ));
}
