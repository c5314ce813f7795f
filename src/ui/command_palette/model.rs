//! What the palette finds.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::{
    connect::{Connection, Environment},
    domain::Account,
    portfolio::Portfolio,
    state::{
        AccountFilter, AppState, Choices, Command, HistoryQuery, Screen, SyncTarget, Table,
        ThemeChoice,
    },
    text::{self, Label as _, format},
    ui::{
        PageModel,
        search::Search,
        shell::often,
        shortcuts::{self, Action},
    },
};

/// How many entries are listed.
const MOST: usize = 10;

/// What the list is built from, beside the portfolio.
#[derive(Clone, Debug, PartialEq)]
pub struct PaletteInput {
    /// What was typed; `None` while the palette is closed.
    pub search: Option<String>,
    pub screen: Screen,
    pub environment: Environment,
    pub choices: Choices,
    pub can_sync: bool,
    pub is_syncing: bool,
    /// Today, whatever day is shown.
    pub today: NaiveDate,
    pub is_past: bool,
}

impl PaletteInput {
    /// The list for `search`, as `state` allows it.
    pub fn of(state: &AppState, search: Option<String>) -> Self {
        Self {
            search,
            screen: state.screen,
            environment: state.environment,
            choices: state.choices.clone(),
            can_sync: state.can_sync(),
            is_syncing: state.is_syncing(),
            today: state.actual_today(),
            is_past: state.past().is_some(),
        }
    }
}

/// The entries found, the best first.
#[derive(Debug)]
pub struct PaletteModel {
    /// What they were found for.
    pub search: Option<String>,
    pub entries: Vec<Entry>,
}

/// A command by its name.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub title: String,
    /// What it is: `Page`, `VTI · Roth IRA`.
    pub note: String,
    pub command: Command,
}

impl PageModel for PaletteModel {
    type Query = PaletteInput;

    fn build(portfolio: &Arc<Portfolio>, input: &PaletteInput) -> Self {
        let entries = input
            .search
            .as_deref()
            .map(|it| find(portfolio, input, it))
            .unwrap_or_default();
        Self {
            search: input.search.clone(),
            entries,
        }
    }
}

/// Those whose name begins with the search come first; otherwise they keep
/// their order.
fn find(portfolio: &Portfolio, input: &PaletteInput, text: &str) -> Vec<Entry> {
    let search = Search::new(text);
    let start = text.trim().to_lowercase();
    let mut entries: Vec<Entry> = pages()
        .chain(actions(input))
        .chain(days(input, text))
        .chain(syncs(portfolio, input))
        .chain(filters(portfolio))
        .chain(holdings(portfolio))
        .filter(|it| {
            let texts = [Some(it.title.as_str()), Some(it.note.as_str())];
            search.is_satisfied_by(search.find_in_all(texts))
        })
        .collect();
    entries.sort_by_cached_key(|it| {
        let begins = |text: &str| text.to_lowercase().starts_with(&start);
        !(begins(&it.title) || begins(&it.note))
    });
    entries.truncate(MOST);
    entries
}

fn entry(title: impl Into<String>, note: impl Into<String>, command: Command) -> Entry {
    Entry {
        title: title.into(),
        note: note.into(),
        command,
    }
}

fn pages() -> impl Iterator<Item = Entry> {
    shortcuts::pages().map(|screen| {
        let note = format!("Page · {}", shortcuts::hint(Action::Show(screen)));
        entry(screen.label(), note, Command::Show(screen))
    })
}

/// `Action · Ctrl R`.
fn action(action: Action) -> String {
    format!("Action · {}", shortcuts::hint(action))
}

