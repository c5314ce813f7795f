//! Deleting what is on this computer: also where the keyring refuses or the
//! portfolio is damaged, nothing is left that nobody knows of.

use std::{
    fs,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use crate::common::{
    app::Computer,
    proxy::Fault,
    stored::{File, fetched},
    world::{World, now},
};
use holdfast::{
    connect::{DataDeletion, Environment, FailureKind, Secret},
    domain::ItemId,
    session::{Retried, Session},
    state::News,
    storage::StorageError,
    sync::{Context, SyncError},
    vault::{Entry, MemoryVault, Vault, VaultError},
};

/// A keyring that can be locked.
#[derive(Default)]
struct Keyring {
    inside: Arc<MemoryVault>,
    is_locked: AtomicBool,
}

impl Keyring {
    fn lock(&self, is_locked: bool) {
        self.is_locked.store(is_locked, Ordering::Relaxed);
    }

    fn opened(&self) -> Result<&MemoryVault, VaultError> {
        if self.is_locked.load(Ordering::Relaxed) {
            Err(VaultError::Locked {
                detail: "refused".to_owned(),
            })
        } else {
            Ok(&self.inside)
        }
    }
}

impl Vault for Keyring {
    fn read(
        &self,
        environment: Environment,
        entry: Entry<'_>,
    ) -> Result<Option<Secret>, VaultError> {
        self.opened()?.read(environment, entry)
    }

    fn write(
        &self,
        environment: Environment,
        entry: Entry<'_>,
        secret: &Secret,
    ) -> Result<(), VaultError> {
        self.opened()?.write(environment, entry, secret)
    }

    fn delete(&self, environment: Environment, entry: Entry<'_>) -> Result<(), VaultError> {
        self.opened()?.delete(environment, entry)
    }
}

/// Two synced connections whose tokens are in a keyring that can be locked.
struct Stored {
    world: World,
    keyring: Arc<Keyring>,
    items: Vec<ItemId>,
}

impl Stored {
    async fn new() -> Self {
        let mut world = World::new().await;
        let keyring = Arc::new(Keyring::default());
        let vault: Arc<dyn Vault> = keyring.clone();
        let keys = world.ctx.vault.read(Environment::Sandbox, Entry::Keys);
        let keys = keys.expect("memory answers").expect("keys");
        vault
            .write(Environment::Sandbox, Entry::Keys, &keys)
            .expect("it is open");
        world.ctx = Context { vault, ..world.ctx };
        let items = vec![world.connect(0).await, world.connect(1).await];
        for item in &items {
            world.sync(item).await.expect("a sync");
        }
        let page = Secret::new("page".to_owned());
        let page = keyring.write(Environment::Sandbox, Entry::PendingLink, &page);
        page.expect("it is open");
        Self {
            world,
            keyring,
            items,
        }
    }

    fn session(&self) -> Session {
        let vault: Arc<dyn Vault> = self.keyring.clone();
        let plaid = Some(self.world.ctx.base_url.clone());
        Session::new(self.world.root.path(), Environment::Sandbox, plaid, vault)
            .logging("command", now)
    }

    /// How many tokens, and whether a page, the keyring still has.
    fn kept(&self) -> (usize, bool) {
        let has = |entry| {
            let found = self.keyring.inside.read(Environment::Sandbox, entry);
            found.expect("memory answers").is_some()
        };
        let items = self.items.iter();
        let tokens = items.filter(|it| has(Entry::AccessToken(it))).count();
        (tokens, has(Entry::PendingLink))
    }

    fn folder(&self) -> &Path {
        self.world.ctx.folder.path()
    }

    fn files(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder()).expect("a folder");
        let names = entries.map(|it| it.expect("an entry").file_name());
        let mut names: Vec<_> = names.map(|it| it.to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }
}

#[tokio::test]
async fn everything_goes_but_the_keys() {
    let stored = Stored::new().await;
    stored.session().log().info("a line", []);
    assert!(stored.files().len() >= 3, "{:?}", stored.files());
    assert_eq!(stored.session().delete_local_data().expect("deleted"), None);
    assert_eq!(stored.kept(), (0, false));
    assert_eq!(stored.files(), [""; 0]);
    let keys = stored
        .keyring
        .read(Environment::Sandbox, Entry::Keys)
        .expect("it is open");
    assert!(keys.is_some());
    let again = stored.session().delete_what_is_left();
    assert_eq!(again.expect("nothing to do"), Retried::NothingLeft);
}

#[tokio::test]
async fn a_locked_keyring_keeps_its_tokens_until_it_is_open() {
    let stored = Stored::new().await;
    let session = stored.session();
    session.log().info("a line", []);
    stored.keyring.lock(true);
    let left = session.delete_local_data().expect("the files are deleted");
    assert_eq!(left, Some(FailureKind::KeyringLocked));
    assert_eq!(stored.files(), ["left-to-delete"]);
    let locked = Retried::StillLeft(FailureKind::KeyringLocked);
    for _ in 0..2 {
        assert_eq!(session.delete_what_is_left().expect("tried"), locked);
    }
    assert_eq!(stored.kept(), (2, true));

    stored.keyring.lock(false);
    let again = session.delete_what_is_left().expect("tried");
    assert_eq!(again, Retried::Deleted);
    assert_eq!(stored.kept(), (0, false));
    assert_eq!(stored.files(), [""; 0]);
}

#[tokio::test]
async fn what_is_connected_again_is_not_deleted_later() {
    let stored = Stored::new().await;
    stored.keyring.lock(true);
    let session = stored.session();
    session.delete_local_data().expect("the files are deleted");
    stored.keyring.lock(false);
    let token = stored.world.token(&stored.items[0]).expect("a token");
    let token = holdfast::connect::AccessToken::new(token);
    let again = stored.world.paste(&token).await;
    assert_eq!(
        again.expect("connected").connection.item_id,
        stored.items[0]
    );
    let again = session.delete_what_is_left().expect("tried");
    assert_eq!(again, Retried::Deleted);
    assert_eq!(stored.kept(), (1, false));
    assert!(stored.world.token(&stored.items[0]).is_some());
}

#[tokio::test]
async fn the_tokens_of_a_damaged_portfolio_are_known_all_the_same() {
    let stored = Stored::new().await;
    let damaged = stored.world.ctx.folder.database_path();
    fs::write(damaged, "a shopping list\n".repeat(1000)).expect("it is damaged");
    assert_eq!(stored.session().delete_local_data().expect("deleted"), None);
    assert_eq!(stored.kept(), (0, false));
    assert_eq!(stored.files(), [""; 0]);
}

#[tokio::test]
async fn nothing_goes_while_a_sync_runs_or_a_page_is_waited_for() {
    let stored = Stored::new().await;
    let session = stored.session();
    let lock = stored.world.ctx.folder.lock(&stored.items[1]);
    let lock = lock.expect("a lock");
    let refused = session.delete_local_data().expect_err("refused");
    assert!(matches!(
        refused,
        SyncError::Storage(StorageError::AlreadyRunning)
    ));
    drop(lock);
    let page = stored.world.ctx.folder.lock_page().expect("a lock");
    let refused = session.delete_local_data().expect_err("refused");
    assert!(matches!(
        refused,
        SyncError::Storage(StorageError::PageOpen)
    ));
    assert_eq!(stored.kept(), (2, true));
    assert_eq!(stored.world.portfolio().connections.len(), 2);
    drop(page);
    assert_eq!(session.delete_local_data().expect("deleted"), None);
}

const REMOVE: &str = "/item/remove";
const NAMES: [&str; 2] = ["Harbor Brokerage", "Evergreen Retirement"];

fn deleted(at_plaid: &[&str]) -> DataDeletion {
    DataDeletion::Deleted {
        tokens_left: None,
        at_plaid: at_plaid.iter().map(|&it| it.into()).collect(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_end_at_plaid_before_their_tokens_go() {
    let stored = Stored::new().await;
    let outcome = stored.session().delete(true, now()).await;
    assert_eq!(outcome, Ok(deleted(&[])));
    assert_eq!(stored.world.proxy.count(REMOVE), 2);
    assert_eq!(stored.kept(), (0, false));
    assert_eq!(stored.files(), [""; 0]);
    // Nothing is left to be ended or deleted.
    let outcome = stored.session().delete(true, now()).await;
    assert_eq!(outcome, Ok(deleted(&[])));
}

#[tokio::test(flavor = "multi_thread")]
async fn where_one_cannot_be_ended_its_token_and_all_data_stay() {
    let stored = Stored::new().await;
    let proxy = &stored.world.proxy;
    proxy.fault(REMOVE, Fault::Pass);
    proxy.fault(REMOVE, Fault::Error("API_ERROR", "PLANNED_MAINTENANCE"));
    let outcome = stored.session().delete(true, now()).await;
    let portfolio = stored.world.portfolio();
    let mut connected = portfolio.connections.iter();
    let connected = connected.find(|it| it.disconnected_at.is_none());
    let connected = connected.expect("one of the two");
    let not_ended = DataDeletion::NotEnded {
        names: vec![connected.name.clone()],
        why: FailureKind::Maintenance,
    };
    assert_eq!(outcome, Ok(not_ended));
    assert!(stored.world.token(&connected.item_id).is_some());
    assert_eq!(portfolio.connections.len(), 2);
    assert!(!portfolio.transactions.is_empty());

    // Plaid is back.
    let outcome = stored.session().delete(true, now()).await;
    assert_eq!(outcome, Ok(deleted(&[])));
    assert_eq!(proxy.count(REMOVE), 3);
    assert_eq!(stored.files(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_go_on_at_plaid_is_named() {
    let stored = Stored::new().await;
    let entry = Entry::AccessToken(&stored.items[1]);
    let lost = stored.keyring.delete(Environment::Sandbox, entry);
    lost.expect("it is open");
    let outcome = stored.session().delete(true, now()).await;
    assert_eq!(outcome, Ok(deleted(&NAMES[1..])));
    assert_eq!(stored.world.proxy.count(REMOVE), 1);

    let stored = Stored::new().await;
    let outcome = stored.session().delete(false, now()).await;
    let Ok(DataDeletion::Deleted { mut at_plaid, .. }) = outcome else {
        panic!("{outcome:?}");
    };
    at_plaid.sort_by_key(|it| NAMES.iter().position(|name| *name == &**it));
    assert_eq!(at_plaid, NAMES.map(Into::into));
    assert_eq!(stored.world.proxy.count(REMOVE), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn while_a_page_is_waited_for_nothing_is_ended() {
    let stored = Stored::new().await;
    let page = stored.world.ctx.folder.lock_page().expect("a lock");
    let outcome = stored.session().delete(true, now()).await;
    assert_eq!(outcome.map_err(|it| it.kind), Err(FailureKind::PageOpen));
    assert_eq!(stored.world.proxy.count(REMOVE), 0);
    drop(page);
}

/// Who begins to write while all is deleted waits, and begins anew.
#[test]
fn a_writer_beside_a_deletion_never_writes_into_what_is_gone() {
    let file = File::with(&[fetched("item")]);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for _ in 0..50 {
                // Refused while the other one writes for too long.
                file.folder.delete_all().ok();
            }
        });
        for round in 0..50 {
            let item = format!("item-{round}");
            let mut database = file.database();
            let report = fetched(&item).item;
            database
                .save_connection(&report, None, now())
                .expect("written");
            let stored = database.connections().expect("connections");
            assert!(stored.iter().any(|it| it.item_id.as_str() == item));
            // As long as it is open, it is the one that others see, too.
            let others = file.database().connections().expect("connections");
            assert!(
                others.iter().any(|it| it.item_id.as_str() == item),
                "{round}"
            );
        }
    });
}

#[test]
fn a_start_deletes_what_was_left() {
    let computer = Computer::default();
    let folder = computer.root.path().join("production");
    fs::create_dir(&folder).expect("a folder");
    // A token of the item `ab`, and a page.
    fs::write(folder.join("left-to-delete"), "6162\npage\n").expect("a note");
    let item = ItemId::from("ab");
    let token = Secret::new("worthless".to_owned());
    let entry = Entry::AccessToken(&item);
    let kept = computer.vault.write(Environment::Production, entry, &token);
    kept.expect("memory keeps everything");
    let mut window = computer.start();
    window.wait_until("the notice", |it| {
        let notice = it.state().notice.as_ref();
        notice.is_some_and(|it| it.news == News::RestDeleted)
    });
    let left = computer.vault.read(Environment::Production, entry);
    assert_eq!(left.expect("memory answers"), None);
    assert!(!folder.join("left-to-delete").exists());
}
