//! A sync that is set aside does not count, as if it had not been; taken back, all
//! is as it was. And a day is shown as the syncs by then knew it.

use chrono::{DateTime, Days, NaiveDate, Utc};
use holdfast::{
    connect::{DateRange, Fetched, SettingAside},
    domain::{AssetClass, TaxLot, Transaction},
    portfolio::Portfolio,
    sync,
};
use proptest::{
    collection::vec,
    prelude::{ProptestConfig as Config, Strategy, any},
    prop_assert_eq, proptest,
};
use rust_decimal::{Decimal, dec};

use crate::common::stored::{self, File, first_day, noon};

fn day_of(at: DateTime<Utc>) -> NaiveDate {
    at.date_naive()
}

/// Every row of every table but of those that say what is set aside.
fn rows(file: &File) -> Vec<String> {
    let db = file.raw();
    let mut tables = db
        .prepare(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' \
             AND name <> 'syncs_set_aside' ORDER BY name",
        )
        .expect("it prepares");
    let tables: Vec<String> = tables
        .query_map([], |row| row.get(0))
        .and_then(Iterator::collect)
        .expect("names");
    let mut all = vec![];
    for table in tables {
        let sql = format!("SELECT * FROM \"{table}\"");
        let mut rows = db.prepare(&sql).expect("it prepares");
        let columns = rows.column_count();
        let mut rows = rows.query([]).expect("it runs");
        while let Some(row) = rows.next().expect("a row") {
            let values = (0..columns).map(|at| format!("{:?}", row.get_ref(at).expect("a value")));
            all.push(format!("{table} {}", values.collect::<Vec<_>>().join("|")));
        }
    }
    all.sort();
    all
}

fn set_aside(file: &File, run: i64, is_aside: bool) -> SettingAside {
    let later = noon(first_day()) + Days::new(900);
    file.database()
        .set_sync_aside(run, is_aside, later)
        .expect("it is written")
}

/// The portfolio, but for what it says of syncs that are set aside.
fn shown(file: &File) -> Portfolio {
    Portfolio {
        set_aside: vec![],
        ..file.portfolio()
    }
}

/// What one sync finds.
#[derive(Clone, Debug)]
struct Answer {
    is_second: bool,
    units: [Option<u8>; 3],
    balance: Option<u8>,
    /// Of every transaction its amount; `None` where it is not listed.
    listed: [Option<u8>; 8],
    name: u8,
    is_bond: bool,
    has_lots: bool,
    lists_second_account: bool,
    is_whole: bool,
    /// How many days back it reads.
    reads: u8,
}

fn answer() -> impl Strategy<Value = Answer> {
    let units = proptest::array::uniform3(proptest::option::weighted(0.8, 1_u8..4));
    let listed = proptest::array::uniform8(proptest::option::weighted(0.7, 1_u8..4));
    let flags = proptest::array::uniform6(any::<bool>());
    let small = (proptest::option::of(1_u8..4), 0_u8..3, 3_u8..60);
    (units, listed, flags, small).prop_map(
        |(units, listed, flags, (balance, name, reads))| Answer {
            is_second: flags[0],
            units,
            balance,
            listed,
            name,
            is_bond: flags[1],
            has_lots: flags[2],
            lists_second_account: flags[3],
            is_whole: flags[4] || flags[5],
            reads,
        },
    )
}

const SECURITIES: [&str; 3] = ["VTI", "BND", "VXUS"];

impl Answer {
    fn item(&self) -> &'static str {
        if self.is_second { "b" } else { "a" }
    }

    fn fetched(&self, day: NaiveDate) -> Fetched {
        let item = self.item();
        let mut fetched = stored::fetched(item);
        fetched.item.data_as_of = Some(noon(day));
        fetched.window = DateRange {
            start: day - Days::new(self.reads.into()),
            end: day,
        };
        fetched.transactions_complete = self.is_whole;
        if !self.lists_second_account {
            fetched.accounts.truncate(1);
        }
        let account = &mut fetched.accounts[0];
        account.balances.current = self.balance.map(Decimal::from);
        account.balances.available = account.balances.current;
        let account = account.id.clone();
        fetched.holdings.clear();
        fetched.securities.clear();
        for (id, units) in SECURITIES.into_iter().zip(self.units) {
            let Some(units) = units else { continue };
            let mut holding = stored::holding(&account, id, 0);
            holding.quantity = Some(units.into());
            holding.institution_price_as_of = (units > 1).then_some(day - Days::new(1));
            holding.as_of = holding.institution_price_as_of.unwrap_or(day);
            holding.institution_price_datetime = (units > 2).then(|| noon(day - Days::new(1)));
            if self.has_lots {
                holding.tax_lots.push(TaxLot {
                    institution_lot_id: None,
                    original_purchase_datetime: None,
                    quantity: Some(units.into()),
                    purchase_price: None,
                    cost_basis: Some(dec!(7)),
                    current_value: Some(units.into()),
                    position_type: None,
                });
            }
            fetched.holdings.push(holding);
            let mut security = stored::security(id);
            security.name = Some(format!("{id} {}", self.name).into());
            security.close_price = Some(units.into());
            security.asset_class = Some(if self.is_bond {
                AssetClass::FixedIncome
            } else {
                AssetClass::Etf
            });
            fetched.securities.push(security);
        }
        for (at, amount) in (0_u64..).zip(self.listed) {
            let date = first_day() - Days::new(at * 6);
            let Some(amount) = amount.filter(|_| fetched.window.start <= date) else {
                continue;
            };
            let id = format!("{item}-{at}");
            fetched.transactions.push(Transaction {
                date,
                ..stored::transaction(&id, account.as_str(), amount.into())
            });
        }
        fetched
    }
}

