//! How figures come about: one panel for those of every page, the words of which
//! are those of `--explain`.

use egui::{Key, OutputCommand, Role};
use egui_kittest::{Harness, kittest::Queryable as _};
use holdfast::{
    analytics::explanation::explain_worth,
    domain::{AllocationBy, Currency, Explained, Measure, Scope},
    state::{AppState, Command, Drawer, Screen},
    text::{self, format::Figures},
};

use crate::common::{
    frame::{self, Frame},
    page, painted, portfolio,
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

/// Clicks on a figure that is painted there, in a row of that label.
fn click_figure(harness: &mut Harness<'_, Frame>, row: &str, figure: &str) {
    let row = harness.get_by_label_contains(row).rect();
    let texts = painted::texts(harness.output()).into_iter();
    let mut places = texts.filter(|it| it.words == figure && row.contains(it.place.center()));
    let place = places.next().expect("a figure").place.center();
    page::click_at(harness, place);
}

#[test]
fn a_figure_of_a_row_opens_how_it_comes_about() {
    let holding = Scope::Holding("brokerage".into(), "vti".into());
    let class = Scope::Category(AllocationBy::AssetClass, "etf".to_owned());
    let check = |screen, row, figure, expected: Explained| {
        let state = page::state(screen, portfolio::portfolio());
        let mut harness = frame::open(state, SIZE);
        click_figure(&mut harness, row, figure);
        assert_eq!(opened(&harness), Some(expected));
    };
    let row = "VTI Vanguard Total Stock Market ETF, value $122,631.62";
    let value = usd(Measure::Value, holding);
    check(Screen::Holdings, row, "$122,631.62", value);
    let allocation = page::state(Screen::Allocation, portfolio::portfolio());
    let spoken = frame::spoken(&frame::open(allocation, SIZE));
    let row_of_class = spoken.iter().find(|it| it.starts_with("ETF, "));
    let figure = row_of_class.and_then(|it| it.split(", ").nth(2));
    let figure = figure.expect("a row with its value");
    let value_of_class = usd(Measure::Value, class);
    check(Screen::Allocation, "ETF, ", figure, value_of_class);

    // By the keys: the first such figure of the row at the cursor.
    let state = page::state(Screen::Holdings, portfolio::portfolio());
    let mut harness = frame::open(state, SIZE);
    harness
        .get_by_role_and_label(Role::Table, "Holdings")
        .focus();
    harness.run();
    for key in [Key::ArrowDown, Key::ArrowDown, Key::I] {
        harness.key_press(key);
        harness.run();
    }
    assert_eq!(opened(&harness).map(|it| it.measure), Some(Measure::Value));
    // Beside the figure it is the row that is meant.
    let state = page::state(Screen::Holdings, portfolio::portfolio());
    let mut harness = frame::open(state, SIZE);
    click_figure(&mut harness, row, "Vanguard Total Stock Market ETF");
    let last = harness.state().commands.last();
    assert!(matches!(last, Some(Command::QueryHoldings(it)) if it.open.is_some()));
}

#[test]
fn a_figure_of_the_overview_opens_how_it_comes_about() {
    let state = page::state(Screen::Overview, portfolio::portfolio());
    let mut harness = frame::open(state, SIZE);
    click_figure(
        &mut harness,
        "Vanguard Total Stock Market ETF, ",
        "$122,631.62",
    );
    let what = usd(Measure::Value, Scope::Security("vti".into()));
    assert_eq!(opened(&harness), Some(what));
    assert_eq!(harness.state().state.screen, Screen::Overview);
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
