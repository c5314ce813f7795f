//! What securities are called on every page, and names that are hard to paint.

use std::sync::Arc;

use crate::common::{
    page::{self, Page},
    painted, sample,
};
use egui_kittest::Harness;
use holdfast::{
    domain::{AllocationBy, OptionContract, Security, SecurityId},
    portfolio::Portfolio,
    state::{AppState, GroupBy, Screen},
    text,
    ui::{
        PageModel as _,
        export::{holdings_csv, transactions_csv},
        holdings::{HoldingsInput, HoldingsModel},
        transactions::{TransactionsInput, TransactionsModel},
    },
};
use rust_decimal::dec;

const WINDOW: [f32; 2] = [1724.0, 1072.0];

const PUT: &str = "AAPL 20 Nov 2026 90.5 put";

/// The sample, in which the option has neither name nor ticker, and the bond's
/// security is not described.
fn portfolio() -> Portfolio {
    let mut portfolio = sample::portfolio();
    let id = SecurityId::from("NFLX C");
    let option = Security {
        option_contract: Some(OptionContract {
            contract_type: Some("put".into()),
            expiration_date: Some(sample::day(2026, 11, 20)),
            strike_price: Some(dec!(90.50)),
            underlying_security_ticker: Some("AAPL".into()),
        }),
        institution_security_id: Some("institutions-own-id".into()),
        asset_class: Some("derivative".into()),
        ..Security::unknown(id.clone())
    };
    portfolio.securities.insert(id, option);
    portfolio.securities.remove(&SecurityId::from("T 4.5 33"));
    portfolio.prepared()
}

/// Every page with names of securities, of this portfolio.
fn pages(portfolio: &Portfolio) -> impl Iterator<Item = (Screen, Harness<'static, Page>)> {
    let screens = [
        Screen::Overview,
        Screen::Holdings,
        Screen::Allocation,
        Screen::Transactions,
    ];
    screens
        .map(|screen| {
            let mut state = page::state(screen, portfolio.clone());
            state.view.holdings.group_by = GroupBy::None;
            state.view.allocation.by = AllocationBy::Security;
            (screen, page::open(state, WINDOW))
        })
        .into_iter()
}

fn models(portfolio: Portfolio) -> (HoldingsModel, TransactionsModel) {
    let state: AppState = page::state(Screen::Holdings, portfolio);
    let portfolio: &Arc<Portfolio> = state.portfolio.as_ref().expect("it");
    let holdings = HoldingsModel::build(portfolio, &HoldingsInput::of(&state));
    let transactions = TransactionsModel::build(portfolio, &TransactionsInput::of(&state));
    (holdings, transactions)
}

#[test]
fn a_security_is_called_the_same_everywhere_and_never_by_an_id() {
    let portfolio = portfolio();
    for (screen, page) in pages(&portfolio) {
        let spoken = page::spoken(&page);
        let says = |words: &str| spoken.iter().any(|it| it.contains(words));
        if screen != Screen::Transactions {
            assert!(says(PUT), "{screen:?}");
            assert!(says("Unknown security"), "{screen:?}");
        }
        for id in ["NFLX C", "institutions-own-id", "T 4.5 33", "Nq83bxWz7"] {
            // What the institution writes of a transaction may be anything.
            let is_id = |it: &&String| it.contains(id) && screen != Screen::Transactions;
            assert_eq!(spoken.iter().find(is_id), None, "{screen:?}");
        }
    }
    let name = |id: &str| text::security_name(&portfolio, &id.into()).into_owned();
    assert_eq!(name("NFLX C"), PUT);
    assert_eq!(name("T 4.5 33"), "Unknown security");
    let (holdings, transactions) = models(portfolio.clone());
    let csv = holdings_csv(&holdings, &[], false).expect("text");
    assert!(
        csv.contains(PUT) && csv.contains("Unknown security"),
        "{csv}"
    );
    assert!(!csv.contains("institutions-own-id") && !csv.contains("Nq83bxWz7"));
    transactions_csv(&transactions, false).expect("text");
}

#[test]
fn an_option_is_found_by_the_words_of_its_contract() {
    let mut state = page::state(Screen::Holdings, portfolio());
    state.view.holdings.search = "aapl put 90.5".to_owned();
    state.view.transactions.search = "aapl put 90.5".to_owned();
    let portfolio = state.portfolio.as_ref().expect("it");
    let holdings = HoldingsModel::build(portfolio, &HoldingsInput::of(&state));
    assert_eq!(holdings.rows.len(), 1);
}

#[test]
fn what_is_known_of_a_contract_is_said() {
    let contract = |kind: Option<&str>, underlying: Option<&str>| OptionContract {
        contract_type: kind.map(Into::into),
        expiration_date: None,
        strike_price: None,
        underlying_security_ticker: underlying.map(Into::into),
    };
    let terms = |kind, underlying| contract(kind, underlying).terms();
    assert_eq!(
        terms(Some("call"), Some("VTI")).as_deref(),
        Some("VTI call")
    );
    assert_eq!(terms(None, Some("VTI")), None);
    assert_eq!(terms(Some("call"), None), None);
}

#[test]
fn no_name_breaks_a_row() {
    let long = "Very long name of a fund ".repeat(400);
    let names = [
        "Fund\r\nof two\u{2028}lines\tand a tab",
        "קרן נאמנות \u{202e}هذا اسم صندوق\u{202c}",
        "🚀👩\u{200d}🔬 To the moon \u{fe0f}🇨🇭",
        &long,
        "\n\n",
    ];
    for name in names {
        let mut portfolio = sample::portfolio();
        portfolio.securities.values_mut().for_each(|security| {
            security.name = Some(name.into());
            security.ticker_symbol = Some(name.into());
        });
        for account in &mut portfolio.accounts {
            account.name = name.into();
        }
        for row in &mut portfolio.transactions {
            row.name = name.into();
        }
        for (screen, page) in pages(&portfolio.prepared()) {
            let start: String = text::one_line(name).chars().take(4).collect();
            let texts = painted::texts(page.output());
            let painted = texts.iter().filter(|it| it.words.starts_with(&start));
            for it in painted.filter(|it| !start.is_empty() && it.place.width() > 0.0) {
                // Sentences about needs may have lines; names in rows do not.
                let is_sentence =
                    screen == Screen::Overview && it.lines > 1 && it.words.contains(": ");
                let is_one_line = it.lines == 1 && !it.words.contains(['\n', '\u{2028}']);
                assert!(is_one_line || is_sentence, "{screen:?}: {it:?}");
                assert!(it.place.height() < 40.0, "{screen:?}: {it:?}");
            }
        }
    }
}
