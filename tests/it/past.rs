//! The portfolio as of an earlier day is what was shown then, as far as it rests on
//! facts, and has nothing that came later.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, Days, NaiveDate, Utc};
use egui_kittest::kittest::Queryable as _;
use holdfast::{
    domain::{AccountId, Currency, SecurityId},
    portfolio::{LatestSnapshots, Past, PastView, Portfolio},
    state::{AppState, Command, Effect, Event, Screen},
    sync,
};
use rust_decimal::{Decimal, dec};

use crate::common::{
    frame, page, painted,
    program::Program,
    sample,
    stored::{self, File, first_day},
    world::{World, today},
};

fn day_of(at: DateTime<Utc>) -> NaiveDate {
    at.date_naive()
}

/// Units, value and cost of every security in every account.
type Shown = BTreeMap<(AccountId, SecurityId, Option<Currency>), [Option<Decimal>; 3]>;

fn shown(portfolio: &Portfolio) -> Shown {
    let mut shown = Shown::new();
    for row in &portfolio.holdings {
        let worth = portfolio.worth(row);
        let key = (
            row.account_id.clone(),
            row.security_id.clone(),
            worth.currency.clone(),
        );
        let figures = [worth.units, worth.value.ok(), worth.cost.ok()];
        let sum = shown.entry(key).or_insert([Some(Decimal::ZERO); 3]);
        for (sum, figure) in sum.iter_mut().zip(figures) {
            *sum = sum.zip(figure).map(|(a, b)| a + b);
        }
    }
    shown
}

#[tokio::test(flavor = "multi_thread")]
async fn as_of_a_day_is_what_was_shown_then() {
    let world = World::new().await;
    let first = world.connect(0).await;
    let mut then = vec![];
    let mut items = vec![first];
    for after in [0, 3, 4, 20] {
        let day = today() + Days::new(after);
        if after == 4 {
            items.push(world.connect(1).await);
        }
        world.simulator.set_today(day);
        for item in &items {
            world.sync_on(item, day).await.expect("a sync");
        }
        then.push((day, world.portfolio()));
    }
    let database = world.database();
    for (at, (day, shown_then)) in then.iter().enumerate() {
        let next = then.get(at + 1).map_or(*day, |it| it.0 - Days::new(1));
        for asked in [*day, next] {
            let past = sync::load_as_of(&database, asked, day_of).expect("a portfolio");
            assert_eq!(shown(&past), shown(shown_then), "{asked}");
            assert_eq!(past.account_values, shown_then.account_values, "{asked}");
            let ids: Vec<_> = past.accounts.iter().map(|it| &it.id).collect();
            let ids_then: Vec<_> = shown_then.accounts.iter().map(|it| &it.id).collect();
            assert_eq!(ids, ids_then, "{asked}");
            assert!(
                past.transactions.iter().all(|it| it.date <= asked),
                "{asked}"
            );
            let is_whole = past.past.as_ref().is_some_and(|it| it.absent.is_empty());
            assert_eq!(is_whole, at >= 2, "{asked}: {:?}", past.past);
        }
    }
    let early = sync::load_as_of(&database, today() - Days::new(1), day_of);
    let early = early.expect("a portfolio");
    assert!(early.holdings.is_empty() && early.accounts.is_empty());
    assert!(!early.is_empty(), "it is of a day, not without anything");
}

#[test]
fn commands_read_as_of_a_day() {
    let file = File::with(&[stored::fetched("a")]);
    let mut later = stored::fetched("a");
    later.holdings[0].quantity = Some(dec!(11));
    later.holdings[0].institution_value = Some(dec!(1111));
    file.sync(later, first_day() + Days::new(2));
    let program = Program {
        data: file.root.path(),
        url: "http://127.0.0.1:9",
    };
    let quantity = |arguments: &[&str]| {
        let command = [&["--environment", "demo", "holdings"], arguments].concat();
        let rows = program.json(&command);
        rows[0]["counted_quantity"].as_str().map(str::to_owned)
    };
    let now = quantity(&[]);
    assert_eq!(now.as_deref(), Some("11"));
    let second = (first_day() + Days::new(1)).to_string();
    let then = quantity(&["--as-of", &second]);
    assert_ne!(then, now);
    let run = |arguments: &[&str]| {
        let command = [&["--environment", "demo"], arguments].concat();
        program.run(&command, "")
    };
    let before = (first_day() - Days::new(1)).to_string();
    let empty = run(&["holdings", "--as-of", &before]);
    let said = String::from_utf8_lossy(&empty.stderr).into_owned();
    assert!(
        empty.status.success() && said.contains("As of 31 Oct 2026"),
        "{said}"
    );
    assert!(said.contains("Without"), "{said}");
    let refused = run(&["syncs", "--as-of", &second]);
    assert_eq!(refused.status.code(), Some(2));
    let future = run(&["holdings", "--as-of", "9999-01-01"]);
    assert_eq!(future.status.code(), Some(2));
}

