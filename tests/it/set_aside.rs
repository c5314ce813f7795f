//! A sync that is set aside does not count, as if it had not been; taken back, all
//! is as it was. And a day is shown as the syncs by then knew it.

use chrono::{DateTime, Days, NaiveDate, Utc};
use egui_kittest::kittest::Queryable as _;
use holdfast::{
    connect::{
        AsideSync, DateRange, Fetched, SettingAside, Shown, SyncOutcome, SyncRecord, SyncRun,
    },
    domain::{AssetClass, TaxLot, Transaction},
    portfolio::Portfolio,
    state::{AppState, Command, Effect, HistoryQuery, Screen, SyncHistory},
    sync,
};
use proptest::{
    collection::vec,
    prelude::{ProptestConfig as Config, Strategy, any},
    prop_assert_eq, proptest,
};
use rust_decimal::{Decimal, dec};

use crate::common::{
    frame, page, portfolio,
    program::Program,
    stored::{self, File, first_day, noon},
};

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
#[expect(clippy::struct_excessive_bools, reason = "each by itself")]
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
    (units, listed, flags, small).prop_map(|(units, listed, flags, (balance, name, reads))| {
        Answer {
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
        }
    })
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
        // The last one reads everything that there is; nothing that it leaves out makes it doubtful.
        let last = Answer {
            reads: 59,
            is_whole: true,
            units: [Some(1), Some(2), Some(3)],
            listed: last.listed.map(|it| it.or(Some(3))),
            ..last
        };
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

/// Two syncs; the second one finds eleven units and one more purchase.
fn two_syncs() -> File {
    let mut first = stored::fetched("a");
    let row = |id| stored::transaction(id, "a-first", dec!(7));
    first.transactions = vec![row("t1")];
    let mut second = first.clone();
    second.holdings[0].quantity = Some(dec!(11));
    second.holdings[0].institution_value = Some(dec!(1111));
    second.transactions.push(row("t2"));
    let file = File::with(&[first]);
    file.sync(second, first_day() + Days::new(2));
    file
}

