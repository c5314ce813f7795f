//! Institutions that answer with the files of `tests/fixtures/cases`, and a
//! computer that is connected to one of them.
//!
//! A case is a folder with an `expected.md` and a folder for each stage:
//! `sync1`, `sync2` … is what the institution answers at the first sync, the
//! second and so on. A file that a stage lacks is that of the first one.

use std::{
    collections::{BTreeSet, HashMap},
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::Bytes,
    http::{StatusCode, Uri},
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use egui_kittest::Harness;
use holdfast::{
    connect::{AccessToken, Environment, FailureKind, Secret, SyncFailure, SyncSummary},
    domain::ItemId,
    plaid::BaseUrl,
    portfolio::Portfolio,
    state::{AppState, Choices, Screen},
    storage::{DataFolder, Database},
    sync::{self, Context, Pasted},
    vault::MemoryVault,
};
use rust_decimal::Decimal;
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::CancellationToken;

use super::{
    frame::{self, Frame},
    program::Program,
};

/// Where the cases are.
pub(crate) const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/cases");

/// The pages that show figures.
pub(crate) const PAGES: [Screen; 5] = [
    Screen::Overview,
    Screen::Holdings,
    Screen::Allocation,
    Screen::Transactions,
    Screen::Connections,
];

/// The window of a case: everything of a page is in sight.
const WINDOW: [f32; 2] = [1440.0, 1200.0];

/// When a case is first synced: noon of the day after its prices.
pub(crate) fn now() -> DateTime<Utc> {
    let day = NaiveDate::from_ymd_opt(2026, 11, 26).expect("a date");
    day.and_hms_opt(12, 0, 0).expect("a time").and_utc()
}

/// The names of all cases, in order.
pub(crate) fn all() -> BTreeSet<String> {
    let entries = fs::read_dir(FOLDER).expect("the cases");
    entries
        .map(|it| it.expect("an entry").file_name().into_string())
        .map(|it| it.expect("a name"))
        .collect()
}

/// The stages of a case, in order.
pub(crate) fn stages(case: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(Path::new(FOLDER).join(case)).expect("the case");
    entries
        .map(|it| it.expect("an entry").file_name().into_string())
        .map(|it| it.expect("a name"))
        .filter(|it| it.starts_with("sync"))
        .collect()
}

/// Answers the token `access-sandbox-CASE`, or `access-sandbox-CASE.ITEM`, from
/// the folder of that case; stops when dropped.
pub(crate) struct CaseServer {
    pub(crate) url: String,
    answers: Arc<Answers>,
    server: JoinHandle<()>,
}

#[derive(Default)]
struct Answers {
    /// By case; the first where none is said.
    stages: Mutex<HashMap<String, String>>,
    /// How many pages were asked for, by token and stage.
    pages: Mutex<HashMap<(String, String), usize>>,
}

impl CaseServer {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let answers = Arc::new(Answers::default());
        let shared = Arc::clone(&answers);
        let router = Router::new().fallback(move |uri: Uri, body: Bytes| {
            let answers = Arc::clone(&shared);
            async move {
                let request = serde_json::from_slice(&body).expect("a request in JSON");
                let (status, answer) = answers.answer(uri.path(), &request);
                let status = StatusCode::from_u16(status).expect("a status");
                (status, answer.to_string())
            }
        });
        let server = tokio::spawn(async move {
            axum::serve(listener, router).await.expect("it serves");
        });
        Self {
            url,
            answers,
            server,
        }
    }

    /// From now on a case answers as at this stage.
    pub(crate) fn set_stage(&self, case: &str, stage: &str) {
        let mut stages = self.answers.stages.lock().expect("no panic before");
        stages.insert(case.to_owned(), stage.to_owned());
    }
}