/// A state whose portfolio is of 12 March 2026.
fn state(screen: Screen) -> AppState {
    let mut portfolio = sample::portfolio();
    portfolio.past = Some(Past {
        day: sample::day(2026, 3, 12),
        view: PastView::KnownNow,
        absent: vec!["Plan".into()],
    });
    let mut state = page::state(screen, portfolio);
    state.as_of = Some(sample::day(2026, 3, 12));
    state
}

#[test]
fn the_window_says_which_day_it_is_of_and_leads_back() {
    for screen in [
        Screen::Overview,
        Screen::Holdings,
        Screen::Allocation,
        Screen::Transactions,
        Screen::Performance,
    ] {
        let mut window = frame::open(state(screen), [1280.0, 800.0]);
        window.get_by_label("Shown as of: 12 Mar 2026");
        let banner = "As of 12 Mar 2026, as it is known now. Without Plan: no sync had read it by \
                      then.";
        window.get_by_label(banner);
        window.get_by_label("Back to today").click();
        window.run();
        assert!(window.state().commands.contains(&Command::ShowAsOf(None)));
        frame::shoot_all(&state(screen), &format!("past-{screen:?}"));
    }
}

#[test]
fn a_banner_has_the_lines_that_it_needs() {
    let absent = ["Brokerage", "Retirement plan", "Crypto exchange"].map(Into::into);
    let mut state = state(Screen::Overview);
    let past = Past {
        view: PastView::ShownThen { is_kept: false },
        absent: absent.into(),
        ..state
            .portfolio
            .as_ref()
            .and_then(|it| it.past.clone())
            .expect("a past day")
    };
    let portfolio = Portfolio {
        past: Some(past),
        ..Portfolio::clone(state.portfolio.as_ref().expect("a portfolio"))
    };
    state.portfolio = Some(Arc::new(portfolio));
    for width in [900.0, 1280.0] {
        let window = frame::open(state.clone(), [width, 600.0]);
        let texts = painted::texts(window.output());
        let mut banner = texts
            .iter()
            .filter(|it| it.words.starts_with("As of 12 Mar"));
        let banner = banner.next().expect("a banner");
        assert!(!banner.is_cut, "at {width}: {banner:?}");
        let button = window.get_by_label("Back to today").rect();
        assert!(banner.place.right() < button.left(), "at {width}");
        let title = texts
            .iter()
            .find(|it| it.words == "Total value")
            .expect("a page");
        assert!(banner.place.bottom() < title.place.top(), "at {width}");
    }
}

#[test]
fn a_day_is_chosen_in_the_top_bar() {
    let mut state = page::state(Screen::Holdings, sample::portfolio());
    state.as_of = None;
    let mut window = frame::open(state, [1280.0, 800.0]);
    window.get_by_label("Shown as of: Today").click();
    window.run();
    window.get_by_label_contains("A year ago").click();
    window.run();
    let asked = window
        .state()
        .commands
        .iter()
        .any(|it| matches!(it, Command::ShowAsOf(Some(_))));
    assert!(asked, "{:?}", window.state().commands);
}

#[test]
fn what_is_read_of_another_day_is_not_shown() {
    let mut state = page::state(Screen::Overview, sample::portfolio());
    let day = sample::day(2026, 3, 12);
    let effects = state.reduce(Command::ShowAsOf(Some(day)));
    assert!(matches!(effects[..], [Effect::Load]), "{effects:?}");
    state.reduce(Event::PortfolioLoaded(sample::portfolio().into()));
    assert_eq!(state.past(), None, "that was of today");
    let of_day = Portfolio {
        past: Some(Past {
            day,
            view: PastView::KnownNow,
            absent: vec![],
        }),
        ..sample::portfolio()
    };
    state.reduce(Event::PortfolioLoaded(of_day.into()));
    assert_eq!(state.today(), day);
    assert!(!state.can_sync());
    // Connections are of today.
    let effects = state.reduce(Command::Show(Screen::Connections));
    assert!(
        effects.iter().any(|it| matches!(it, Effect::Load)),
        "{effects:?}"
    );
    assert_eq!(state.as_of, None);
}

#[test]
fn no_snapshot_is_the_latest_of_nothing() {
    let past = sample::portfolio();
    let past = past.as_of_day(LatestSnapshots::by(sample::day(1999, 1, 1)), day_of);
    assert!(past.holdings.is_empty() && past.transactions.is_empty());
    assert!(past.account_values.is_empty());
}
