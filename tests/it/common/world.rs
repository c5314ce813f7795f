//! A computer with a data folder, a keyring in memory and Plaid behind a proxy.

use std::{collections::BTreeMap, str::FromStr as _, sync::Arc, time::Duration};

use chrono::{DateTime, Days, NaiveDate, Utc};
use holdfast::{
    connect::{AccessToken, Environment, Secret, SyncFailure, SyncOutcome, SyncSummary},
    domain::ItemId,
    plaid::BaseUrl,
    portfolio::Portfolio,
    simulator::{self, Simulator},
    storage::{DataFolder, Database},
    sync::{self, Connected, Context, Pasted},
    vault::{Entry, MemoryVault, Vault, VaultError},
};
use rust_decimal::Decimal;
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use super::proxy::Proxy;

/// A computer with keys in its keyring, Plaid behind a proxy, and no connection.
pub(crate) struct World {
    pub(crate) simulator: Simulator,
    pub(crate) proxy: Proxy,
    pub(crate) ctx: Context,
    pub(crate) root: tempfile::TempDir,
}

impl World {
    pub(crate) async fn new() -> Self {
        // Until its anchor the simulator stands still, however often it is asked.
        Self::with(simulator::Config {
            anchor: today() + Days::new(60),
            ..simulator::Config::demo(today())
        })
        .await
    }

    pub(crate) async fn with(config: simulator::Config) -> Self {
        let simulator = Simulator::start(config)
            .await
            .expect("the simulator starts");
        let proxy = Proxy::start(simulator.url()).await;
        let root = tempfile::tempdir().expect("a data folder");
        let ctx = Context {
            retry_pause: Duration::ZERO,
            ..Context::new(
                Environment::Sandbox,
                DataFolder::open(root.path(), Environment::Sandbox).expect("a data folder"),
                Arc::new(MemoryVault::default()),
                BaseUrl::parse(proxy.url()).expect("a loopback address"),
            )
        };
        let world = Self {
            simulator,
            proxy,
            ctx,
            root,
        };
        let saved = world.save_keys(simulator::CLIENT_ID, simulator::SECRET);
        assert_eq!(saved.await, Ok(()));
        world
    }

    pub(crate) async fn save_keys(&self, client_id: &str, secret: &str) -> Result<(), SyncFailure> {
        sync::save_keys(
            &self.ctx,
            &super::world::secret(client_id),
            &super::world::secret(secret),
        )
        .await
    }

    /// Connects one of the simulator's institutions.
    pub(crate) async fn connect(&self, institution: usize) -> ItemId {
        let institution = simulator::INSTITUTIONS[institution];
        connected(sync::connect_sandbox(&self.ctx, institution, now()).await)
            .expect("the simulator lets everybody in")
            .connection
            .item_id
    }

    /// The token of a second item of the login behind an institution.
    pub(crate) fn token_beside(&self, institution: usize) -> AccessToken {
        let institution = simulator::INSTITUTIONS[institution];
        let token = self.simulator.sign_in_beside(institution);
        token.expect("one of the institutions")
    }

    /// Adds a connection by its token, which is not asked about.
    pub(crate) async fn paste(&self, token: &AccessToken) -> Result<Connected, SyncFailure> {
        connected(sync::connect_token(&self.ctx, token, now()).await)
    }

    pub(crate) async fn sync(&self, item: &ItemId) -> Result<SyncSummary, SyncFailure> {
        self.sync_on(item, today()).await
    }

    pub(crate) async fn sync_on(
        &self,
        item: &ItemId,
        day: NaiveDate,
    ) -> Result<SyncSummary, SyncFailure> {
        let cancel = CancellationToken::new();
        sync::sync_item(&self.ctx, item, noon(day), |_| {}, cancel).await
    }

    pub(crate) fn database(&self) -> Database {
        Database::open(&self.ctx.folder).expect("a database")
    }

    pub(crate) fn portfolio(&self) -> Portfolio {
        sync::load(&self.database()).expect("a portfolio")
    }

    /// Everything stored but the log of syncs.
    pub(crate) fn data(&self) -> Portfolio {
        Portfolio {
            connections: vec![],
            ..self.portfolio()
        }
    }

    pub(crate) fn last_outcome(&self, item: &ItemId) -> SyncOutcome {
        let portfolio = self.portfolio();
        let connection = portfolio.connection(item).expect("a connection");
        connection.last_run.clone().expect("a sync").outcome
    }

    pub(crate) fn token(&self, item: &ItemId) -> Option<Secret> {
        let entry = Entry::AccessToken(item);
        self.ctx
            .vault
            .read(Environment::Sandbox, entry)
            .expect("memory answers")
    }

    /// Asks the simulator directly, as another program would.
    pub(crate) async fn ask(&self, path: &str, item: &ItemId, more: Value) -> Value {
        let mut body = more;
        body["access_token"] = self.token(item).expect("a token").reveal().into();
        let answer = reqwest::Client::new()
            .post(format!("{}{path}", self.simulator.url()))
            .header("PLAID-CLIENT-ID", simulator::CLIENT_ID)
            .header("PLAID-SECRET", simulator::SECRET)
            .header("Content-Type", "application/json")
            .body(body.to_string())
            .send()
            .await
            .expect("an answer");
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        let bytes = answer.bytes().await.expect("a whole answer");
        serde_json::from_slice(&bytes).expect("JSON")
    }

    /// The sums of the holdings by currency code, as the simulator reports them.
    pub(crate) async fn reported_totals(&self, items: &[&ItemId]) -> BTreeMap<String, Decimal> {
        let mut totals = BTreeMap::new();
        for item in items {
            let answer = self
                .ask("/investments/holdings/get", item, serde_json::json!({}))
                .await;
            for row in answer["holdings"].as_array().expect("holdings") {
                let value = ["vested_value", "institution_value"]
                    .iter()
                    .find_map(|it| Decimal::from_str(&row[it].to_string()).ok())
                    .expect("a value");
                let code = row["iso_currency_code"].as_str().unwrap_or("-");
                *totals.entry(code.to_owned()).or_default() += value;
            }
        }
        totals
    }
}

pub(crate) fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 6, 15).expect("a date")
}

pub(crate) fn now() -> DateTime<Utc> {
    noon(today())
}

pub(crate) fn noon(day: NaiveDate) -> DateTime<Utc> {
    day.and_hms_opt(12, 0, 0).expect("noon").and_utc()
}

pub(crate) fn secret(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

/// What became of a token that is not asked about.
pub(crate) fn connected(pasted: Result<Pasted, SyncFailure>) -> Result<Connected, SyncFailure> {
    match pasted? {
        Pasted::Connected(connected) => Ok(*connected),
        Pasted::Asked(twin) => panic!("it is asked about: {twin:?}"),
    }
}

/// A keyring with keys that takes no token.
pub(crate) struct FullVault(pub(crate) MemoryVault);

impl Vault for FullVault {
    fn read(
        &self,
        environment: Environment,
        entry: Entry<'_>,
    ) -> Result<Option<Secret>, VaultError> {
        self.0.read(environment, entry)
    }

    fn write(
        &self,
        environment: Environment,
        entry: Entry<'_>,
        secret: &Secret,
    ) -> Result<(), VaultError> {
        if matches!(entry, Entry::AccessToken(_)) {
            return Err(VaultError::Locked {
                detail: "refused".to_owned(),
            });
        }
        self.0.write(environment, entry, secret)
    }

    fn delete(&self, environment: Environment, entry: Entry<'_>) -> Result<(), VaultError> {
        self.0.delete(environment, entry)
    }
}