impl Drop for CaseServer {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Answers {
    fn answer(&self, endpoint: &str, request: &Value) -> (u16, Value) {
        if endpoint == "/institutions/get_by_id" {
            return (200, institution(&request["institution_id"]));
        }
        let token = request["access_token"].as_str().unwrap_or_default();
        let token = token.trim_start_matches("access-sandbox-");
        let (case, item) = token.split_once('.').unwrap_or((token, ""));
        let folder = Path::new(FOLDER).join(case);
        if case.is_empty() || !folder.is_dir() {
            return (400, error("INVALID_INPUT", "INVALID_ACCESS_TOKEN"));
        }
        let stages = self.stages.lock().expect("no panic before");
        let stage = stages.get(case).map_or("sync1", String::as_str).to_owned();
        drop(stages);
        let read = |name: &str| {
            let name = match item {
                "" => format!("{name}.json"),
                item => format!("{item}.{name}.json"),
            };
            read(&folder.join(&stage).join(&name))
                .or_else(|| read(&folder.join("sync1").join(&name)))
        };
        let item = read("item").unwrap_or_else(|| item_report(token, case, item));
        if let Some(refusal) = refusal(&item) {
            return refusal;
        }
        if endpoint == "/item/get" {
            return (200, item);
        }
        if endpoint == "/item/remove" {
            return (200, json!({"request_id": "req-remove"}));
        }
        let holdings = read("holdings").unwrap_or_else(|| json!({}));
        match endpoint {
            "/accounts/get" => {
                let answer = json!({
                    "accounts": list(&holdings, "accounts"),
                    "item": item["item"],
                    "request_id": "req-accounts",
                });
                (200, answer)
            }
            "/investments/holdings/get" => refusal(&holdings).unwrap_or_else(|| {
                let answer = json!({
                    "accounts": list(&holdings, "accounts"),
                    "holdings": list(&holdings, "holdings"),
                    "securities": list(&holdings, "securities"),
                    "item": item["item"],
                    "request_id": "req-holdings",
                    "is_investments_fallback_item": false,
                });
                (200, answer)
            }),
            "/investments/transactions/get" => {
                let transactions = read("transactions").unwrap_or_else(|| json!({}));
                refusal(&transactions).unwrap_or_else(|| {
                    let page = self.page(&transactions, request, token, &stage);
                    (200, page_answer(&page, &transactions, &holdings, &item))
                })
            }
            _ => (404, error("INVALID_REQUEST", "NOT_FOUND")),
        }
    }

    /// The rows and the total of one page.
    fn page(&self, file: &Value, request: &Value, token: &str, stage: &str) -> Value {
        if let Some(pages) = file["__verbatim_pages"].as_array() {
            let mut asked = self.pages.lock().expect("no panic before");
            let asked = asked
                .entry((token.to_owned(), stage.to_owned()))
                .or_default();
            let page = &pages[(*asked).min(pages.len() - 1)];
            *asked += 1;
            return page.clone();
        }
        let text = |key: &str| request[key].as_str().unwrap_or_default().to_owned();
        let window = text("start_date")..=text("end_date");
        let rows = list(file, "investment_transactions");
        let rows = rows.as_array().expect("rows").iter();
        let any_date = file["__any_date"].as_bool() == Some(true);
        // A row without a readable date is on every page.
        let is_asked = |row: &&Value| {
            let day = row["date"].as_str().and_then(|date| date.get(..10));
            any_date || day.is_none_or(|day| window.contains(&day.to_owned()))
        };
        let rows: Vec<Value> = rows.filter(is_asked).cloned().collect();
        let total = known(&file["total_investment_transactions"]);
        let total = total.unwrap_or_else(|| json!(rows.len()));
        let number = |key: &str, default: u64| {
            let number = request["options"][key].as_u64().unwrap_or(default);
            usize::try_from(number).expect("a small number")
        };
        let rows = rows.into_iter().skip(number("offset", 0));
        let rows: Vec<Value> = rows.take(number("count", 100)).collect();
        json!({"investment_transactions": rows, "total_investment_transactions": total})
    }
}

fn page_answer(page: &Value, transactions: &Value, holdings: &Value, item: &Value) -> Value {
    let shared = |key: &str| known(&transactions[key]).unwrap_or_else(|| list(holdings, key));
    let mut answer = json!({
        "accounts": shared("accounts"),
        "securities": shared("securities"),
        "item": item["item"],
        "request_id": "req-transactions",
    });
    let fields = answer.as_object_mut().expect("an object");
    fields.extend(page.as_object().expect("a page").clone());
    answer
}

fn read(path: &Path) -> Option<Value> {
    let text = fs::read_to_string(path).ok()?;
    let problem = |error| panic!("{}: {error}", path.display());
    Some(serde_json::from_str(&text).unwrap_or_else(problem))
}

/// A list of a file; empty where it has none.
fn list(file: &Value, key: &str) -> Value {
    known(&file[key]).unwrap_or_else(|| json!([]))
}

fn known(value: &Value) -> Option<Value> {
    (!value.is_null()).then(|| value.clone())
}

/// A file that is no answer but an error.
fn refusal(file: &Value) -> Option<(u16, Value)> {
    let status = file["__status"].as_u64()?;
    Some((
        u16::try_from(status).expect("a status"),
        file["body"].clone(),
    ))
}

fn error(kind: &str, code: &str) -> Value {
    json!({
        "error_type": kind, "error_code": code, "error_message": "", "display_message": null,
        "request_id": "req-error",
    })
}

fn institution(id: &Value) -> Value {
    let name = format!("Bank {}", id.as_str().unwrap_or_default());
    json!({
        "institution": {
            "institution_id": id, "name": name, "products": ["investments"],
            "country_codes": ["US"], "routing_numbers": [], "oauth": false,
        },
        "request_id": "req-institution",
    })
}

fn item_report(token: &str, case: &str, item: &str) -> Value {
    let number = case.get(..2).unwrap_or(case);
    let name = format!("Broker {number} {item}");
    let institution = match item {
        "" => format!("ins_{number}"),
        item => format!("ins_{number}_{item}"),
    };
    json!({
        "item": {
            "item_id": format!("item-{token}"), "institution_id": institution,
            "institution_name": name.trim_end(), "webhook": null, "error": null,
            "available_products": [], "billed_products": ["investments"],
            "products": ["investments"], "consent_expiration_time": null,
            "update_type": "background", "created_at": "2026-01-05T00:00:00Z",
        },
        "status": {"investments": {
            "last_successful_update": "2026-11-26T06:00:00Z", "last_failed_update": null,
        }},
        "request_id": "req-item",
    })
}

/// A computer that is connected to the institution of one case.
pub(crate) struct Case {
    pub(crate) ctx: Context,
    pub(crate) root: tempfile::TempDir,
    pub(crate) items: Vec<ItemId>,
    name: String,
    server: CaseServer,
    /// How often it was synced.
    synced: i32,
    /// How far the clock is ahead.
    ahead: TimeDelta,
}

impl Case {
    /// Connects by token, and syncs every stage of the case.
    pub(crate) async fn through_all_stages(name: &str) -> Self {
        let mut case = Self::connect(name).await;
        for stage in stages(name) {
            case.sync(&stage).await;
        }
        case
    }