fn actions(input: &PaletteInput) -> impl Iterator<Item = Entry> {
    let choices = &input.choices;
    let mut all = vec![];
    if input.is_syncing {
        let cancel = Command::CancelSync(SyncTarget::All);
        all.push(entry("Cancel sync", "Action", cancel));
    } else if input.can_sync {
        let sync = Command::Sync(SyncTarget::All);
        all.push(entry("Sync", action(Action::Sync), sync));
    }
    let hide = Command::HideAmounts(!choices.hide_amounts);
    let title = if choices.hide_amounts {
        "Show amounts"
    } else {
        "Hide amounts"
    };
    all.push(entry(title, action(Action::HideAmounts), hide));
    if let Some(table) = Table::of(input.screen) {
        let save = Command::Export(table);
        all.push(entry(
            "Export the table as CSV",
            action(Action::Export),
            save,
        ));
        let copy = Command::CopyTable(table);
        all.push(entry("Copy the table as CSV", "Action", copy));
    }
    let history = Command::ShowHistory(Some(HistoryQuery::default()));
    all.push(entry("History of syncs", "Action", history));
    for (title, theme) in [
        ("Dark theme", ThemeChoice::Dark),
        ("Light theme", ThemeChoice::Light),
        ("Theme of the system", ThemeChoice::System),
    ] {
        if theme != choices.theme {
            all.push(entry(title, "Action", Command::Theme(theme)));
        }
    }
    let title = if choices.compact {
        "Higher table rows"
    } else {
        "Compact table rows"
    };
    all.push(entry(title, "Action", Command::Compact(!choices.compact)));
    let folder = Command::OpenDataFolder;
    all.push(entry("Open the data folder", "Action", folder));
    all.push(entry("Copy a report", "Action", Command::CopyReport));
    if input.environment == Environment::Demo {
        all.push(entry("Close the demo", "Action", Command::CloseDemo));
    } else {
        all.push(entry("Open the demo", "Action", Command::OpenDemo));
    }
    all.into_iter()
}

/// Earlier days that every page can be shown as of, one that was typed among them.
fn days(input: &PaletteInput, typed: &str) -> impl Iterator<Item = Entry> {
    let show = |day| Command::ShowAsOf(Some(day));
    let back = input.is_past;
    let back = back.then(|| entry("Back to today", "Action", Command::ShowAsOf(None)));
    let typed = typed.trim().parse::<NaiveDate>().ok();
    let typed = typed.filter(|it| *it < input.today);
    let typed = typed.map(|day| {
        let title = format!("Show as of {}", format::date(day));
        entry(title, format!("Action · {day}"), show(day))
    });
    let often = often(input.today).into_iter();
    let often = often.map(move |(name, day)| {
        let title = format!("Show as of: {}", name.to_lowercase());
        entry(title, format!("Action · {}", format::date(day)), show(day))
    });
    back.into_iter().chain(typed).chain(often)
}

/// A sync of each institution by itself.
fn syncs<'a>(portfolio: &'a Portfolio, input: &PaletteInput) -> impl Iterator<Item = Entry> + 'a {
    let can_sync = input.can_sync;
    let connected = move |it: &&Connection| can_sync && it.disconnected_at.is_none();
    portfolio.connections.iter().filter(connected).map(|it| {
        let sync = Command::Sync(SyncTarget::One(it.item_id.clone()));
        entry(format!("Sync {}", it.name), "Action", sync)
    })
}

/// What every view can be narrowed down to.
fn filters(portfolio: &Portfolio) -> impl Iterator<Item = Entry> {
    let show = Command::ShowAccounts;
    let all = entry("All accounts", "Accounts", show(AccountFilter::All));
    let groups = portfolio.groups().into_iter();
    let groups = groups.map(move |it| {
        let title = it.to_string();
        entry(title, "Group of accounts", show(AccountFilter::Group(it)))
    });
    let institutions = portfolio.connections.iter().map(move |it| {
        let filter = AccountFilter::Connection(it.item_id.clone());
        entry(&*it.name, "Institution", show(filter))
    });
    let accounts = portfolio.accounts.iter().map(move |it| {
        let institution = portfolio.connection(&it.item_id);
        let note = institution.map_or_else(
            || "Account".to_owned(),
            |institution| format!("Account · {}", institution.name),
        );
        let filter = AccountFilter::Account(it.id.clone());
        entry(it.display_name(), note, show(filter))
    });
    [all]
        .into_iter()
        .chain(groups)
        .chain(institutions)
        .chain(accounts)
}

fn holdings(portfolio: &Portfolio) -> impl Iterator<Item = Entry> {
    portfolio.holdings.iter().map(|holding| {
        let security = portfolio.security(&holding.security_id);
        let title = text::security_name(portfolio, &holding.security_id);
        let account = portfolio.account(&holding.account_id);
        let account = account.map(Account::display_name).unwrap_or_default();
        let note = match security.and_then(|it| it.ticker_symbol.as_deref()) {
            Some(ticker) => format!("{ticker} · {account}"),
            None => account,
        };
        entry(title, note, Command::OpenHolding(holding.id.clone()))
    })
}