/// A file with one sync a day, and what was shown after each.
fn synced(answers: &[Answer]) -> (File, Vec<(NaiveDate, Portfolio)>) {
    let file = File::new();
    let mut after = vec![];
    for (at, answer) in (0_u64..).zip(answers) {
        let day = first_day() + Days::new(at);
        file.sync(answer.fetched(day), day);
        after.push((day, file.portfolio()));
    }
    (file, after)
}

proptest! {
    #![proptest_config(Config { cases: 32, failure_persistence: None, ..Config::default() })]

    #[test]
    fn set_aside_and_taken_back_all_is_as_it_was(
        answers in vec(answer(), 1..6),
        aside in vec(any::<proptest::sample::Index>(), 1..3),
    ) {
        let (file, after) = synced(&answers);
        let before = rows(&file);
        let runs: Vec<i64> = aside
            .iter()
            .map(|it| i64::try_from(it.index(answers.len()) + 1).expect("a number"))
            .collect();
        for run in &runs {
            prop_assert_eq!(set_aside(&file, *run, true), SettingAside::Done);
        }
        let count = file.portfolio().set_aside.len();
        prop_assert_eq!(count, runs.iter().collect::<std::collections::BTreeSet<_>>().len());
        prop_assert_eq!(rows(&file), before.clone());
        for run in &runs {
            prop_assert_eq!(set_aside(&file, *run, false), SettingAside::Done);
        }
        prop_assert_eq!(rows(&file), before);
        prop_assert_eq!(&file.portfolio(), &after[answers.len() - 1].1);
        let findings = file.database().verify().expect("it is looked at");
        prop_assert_eq!(findings, vec![]);
    }

    #[test]
    fn without_its_latest_syncs_it_is_as_before_them(
        answers in vec(answer(), 2..6),
        kept in any::<proptest::sample::Index>(),
    ) {
        let (file, after) = synced(&answers);
        let kept = kept.index(answers.len() - 1);
        for run in kept + 1..answers.len() {
            set_aside(&file, i64::try_from(run + 1).expect("a number"), true);
        }
        prop_assert_eq!(&shown(&file), &after[kept].1);
    }

    #[test]
    fn as_shown_then_is_what_was_shown(answers in vec(answer(), 1..6)) {
        let (file, after) = synced(&answers);
        for (day, then) in after {
            let past = sync::load_as_shown(&file.database(), day, day_of).expect("a portfolio");
            prop_assert_eq!(&Portfolio { past: None, ..past }, &then, "{}", day);
        }
    }

    #[test]
    fn what_a_later_sync_found_again_counts(answers in vec(answer(), 1..4), last in answer()) {
        // The last one reads everything that there is, completely.
        let last = Answer { reads: 59, is_whole: true, ..last };
        let (file, _) = synced(&answers);
        let day = first_day() + Days::new(9);
        file.sync(last.fetched(day), day);
        let all = file.portfolio();
        for (run, answer) in (1..).zip(&answers) {
            if answer.item() == last.item() {
                set_aside(&file, run, true);
            }
        }
        let alone = file.portfolio();
        let of_item = |portfolio: &Portfolio| {
            let item = last.item();
            let rows = portfolio.transactions.iter();
            let rows = rows.filter(|it| it.account_id.as_str().starts_with(item));
            (portfolio.holdings.clone(), rows.cloned().collect::<Vec<_>>())
        };
        prop_assert_eq!(of_item(&alone), of_item(&all));
    }
}