    /// Connects by token, and syncs nothing.
    pub(crate) async fn connect(name: &str) -> Self {
        let server = CaseServer::start().await;
        let root = tempfile::tempdir().expect("a data folder");
        let folder = DataFolder::open(root.path(), Environment::Sandbox);
        let ctx = Context {
            retry_pause: Duration::ZERO,
            ..Context::new(
                Environment::Sandbox,
                folder.expect("a data folder"),
                Arc::new(MemoryVault::default()),
                BaseUrl::parse(&server.url).expect("a loopback address"),
            )
        };
        let [id, key] = ["client", "key"].map(|it| Secret::new(it.to_owned()));
        sync::save_keys(&ctx, &id, &key).await.expect("kept keys");
        let mut items = vec![];
        for token in tokens(name) {
            let token = AccessToken::new(Secret::new(token));
            let pasted = sync::connect_token(&ctx, &token, now()).await;
            let Ok(Pasted::Connected(connected)) = pasted else {
                panic!("a connection: {pasted:?}");
            };
            items.push(connected.connection.item_id);
        }
        Self {
            ctx,
            root,
            items,
            name: name.to_owned(),
            server,
            synced: 0,
            ahead: TimeDelta::zero(),
        }
    }

    /// The time of the next sync: a day after the latest.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        now() + TimeDelta::days(i64::from(self.synced)) + self.ahead
    }

    /// The clock is ahead from now on by so much.
    pub(crate) fn set_ahead(&mut self, ahead: TimeDelta) {
        self.ahead = ahead;
    }

    /// Syncs at a stage; each sync is a day after the one before.
    pub(crate) async fn sync(&mut self, stage: &str) -> Vec<SyncSummary> {
        let results = self.try_sync(stage).await;
        let synced = |result: Result<_, _>| result.expect("it is synced");
        results.into_iter().map(synced).collect()
    }

    /// The same, where it may fail.
    pub(crate) async fn try_sync(&mut self, stage: &str) -> Vec<Result<SyncSummary, SyncFailure>> {
        self.server.set_stage(&self.name, stage);
        let mut results = vec![];
        for item in &self.items {
            results.push(self.sync_item(item).await);
        }
        self.synced += 1;
        results
    }

