//! A Plaid look-alike on loopback, for the demo and the tests.
//!
//! It speaks the part of Plaid's API that Holdfast uses over real HTTP, keeps
//! state, and serves a sample portfolio generated from a seed and a date:
//! three institutions, six accounts. `docs/spec/simulator.md` tells what it
//! serves and why its figures agree.
//!
//! It takes no connection from another machine, and nothing in it is real.

mod accounts;
mod actions;
mod answers;
mod connection;
mod endpoints;
mod error;
mod fields;
mod item;
mod ledger;
mod link;
mod link_endpoints;
mod link_page;
mod market;
mod page;
mod plan;
mod positions;
mod random;
mod respond;
mod scenario;
mod securities;
mod server;
mod statement;
mod volume;
mod world;

#[cfg(test)]
mod tests;

use std::{
    collections::HashMap,
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use chrono::{DateTime, Days, Months, NaiveDate, Utc};
use serde_json::Value;
use tokio::{net::TcpListener, sync::oneshot};

pub use self::scenario::{Scenario, ScenarioError};
use self::{
    item::{History, Item},
    link::Links,
    market::Market,
    world::World,
};
use crate::connect::{AccessToken, Secret};
use crate::domain::ItemId;

/// The client id that the simulator accepts. It opens nothing else.
pub const CLIENT_ID: &str = "simulator-client-id";
/// The secret that the simulator accepts. It opens nothing else.
pub const SECRET: &str = "simulator-secret-not-a-real-one";
/// The institutions there are, by id.
pub const INSTITUTIONS: [&str; 3] = ["ins_holdfast_1", "ins_holdfast_2", "ins_holdfast_3"];
/// The seed of the demo's portfolio.
pub const DEMO_SEED: u64 = 20_260_101;

/// What Plaid gives a page of Hosted Link and a public token.
const HALF_AN_HOUR: Duration = Duration::from_mins(30);
/// The rows that the sample portfolio has by itself, about.
const SAMPLE_TRANSACTIONS: usize = 1_300;
/// How far apart the demo's invented syncs lie, and how many there are.
const BACK_FILL_DAYS: u64 = 30;
const BACK_FILLS: u64 = 24;

/// What to serve.
#[derive(Clone, Debug)]
pub struct Config {
    /// Decides prices and identifiers, and how much of what is traded.
    pub seed: u64,
    /// The last day of the generated 24 months. Days after it depend on syncs,
    /// so a portfolio that is to be resumed keeps its anchor.
    pub anchor: NaiveDate,
    /// The day it is. Before the anchor, the portfolio is served as it was on
    /// that day; see [`Simulator::set_today`].
    pub today: NaiveDate,
    /// About how many transactions there are in the 24 months: those of the
    /// sample, and extra ones up to this number.
    pub transactions: usize,
    /// The port, 0 for any.
    pub port: u16,
    /// The days of earlier syncs of each item. Those from the anchor on are
    /// gone through again, which leads to the same state.
    pub past_syncs: HashMap<ItemId, Vec<NaiveDate>>,
    /// How long the first transactions of each item take, as at Plaid right
    /// after connecting.
    pub first_delay: Duration,
    /// How long a page of Hosted Link works.
    pub link_lifetime: Duration,
    /// How long a public token can be exchanged.
    pub public_token_lifetime: Duration,
    /// What goes wrong.
    pub scenario: Scenario,
}

impl Config {
    /// The demo's portfolio, created on `today`.
    pub fn demo(today: NaiveDate) -> Self {
        Self {
            seed: DEMO_SEED,
            anchor: today,
            today,
            transactions: SAMPLE_TRANSACTIONS,
            port: 0,
            past_syncs: HashMap::new(),
            first_delay: Duration::ZERO,
            link_lifetime: HALF_AN_HOUR,
            public_token_lifetime: HALF_AN_HOUR,
            scenario: Scenario::default(),
        }
    }

    /// The demo's portfolio again, on a later day, after `past_syncs` of which
    /// the earliest was the first of [`back_fill_dates`]. Without any it is a
    /// new one.
    pub fn resumed(today: NaiveDate, past_syncs: HashMap<ItemId, Vec<NaiveDate>>) -> Self {
        let anchor = past_syncs
            .values()
            .flatten()
            .min()
            .and_then(|first| first.checked_add_days(Days::new(BACK_FILL_DAYS * BACK_FILLS)))
            .map_or(today, |anchor| anchor.min(today));
        Self {
            anchor,
            past_syncs,
            ..Self::demo(today)
        }
    }
}

/// The days before `anchor` on which the demo pretends to have synced, oldest
/// first, so that there is a history of values from the start.
pub fn back_fill_dates(anchor: NaiveDate) -> Vec<NaiveDate> {
    (1..=BACK_FILLS)
        .rev()
        .filter_map(|back| anchor.checked_sub_days(Days::new(BACK_FILL_DAYS * back)))
        .collect()
}

/// How far apart the logins of items are that exist side by side.
const BESIDE: u64 = 1_000_000;

/// The id of the first item at one of [`INSTITUTIONS`]: always the same for a
/// seed.
pub fn item_id(seed: u64, institution: &str) -> ItemId {
    item::item_id(seed, institution, 0).into()
}

/// The token of the first item at one of [`INSTITUTIONS`]: always the same for a
/// seed, and good from the start, so that a demo can be resumed. Removing the
/// item makes it dead for good.
pub fn access_token(seed: u64, institution: &str) -> AccessToken {
    AccessToken::new(Secret::new(item::access_token(seed, institution, 0)))
}

/// Why the simulator does not run.
#[derive(Debug, thiserror::Error)]
pub enum SimulatorError {
    /// Another program has the port, or it may not be opened.
    #[error("cannot listen on port {port} of 127.0.0.1")]
    Listen { port: u16, source: io::Error },

    /// The anchor has no day 24 months before it.
    #[error("the date {0} is too early for a history before it")]
    Anchor(NaiveDate),
}

/// A running server. It stops when this is dropped.
pub struct Simulator {
    address: SocketAddr,
    world: Arc<Mutex<World>>,
    /// Dropping it ends the server.
    _stop: oneshot::Sender<()>,
}

impl World {
    /// Adds one more item of the login at one of [`INSTITUTIONS`]; its index,
    /// or `None` where there is no such institution.
    fn add_beside(&mut self, institution: &str) -> Option<usize> {
        let plan = accounts::INSTITUTIONS
            .iter()
            .find(|it| it.id == institution)?;
        let mut item = Item::new(plan, self.seed, self.history, &self.market);
        let others = self.items.iter().filter(|it| it.plan.id == institution);
        item.reissue(BESIDE * others.count() as u64);
        self.items.push(item);
        Some(self.items.len() - 1)
    }
}

impl Simulator {
    /// Generates the portfolio and starts to serve it, on the runtime of the
    /// caller.
    pub async fn start(config: Config) -> Result<Self, SimulatorError> {
        let port = config.port;
        let listen = |source| SimulatorError::Listen { port, source };
        let world = Arc::new(Mutex::new(world(&config)?));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
            .await
            .map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        lock(&world).links.set_address(address);
        let (stop, stopped) = oneshot::channel();
        tokio::spawn(server::serve(listener, Arc::clone(&world), stopped));
        Ok(Self {
            address,
            world,
            _stop: stop,
        })
    }

    /// Where it listens: `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Lets something else go wrong from now on; calls are counted anew.
    pub fn set_scenario(&self, scenario: Scenario) {
        lock(&self.world).scenario = scenario;
    }

    /// Makes it another day. On a day before the anchor only transactions up to
    /// it are served, with the holdings and prices of that day; from the anchor
    /// on, every request for holdings counts as a sync and moves the portfolio
    /// on.
    pub fn set_today(&self, today: NaiveDate) {
        let mut world = lock(&self.world);
        world.market.extend_to(today);
        world.today = today;
    }

    /// What one of [`INSTITUTIONS`] has in its accounts now, as
    /// `/investments/holdings/get` answers; `None` where there is no such one.
    /// It does not count as a sync, and no scenario reaches it: so a test can
    /// ask what is true between two syncs.
    pub fn holdings_now(&self, institution: &str) -> Option<Value> {
        lock(&self.world)
            .holdings_now(institution)
            .map(Value::Object)
    }

    /// Signs in at one of [`INSTITUTIONS`] once more, as another program would:
    /// a second item of the same login, with another token and other ids of item,
    /// accounts and transactions. `None` where there is no such institution.
    pub fn sign_in_beside(&self, institution: &str) -> Option<AccessToken> {
        let mut world = lock(&self.world);
        let at = world.add_beside(institution)?;
        Some(AccessToken::new(Secret::new(
            world.items[at].access_token(),
        )))
    }

    /// Lets the consent to read one of [`INSTITUTIONS`] end at some time, or
    /// never.
    pub fn set_consent_end(&self, institution: &str, end: Option<DateTime<Utc>>) {
        for item in &mut lock(&self.world).items {
            if item.plan.id == institution {
                item.consent_until = end;
            }
        }
    }

    /// Takes back the consent of one of [`INSTITUTIONS`] to share investments,
    /// until a page for that purpose is finished.
    pub fn withdraw_consent(&self, institution: &str) {
        for item in &mut lock(&self.world).items {
            item.unconsented |= item.plan.id == institution;
        }
    }
}

fn lock(world: &Mutex<World>) -> MutexGuard<'_, World> {
    world.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The state of the server at its start.
fn world(config: &Config) -> Result<World, SimulatorError> {
    let Config { seed, anchor, .. } = *config;
    let start = anchor
        .checked_sub_months(Months::new(24))
        .ok_or(SimulatorError::Anchor(anchor))?;
    let history = History { start, anchor };
    let latest = config.past_syncs.values().flatten().max();
    let known = [anchor, config.today]
        .into_iter()
        .chain(latest.copied())
        .max();
    let market = Market::new(seed, start, known.unwrap_or(anchor));

    let mut items: Vec<_> = accounts::INSTITUTIONS
        .iter()
        .map(|plan| Item::new(plan, seed, history, &market))
        .collect();
    let ledgers = || items.iter().flat_map(Item::ledgers);
    let sample: usize = ledgers().map(|it| it.rows().len()).sum();
    let accounts = ledgers().count();
    let pairs = config.transactions.saturating_sub(sample) / (2 * accounts);
    for item in &mut items {
        item.add_volume(pairs);
        let mut syncs = config
            .past_syncs
            .get(item.id().as_str())
            .cloned()
            .unwrap_or_default();
        syncs.sort_unstable();
        for date in syncs {
            item.sync(date, &market);
        }
    }
    Ok(World {
        seed,
        history,
        today: config.today,
        market,
        items,
        links: Links::new(config.link_lifetime, config.public_token_lifetime),
        requests: 0,
        first_delay: config.first_delay,
        scenario: config.scenario.clone(),
    })
}
