//! How figures come about: one panel for those of every page, the words of which
//! are those of `--explain`.

use egui::{OutputCommand, Role};
use egui_kittest::{Harness, kittest::Queryable as _};
use holdfast::{
    analytics::explanation::explain_worth,
    domain::{AllocationBy, Currency, Explained, Measure, Scope},
    state::{AppState, Command, Drawer, Screen},
    text::{self, format::Figures},
};

use crate::common::{
    frame::{self, Frame},
    page, portfolio,
};

const SIZE: [f32; 2] = [1440.0, 900.0];
const SMALLEST: [f32; 2] = [900.0, 600.0];

fn usd(measure: Measure, of: Scope) -> Explained {
    Explained {
        measure,
        of,
        currency: Some(Currency::iso("USD")),
        during: None,
    }
}

fn open(screen: Screen, what: Explained, size: [f32; 2]) -> Harness<'static, Frame> {
    let mut state = page::state(screen, portfolio::portfolio());
    state.view.drawer = Some(Drawer::Explanation(Box::new(what)));
    frame::open(state, size)
}

/// The drawer that the last command opened.
fn opened(harness: &Harness<'_, Frame>) -> Option<Explained> {
    if let Some(Command::OpenDrawer(Some(Drawer::Explanation(what)))) =
        harness.state().commands.last()
    {
        return Some(what.as_ref().clone());
    }
    None
}

#[test]
fn a_total_names_every_row_and_what_is_in_none() {
    for size in [SIZE, SMALLEST] {
        let state = page::state(Screen::Overview, portfolio::portfolio());
        let mut harness = frame::open(state, size);
        let buttons = harness.get_all_by_label("How it comes about: Value");
        buttons.into_iter().next().expect("of dollars").click();
        harness.run();
        assert_eq!(opened(&harness), Some(usd(Measure::Value, Scope::Whole)));
        let spoken = frame::spoken(&harness);
        let says = |part: &str| spoken.iter().any(|it| it.contains(part));
        assert!(says("The sum of what the institutions say"), "{spoken:?}");
        assert!(
            says("Private Placement Note in Brokerage is in no sum"),
            "{spoken:?}"
        );
        assert!(
            says("Vanguard Total Stock Market ETF, $122,631.62, Brokerage"),
            "{spoken:?}"
        );
    }
}

#[test]
fn it_is_copied_in_the_words_of_the_command_line() {
    let what = usd(Measure::UnrealizedGain, Scope::Whole);
    let mut harness = open(Screen::Holdings, what.clone(), SIZE);
    harness.get_by_role_and_label(Role::Button, "Copy").click();
    harness.step();
    let copied = harness.output().platform_output.commands.iter();
    let copied = copied.filter_map(|it| {
        if let OutputCommand::CopyText(text) = it {
            return Some(text.clone());
        }
        None
    });
    let copied: Vec<String> = copied.collect();
    let portfolio = portfolio::portfolio();
    let explanation = explain_worth(&portfolio, |_| true, &what);
    let figures = Figures { hide: false };
    let lines = text::explanation(&explanation, &portfolio, figures);
    let title = text::explained_title(&explanation, figures);
    assert_eq!(copied, [text::plain(&title, &lines)]);
    assert!(copied[0].contains("How +"), "{}", copied[0]);
    assert!(copied[0].contains("docs/spec/figures.md"), "{}", copied[0]);
}

#[test]
fn a_holding_and_a_category_explain_theirs() {
    let mut state: AppState = page::state(Screen::Holdings, portfolio::portfolio());
    state.view.holdings.open = Some("brokerage/vti/0".into());
    let mut harness = frame::open(state, SIZE);
    harness
        .get_by_label("How it comes about: Unrealized gain")
        .click();
    harness.run();
    let of = Scope::Holding("brokerage".into(), "vti".into());
    assert_eq!(opened(&harness), Some(usd(Measure::UnrealizedGain, of)));
    let of = Scope::Category(AllocationBy::AssetClass, "etf".to_owned());
    let harness = open(Screen::Allocation, usd(Measure::Weight, of), SIZE);
    let spoken = frame::spoken(&harness);
    let shares: Vec<_> = spoken.iter().filter(|it| it.contains("53.7%")).collect();
    assert!(
        shares.len() > 1,
        "the table and the panel agree: {spoken:?}"
    );
}

#[test]
fn hidden_amounts_are_nowhere_in_it() {
    let what = usd(Measure::Value, Scope::Whole);
    let mut state = page::state(Screen::Overview, portfolio::portfolio());
    state.choices.hide_amounts = true;
    state.view.drawer = Some(Drawer::Explanation(Box::new(what)));
    let harness = frame::open(state, SIZE);
    let spoken = frame::spoken(&harness);
    let shown = |it: &&String| it.contains('$') || it.contains("412.307");
    assert_eq!(spoken.iter().find(shown), None);
    assert!(
        spoken.iter().any(|it| it.contains("••• × •••")),
        "{spoken:?}"
    );
}