    async fn sync_item(&self, item: &ItemId) -> Result<SyncSummary, SyncFailure> {
        loop {
            let cancel = CancellationToken::new();
            let result = sync::sync_item(&self.ctx, item, self.now(), |_| {}, cancel).await;
            // A program that another test starts holds every open lock of this
            // process for the moment between its fork and its exec.
            let is_held = |it: &SyncFailure| it.kind == FailureKind::AlreadyRunning;
            if !result.as_ref().err().is_some_and(is_held) {
                return result;
            }
            tokio::task::yield_now().await;
        }
    }

    /// What is stored.
    pub(crate) fn portfolio(&self) -> Portfolio {
        let database = Database::open(&self.ctx.folder).expect("a database");
        holdfast::sync::load(&database).expect("a portfolio")
    }

    /// What a command that reads prints: its rows.
    pub(crate) fn rows(&self, arguments: &[&str]) -> Vec<Value> {
        self.program().json(&[SANDBOX, arguments].concat())
    }

    /// What a command that reads prints for a person, on both streams.
    pub(crate) fn text(&self, arguments: &[&str]) -> String {
        self.program().expect(0, &[SANDBOX, arguments].concat(), "")
    }

    fn program(&self) -> Program<'_> {
        Program {
            data: self.root.path(),
            url: &self.server.url,
        }
    }

    /// The window at a page, an hour after the latest sync.
    pub(crate) fn open(&self, screen: Screen) -> Harness<'static, Frame> {
        frame::open(self.state(screen), WINDOW)
    }

    /// What the window shows at a page, an hour after the latest sync.
    pub(crate) fn state(&self, screen: Screen) -> AppState {
        let mut state = AppState::new(
            Environment::Sandbox,
            self.root.path().to_owned(),
            Choices::default(),
            self.now() - TimeDelta::hours(23),
        );
        state.portfolio = Some(Arc::new(self.portfolio()));
        state.screen = screen;
        state
    }

    /// Everything that the window says at a page.
    pub(crate) fn spoken(&self, screen: Screen) -> Spoken {
        let harness = self.open(screen);
        let name = format!("case-{}-{screen:?}", self.name).to_lowercase();
        frame::shoot(&harness, &name);
        Spoken(frame::spoken(&harness))
    }
}

const SANDBOX: &[&str] = &["--environment", "sandbox"];

/// The tokens of a case: one, or one for each institution that it has.
pub(crate) fn tokens(case: &str) -> Vec<String> {
    let folder: PathBuf = Path::new(FOLDER).join(case).join("sync1");
    let entries = fs::read_dir(folder).expect("the first stage");
    let names = entries.map(|it| it.expect("an entry").file_name());
    let items: BTreeSet<String> = names
        .map(|it| it.into_string().expect("a name"))
        .filter_map(|it| Some(it.strip_suffix(".holdings.json")?.to_owned()))
        .collect();
    if items.is_empty() {
        return vec![format!("access-sandbox-{case}")];
    }
    let token = |item| format!("access-sandbox-{case}.{item}");
    items.into_iter().map(token).collect()
}

/// Labels, values and descriptions of a window.
#[derive(Debug)]
pub(crate) struct Spoken(Vec<String>);

impl Spoken {
    /// Something reads exactly so.
    pub(crate) fn says(&self, text: &str) {
        assert!(self.0.iter().any(|it| it == text), "{text}: {:#?}", self.0);
    }

    /// Something contains this.
    pub(crate) fn mentions(&self, part: &str) {
        let found = self.0.iter().any(|it| it.contains(part));
        assert!(found, "{part}: {:#?}", self.0);
    }

    /// Nothing contains this.
    pub(crate) fn never_mentions(&self, part: &str) {
        let found = self.0.iter().find(|it| it.contains(part));
        assert!(found.is_none(), "{part}: {found:?}");
    }
}

/// The sum of one field over rows of a command; unknown ones are left out.
pub(crate) fn sum(rows: &[Value], field: &str) -> Decimal {
    let figures = rows.iter().filter_map(|row| row[field].as_str());
    figures
        .map(|figure| figure.parse::<Decimal>().expect("a decimal"))
        .sum()
}

/// The row whose `field` reads `text`.
pub(crate) fn row_with<'a>(rows: &'a [Value], field: &str, text: &str) -> &'a Value {
    let row = rows.iter().find(|row| row[field] == text);
    row.unwrap_or_else(|| panic!("no {field} is {text}: {rows:#?}"))
}