#[test]
fn commands_set_a_sync_aside_and_take_it_back() {
    let file = two_syncs();
    let failure = holdfast::connect::SyncFailure {
        kind: holdfast::connect::FailureKind::Offline,
        code: None,
        request_id: None,
        detail: String::new(),
    };
    let (item, at) = ("a".into(), noon(first_day()) + Days::new(3));
    let mut database = file.database();
    database
        .record_failure(&item, at, at, &failure)
        .expect("it is written");
    drop(database);
    let program = Program {
        data: file.root.path(),
        url: "http://127.0.0.1:9",
    };
    let demo = |arguments: &[&'static str]| [&["--environment", "demo"], arguments].concat();
    let units = || program.json(&demo(&["holdings"]))[0]["counted_quantity"].clone();
    assert_eq!(units(), "11");
    let listed = program.json(&demo(&["syncs"]));
    let second = listed
        .iter()
        .find(|it| it["added"] == 1)
        .expect("it is listed");
    assert_eq!(
        (&second["sync_id"], &second["set_aside_at"]),
        (&2.into(), &serde_json::Value::Null)
    );

    let aside = program.run(&demo(&["syncs", "--set-aside", "2", "--json"]), "");
    let said = String::from_utf8_lossy(&aside.stderr).into_owned();
    assert!(aside.status.success(), "{said}");
    for part in [
        "1 transaction that it brought",
        "the sync of 1 Nov 2026",
        "all 24 months anew",
    ] {
        assert!(said.contains(part), "{said}");
    }
    let rows: serde_json::Value = serde_json::from_slice(&aside.stdout).expect("JSON");
    assert_eq!(rows.as_array().map(Vec::len), Some(1));
    assert!(rows[0]["set_aside_at"].is_string(), "{rows}");
    assert_eq!(units(), "10");
    assert_eq!(program.json(&demo(&["transactions"])).len(), 1);
    let shown = program.json(&demo(&["connections"]))[0]["last_success"].clone();
    assert!(
        shown
            .as_str()
            .is_some_and(|it| it.starts_with("2026-11-01")),
        "{shown}"
    );
    program.expect(0, &demo(&["verify"]), "");
    // Everything is to be read again.
    let read = file.database().days_read(&"a".into()).expect("days");
    assert!(read.iter().all(|it| !it.complete), "{read:?}");

    program.expect(0, &demo(&["syncs", "--take-back", "2"]), "");
    assert_eq!(units(), "11");
    let unknown = program.complain(2, &demo(&["syncs", "--set-aside", "99"]));
    assert!(unknown.contains("there is no sync 99"), "{unknown}");
    let failed = program.complain(2, &demo(&["syncs", "--set-aside", "3"]));
    assert!(failed.contains("the sync 3 failed"), "{failed}");
}

#[test]
fn commands_show_a_day_as_it_was_shown_then() {
    let mut first = stored::fetched("a");
    let row = |id, amount| stored::transaction(id, "a-first", amount);
    first.transactions = vec![row("t1", dec!(7)), row("t2", dec!(8))];
    let file = File::with(&[first.clone()]);
    let program = Program {
        data: file.root.path(),
        url: "http://127.0.0.1:9",
    };
    let lists = |day: Option<&str>| {
        [
            "holdings",
            "transactions",
            "overview",
            "accounts",
            "positions",
            "securities",
        ]
        .map(|list| {
            let mut arguments = vec!["--environment", "demo", list];
            if let Some(day) = day {
                arguments.extend(["--as-of", day, "--as-shown-then"]);
            }
            let mut rows = program.json(&arguments);
            // What needs attention is told by the age of what is shown.
            rows.retain(|it| it["row"] != "attention");
            rows
        })
    };
    let then = lists(None);
    let mut second = first;
    second.holdings[0].quantity = Some(dec!(11));
    second.securities[0].name = Some("Another name".into());
    second.accounts[0].name = "Another account".into();
    second.transactions = vec![row("t1", dec!(70)), row("t3", dec!(9))];
    file.sync(second, first_day() + Days::new(2));
    assert_ne!(lists(None), then);
    assert_eq!(lists(Some("2026-11-01")), then);
    assert_eq!(lists(Some("2026-11-02")), then);
    let alone = program.complain(2, &["holdings", "--as-shown-then"]);
    assert!(alone.contains("--as-of"), "{alone}");
    let arguments = [
        "--environment",
        "demo",
        "holdings",
        "--as-of",
        "2026-11-02",
        "--as-shown-then",
    ];
    let said = program.complain(0, &arguments);
    assert!(
        said.contains("As of 2 Nov 2026, as it was shown then."),
        "{said}"
    );
}

#[test]
fn a_deleted_connection_leaves_nothing_of_it() {
    let file = two_syncs();
    set_aside(&file, 2, true);
    assert!(file.rows("former_rows") > 0 && file.rows("syncs_set_aside") == 1);
    let mut database = file.database();
    database
        .delete_connection(&"a".into())
        .expect("it is deleted");
    assert_eq!(
        (file.rows("former_rows"), file.rows("syncs_set_aside")),
        (0, 0)
    );
    assert_eq!(database.verify().expect("it is looked at"), vec![]);
}

#[test]
fn what_is_kept_of_a_sync_is_never_altered() {
    let file = two_syncs();
    for sql in [
        "UPDATE former_rows SET contents = NULL",
        "DELETE FROM former_rows",
    ] {
        let error = file.raw().execute(sql, []).expect_err("it is refused");
        assert!(
            error.to_string().contains("what was before a sync"),
            "{error}"
        );
    }
}

/// A history of two syncs, the newer one open, set aside or not.
fn window_state(is_aside: bool) -> AppState {
    let mut state = page::state(Screen::Connections, portfolio::portfolio());
    let at = |days: i64| portfolio::now() - chrono::TimeDelta::days(days);
    let run = |id: i64, days: i64| SyncRun {
        item_id: "meridian".into(),
        started_at: at(days),
        finished_at: at(days),
        outcome: SyncOutcome::Success(portfolio::summary()),
        record: Some(SyncRecord {
            id,
            set_aside_at: (is_aside && id == 2).then(portfolio::now),
            is_kept: true,
        }),
    };
    let runs = vec![run(1, 2), run(2, 1)];
    state.view.history = Some(HistoryQuery {
        open: Some(("meridian".into(), at(1))),
        ..HistoryQuery::default()
    });
    state.sync_history = Some(SyncHistory::new(runs));
    state
}

#[test]
fn the_window_asks_before_it_sets_a_sync_aside() {
    let size = [1280.0, 800.0];
    let mut window = frame::open(window_state(false), size);
    window.get_by_label("Set aside…").click();
    window.run();
    window.get_by_label_contains("The next sync reads all 24 months anew");
    window.get_by_label_contains("Shown of the institution is then what the sync of");
    window.get_by_label("Let it count").click();
    window.run();
    assert!(window.query_by_label("Set aside").is_none());
    window.get_by_label("Set aside…").click();
    window.run();
    window.get_by_label("Set aside").click();
    window.run();
    let asked = Command::SetSyncAside(2);
    assert!(window.state().commands.contains(&asked));

    let mut window = frame::open(window_state(true), size);
    window.get_by_label_contains("nothing of what it found counts");
    window.get_by_label("Take back").click();
    window.run();
    let asked = Command::TakeSyncBack(2);
    assert!(window.state().commands.contains(&asked));
    frame::shoot_all(&window_state(true), "history-set-aside");
    // Which docs/screenshots/make keeps.
    frame::shoot_all_after(&window_state(false), "state-set-aside-question", |window| {
        window.get_by_label("Set aside…").click();
        window.run();
    });
}

#[test]
fn pages_say_that_what_they_show_is_of_an_earlier_sync() {
    let mut portfolio = portfolio::portfolio();
    let at = portfolio::now();
    portfolio.set_aside = vec![AsideSync {
        run: 2,
        item_id: "meridian".into(),
        started_at: at,
        shown: Shown::Earlier(at - chrono::TimeDelta::days(1)),
    }];
    let state = page::state(Screen::Overview, portfolio);
    let mut window = frame::open(state.clone(), [1280.0, 800.0]);
    window.get_by_label_contains("Meridian Brokerage: the sync of");
    window.get_by_label("Show its syncs").click();
    window.run();
    let asked = window.state().commands.iter().any(
        |it| matches!(it, Command::ShowHistory(Some(query)) if query.item == Some("meridian".into())),
    );
    assert!(asked);
    frame::shoot_all(&state, "overview-set-aside");
}

#[test]
fn another_picture_of_the_day_is_read() {
    let mut state = page::state(Screen::Overview, portfolio::portfolio());
    assert!(
        state.reduce(Command::ShowThen(true)).is_empty(),
        "today has one picture"
    );
    let day = first_day() - Days::new(300);
    let effects = state.reduce(Command::ShowAsOf(Some(day)));
    assert!(matches!(effects[..], [Effect::Load]), "{effects:?}");
    let wanted = state.wanted_past().expect("a day");
    assert!(wanted.is_shown_then && wanted.day == day);
}
