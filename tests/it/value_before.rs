//! The time before the first sync, of the sample portfolio as its institutions
//! tell it: what follows from the rows is shown, and nothing else.

use chrono::{Datelike as _, Days, Local};
use egui_kittest::kittest::Queryable as _;
use holdfast::{
    analytics::{
        performance::{Grade, measure},
        value_before::{LEAST_COVERAGE, ValueBefore, value_before, value_between},
    },
    domain::AccountId,
    portfolio::{History, Portfolio},
    simulator,
    state::{AccountFilter, Command, PerformanceQuery, RangeChoice, Screen},
    sync,
    ui::{
        PageModel as _,
        performance::{PerformanceInput, PerformanceModel},
        widgets,
    },
};
use rust_decimal::{Decimal, dec};

use crate::common::{
    frame, measured, page, sample,
    world::{World, noon, today},
};

/// The sample portfolio after one sync of each institution.
async fn first_sync() -> (Portfolio, History) {
    let world = World::new().await;
    for institution in 0..simulator::INSTITUTIONS.len() {
        let item = world.connect(institution).await;
        world.sync(&item).await.expect("a sync");
    }
    sync::load_with_history(&world.database()).expect("a portfolio")
}

fn before(
    portfolio: &Portfolio,
    history: &History,
    in_view: impl Fn(&AccountId) -> bool,
) -> Vec<ValueBefore> {
    let measured = measure(portfolio, history, in_view, &Local, today());
    let all = measured.iter();
    all.filter_map(|it| value_before(portfolio, history, it, &Local))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_sync_shows_what_its_transactions_tell() {
    let (portfolio, history) = first_sync().await;
    let whole = before(&portfolio, &history, |_| true);
    let dollars = whole.iter().max_by_key(|it| it.days.len());
    let dollars = dollars.expect("a currency");
    let year_ago = today() - Days::new(600);
    let first_paid = dollars.paid_in.first().expect("what was paid in").0;
    assert!(first_paid < year_ago, "paid in since {first_paid}");
    let mut drawn = 0;
    for account in &portfolio.accounts {
        for it in before(&portfolio, &history, |id| *id == account.id) {
            let known = it.days.iter().filter(|it| it.value.is_some()).count();
            drawn += known;
            check(&it);
        }
    }
    for it in &whole {
        check(it);
    }
    assert!(drawn > 100, "{drawn} days of all accounts");
}

/// A value is there where enough of it is priced, and only there.
fn check(before: &ValueBefore) {
    for day in &before.days {
        assert!(day.day < before.observed);
        let is_enough = day.coverage.is_some_and(|it| it >= LEAST_COVERAGE);
        assert_eq!(day.value.is_some(), is_enough, "{day:?}");
        assert_eq!(day.grade == Grade::Unknown, day.value.is_none(), "{day:?}");
        if day.grade == Grade::Derived {
            assert_eq!(day.coverage, Some(Decimal::ONE), "{day:?}");
            assert!(day.missing.is_empty(), "{day:?}");
        }
    }
}

/// Of weekly syncs, most days between follow from rows: the chart has those that the
/// command prints, each dashed and with what it rests on.
#[test]
fn the_page_draws_the_days_that_the_command_lists() {
    let days = [
        (2, dec!(500), dec!(5), dec!(500)),
        (9, dec!(500), dec!(5), dec!(510)),
        (16, dec!(1005), dec!(5), dec!(540)),
    ];
    let state = measured::state(Screen::Performance, &days);
    let portfolio = state.portfolio.as_ref().expect("a portfolio");
    let history = state.held_history.as_ref().expect("a history").history();
    let scopes = measure(
        portfolio,
        history,
        |_| true,
        &Local,
        sample::day(2026, 11, 20),
    );
    let scope = scopes
        .iter()
        .find(|it| it.days.len() == 3)
        .expect("dollars");
    let between = value_between(portfolio, history, scope, &Local);
    let known = between.iter().filter(|it| it.value.is_some());
    let known: Vec<_> = known.map(|it| it.day).collect();
    let all = (3..=15)
        .filter(|it| *it != 9)
        .map(|it| sample::day(2026, 11, it));
    assert_eq!(known, all.collect::<Vec<_>>());
    let model = PerformanceModel::build(portfolio, &PerformanceInput::of(&state));
    let shown = model.shown.expect("something to measure");
    let unseen = &shown.growth.unseen;
    assert_eq!(unseen.notes.keys().copied().collect::<Vec<_>>(), known);
    // One line from the first sync through the second to the last.
    let lengths: Vec<_> = unseen.segments.iter().map(Vec::len).collect();
    assert_eq!(lengths, [15]);
    // The ground beneath has both the days of syncs and the others, in order.
    let ground = unseen.ground.iter().filter_map(|it| widgets::day_at(it.x));
    let mut ground: Vec<_> = ground.collect();
    assert!(ground.is_sorted(), "{ground:?}");
    ground.dedup();
    let whole = (2..=16).map(|it| sample::day(2026, 11, it));
    assert_eq!(ground, whole.collect::<Vec<_>>());
    // What was paid in on the 10th is in the value from then on.
    let paid = scope.paid_in_on(known.iter().copied());
    let paid: Vec<_> = known
        .iter()
        .zip(&paid)
        .filter(|it| it.0.day() > 9)
        .collect();
    assert!(paid.iter().all(|it| *it.1 == Some(dec!(1500))), "{paid:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_window_says_how_far_a_first_sync_goes_back() {
    let (portfolio, history) = first_sync().await;
    let plan = portfolio.accounts.iter().find(|it| &*it.name == "401(k)");
    let plan = AccountFilter::Account(plan.expect("a plan").id.clone());
    for (accounts, name, says) in [
        (plan, "first-plan", "days follow from transactions."),
        (
            AccountFilter::All,
            "first-all",
            "No value of before follows from the transactions.",
        ),
    ] {
        for screen in [Screen::Overview, Screen::Performance] {
            let mut state = page::state(screen, portfolio.clone());
            state.now = noon(today());
            state.view.accounts = accounts.clone();
            state.view.range = RangeChoice::All;
            measured::hold(&mut state, history.clone());
            let window = frame::open(state.clone(), [1280.0, 800.0]);
            let spoken = frame::spoken(&window);
            assert!(
                spoken.iter().any(|it| it.contains(says)),
                "{name}, {screen:?}: {spoken:?}"
            );
            frame::shoot_all(&state, &format!("{name}-{screen:?}"));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn days_before_the_first_sync_count_once_that_is_switched_on() {
    let (portfolio, history) = first_sync().await;
    let plan = portfolio.accounts.iter().find(|it| &*it.name == "401(k)");
    let plan = AccountFilter::Account(plan.expect("a plan").id.clone());
    let mut state = page::state(Screen::Performance, portfolio);
    state.now = noon(today());
    state.view.accounts = plan;
    state.view.range = RangeChoice::All;
    measured::hold(&mut state, history);
    let switch = "Count days before the first sync: estimated";
    let mut off = page::open(state.clone(), [1280.0, 800.0]);
    let says = |spoken: &[String], part: &str| spoken.iter().any(|it| it.contains(part));
    assert!(!says(&page::spoken(&off), " · estimated"));
    off.get_by_label(switch).click();
    off.run();
    let asked = PerformanceQuery {
        estimated: true,
        ..PerformanceQuery::default()
    };
    let last = off.state().commands.last();
    assert_eq!(last, Some(&Command::QueryPerformance(asked)));
    state.view.performance = asked;
    let on = page::open(state.clone(), [1280.0, 800.0]);
    let spoken = page::spoken(&on);
    assert!(says(&spoken, " · estimated"), "{spoken:?}");
    page::shoot_all(&state, "performance-estimated");
}
