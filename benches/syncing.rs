//! How long a frame of the real app takes while five institutions are synced
//! at once, each with at least 10,000 transactions.
//!
//! `cargo bench --bench syncing` starts two simulators on loopback, connects
//! five of their institutions, and draws a page after the other at 60 frames a
//! second: during the first sync, and during the next one. Figures are kept in
//! `docs/performance.md`.
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::{
    net::Ipv4Addr,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use axum::{Router, body::Bytes, extract::State, http::HeaderMap, http::Uri, routing::post};
use chrono::{DateTime, Local, Utc};
use egui::{Event, Key, Modifiers, MouseWheelSource, MouseWheelUnit, TouchPhase, pos2, vec2};
use egui_kittest::Harness;
use holdfast::{
    app::{App, Options},
    connect::{Environment, Secret},
    plaid::BaseUrl,
    session::Preferences,
    simulator::{self, Config, INSTITUTIONS, Simulator},
    storage::DataFolder,
    sync::{self, Context},
    vault::{Entry, MemoryVault, Vault as _},
};
use tokio::{net::TcpListener, runtime::Builder};

const SANDBOX: Environment = Environment::Sandbox;
/// Spread over six accounts; the smallest institution has one of them.
const TRANSACTIONS: usize = 60_000;
const FRAME: Duration = Duration::from_micros(16_667);
/// So many frames, then the next page.
const FRAMES_A_PAGE: usize = 20;
const PAGES: [Key; 6] = [
    Key::Num1,
    Key::Num2,
    Key::Num3,
    Key::Num4,
    Key::Num7,
    Key::Num8,
];

fn main() {
    rustls::crypto::ring::default_provider()
        .install_default()
        .expect("nobody did before");
    let runtime = Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let root = tempfile::tempdir().expect("a data folder");
    let vault = Arc::new(MemoryVault::default());
    let keys = Secret::joined(simulator::CLIENT_ID, simulator::SECRET);
    let kept = vault.write(SANDBOX, Entry::Keys, &keys);
    kept.expect("memory keeps everything");
    let (url, _simulators) = runtime.block_on(async {
        let (first, second) = (start(1).await, start(2).await);
        for (simulator, institutions) in
            [(&first, &INSTITUTIONS[..]), (&second, &INSTITUTIONS[1..])]
        {
            let url = BaseUrl::parse(&simulator.url()).expect("loopback");
            let folder = DataFolder::open(root.path(), SANDBOX).expect("a folder");
            let context = Context::new(SANDBOX, folder, vault.clone(), url);
            for institution in institutions {
                let connected = sync::connect_sandbox(&context, institution, now()).await;
                connected.expect("the simulator lets everybody in");
            }
        }
        (front(&first, &second).await, (first, second))
    });

    let options = Options {
        root: root.path().to_owned(),
        environment: SANDBOX,
        plaid_url: Some(BaseUrl::parse(&url).expect("loopback")),
        vault,
        runtime: runtime.handle().clone(),
        preferences: Preferences::load(root.path()).expect("settings"),
        feed: None,
        as_of: None,
        as_shown_then: false,
        notice: None,
    };
    let harness = Harness::builder()
        .with_size([1440.0, 900.0])
        .allow_missing_glyphs()
        .build_eframe(|creation| App::new(&creation.egui_ctx, options));
    let mut window = Window { harness, number: 0 };
    window.frames_until(|app| app.state().can_sync());
    window.sync("first sync of five");
    window.sync("next sync of five");
}

#[expect(clippy::disallowed_methods, reason = "as the app does")]
fn now() -> DateTime<Utc> {
    Utc::now()
}

async fn start(seed: u64) -> Simulator {
    let config = Config {
        seed,
        transactions: TRANSACTIONS,
        ..Config::demo(now().with_timezone(&Local).date_naive())
    };
    Simulator::start(config).await.expect("a simulator")
}

/// Where the two simulators are, and whose tokens the second one knows.
struct Front {
    client: reqwest::Client,
    first: String,
    second: String,
    tokens: Vec<String>,
}

/// One address for both: a request goes to the simulator that gave its token.
async fn front(first: &Simulator, second: &Simulator) -> String {
    let tokens = INSTITUTIONS.map(|it| {
        let token = simulator::access_token(2, it);
        token.secret().reveal().to_owned()
    });
    let front = Arc::new(Front {
        client: reqwest::Client::new(),
        first: first.url(),
        second: second.url(),
        tokens: tokens.into(),
    });
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
    let listener = listener.expect("a port");
    let address = listener.local_addr().expect("an address");
    let app = Router::new()
        .route("/{*path}", post(pass_on))
        .with_state(front);
    tokio::spawn(async move { axum::serve(listener, app).await });
    format!("http://{address}")
}

async fn pass_on(
    State(front): State<Arc<Front>>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Vec<u8> {
    let text = String::from_utf8_lossy(&body);
    let is_second = front.tokens.iter().any(|it| text.contains(it));
    let base = if is_second {
        &front.second
    } else {
        &front.first
    };
    let answer = front
        .client
        .post(format!("{base}{}", uri.path()))
        .headers(headers)
        .body(body)
        .send()
        .await
        .expect("an answer");
    assert!(answer.status().is_success(), "{uri}: {}", answer.status());
    answer.bytes().await.expect("a whole answer").to_vec()
}

/// The app, and how many frames were drawn.
struct Window {
    harness: Harness<'static, App>,
    number: usize,
}

impl Window {
    /// Syncs everything, and draws on until the result is on screen.
    fn sync(&mut self, what: &str) {
        let before = self.harness.state().state().portfolio.clone();
        let began = Instant::now();
        self.harness.key_press_modifiers(Modifiers::COMMAND, Key::R);
        let mut frames = vec![self.frame()];
        let last = before.and_then(|it| it.last_success());
        frames.extend(self.frames_until(move |app| {
            let state = app.state();
            let portfolio = state.portfolio.as_deref();
            let is_new = portfolio.is_some_and(|it| it.last_success() > last);
            !state.is_syncing() && is_new
        }));
        let took = began.elapsed();
        // The pages are rebuilt, and the old portfolio is freed.
        let until = Instant::now() + Duration::from_secs(2);
        frames.extend(self.frames_until(move |_| Instant::now() > until));
        let portfolio = self.harness.state().state().portfolio.clone();
        let portfolio = portfolio.expect("a portfolio");
        let connections = portfolio.connections.iter();
        let synced = connections.filter(|it| it.failure().is_none() && it.last_success.is_some());
        println!(
            "{what}: {} institutions, {} transactions, {:.1} s, {} frames",
            synced.count(),
            portfolio.transactions.len(),
            took.as_secs_f64(),
            frames.len()
        );
        report("  a frame", &frames);
    }

    fn frames_until(&mut self, is_over: impl Fn(&App) -> bool) -> Vec<Duration> {
        let mut frames = vec![];
        while !is_over(self.harness.state()) {
            frames.push(self.frame());
        }
        frames
    }

    /// Draws a frame under a turning wheel, and waits for the time of the next.
    /// Returns how long it took on the clock, other threads at work or not.
    fn frame(&mut self) -> Duration {
        self.number += 1;
        if self.number.is_multiple_of(FRAMES_A_PAGE) {
            let page = PAGES[self.number / FRAMES_A_PAGE % PAGES.len()];
            self.harness.key_press_modifiers(Modifiers::COMMAND, page);
        }
        self.harness.event(Event::PointerMoved(pos2(500.0, 640.0)));
        self.harness.event(Event::MouseWheel {
            unit: MouseWheelUnit::Point,
            delta: vec2(0.0, -60.0),
            phase: TouchPhase::Move,
            source: MouseWheelSource::Wheel,
            modifiers: Modifiers::NONE,
        });
        let began = Instant::now();
        self.harness.step();
        let shapes = self.harness.output().shapes.clone();
        let scale = self.harness.ctx.pixels_per_point();
        std::hint::black_box(self.harness.ctx.tessellate(shapes, scale));
        let took = began.elapsed();
        thread::sleep(FRAME.saturating_sub(took));
        took
    }
}

fn report(what: &str, frames: &[Duration]) {
    let mut times: Vec<f64> = frames.iter().map(|it| it.as_secs_f64() * 1e3).collect();
    times.sort_by(f64::total_cmp);
    let at = |share: usize| times[(times.len() - 1) * share / 100];
    println!(
        "{what:<10} p50 {:6.2} ms   p99 {:6.2} ms   longest {:6.2} ms",
        at(50),
        at(99),
        at(100)
    );
}
