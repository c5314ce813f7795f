//! The vault against the real keyring: Secret Service or Credential Manager.

use std::{io::Write as _, sync::Arc};

use crate::common::{cases::CaseServer, desktop::Session, program::Program};
use holdfast::{
    connect::{Environment, Secret},
    domain::ItemId,
    plaid::BaseUrl,
    storage::DataFolder,
    sync::{self, Context},
    vault::{Entry, OsVault, Vault as _},
};

const SANDBOX: Environment = Environment::Sandbox;

fn secret(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

#[test]
fn a_secret_is_written_read_replaced_and_deleted() {
    if !Session::new("vault::a_secret_is_written_read_replaced_and_deleted")
        .with_keyring()
        .enter()
    {
        return;
    }
    let vault = OsVault::default();
    let (one, two) = (ItemId::from("One"), ItemId::from("one"));
    let entry = Entry::AccessToken(&one);
    assert_eq!(vault.read(SANDBOX, entry), Ok(None));
    assert_eq!(vault.delete(SANDBOX, entry), Ok(()));

    assert_eq!(vault.write(SANDBOX, entry, &secret("token-1")), Ok(()));
    assert_eq!(vault.read(SANDBOX, entry), Ok(Some(secret("token-1"))));
    assert_eq!(vault.write(SANDBOX, entry, &secret("token-2 ü")), Ok(()));
    assert_eq!(vault.read(SANDBOX, entry), Ok(Some(secret("token-2 ü"))));

    for other in [Entry::AccessToken(&two), Entry::ClientId, Entry::Secret] {
        assert_eq!(vault.read(SANDBOX, other), Ok(None), "{other}");
    }
    assert_eq!(vault.read(Environment::Production, entry), Ok(None));

    assert_eq!(vault.delete(SANDBOX, entry), Ok(()));
    assert_eq!(vault.read(SANDBOX, entry), Ok(None));
}

/// The Credential Manager keeps 2,560 bytes, and Plaid's tokens have about 60.
#[cfg(windows)]
#[test]
fn a_secret_that_does_not_fit_is_refused_and_replaces_nothing() {
    let name = "vault::a_secret_that_does_not_fit_is_refused_and_replaces_nothing";
    if !Session::new(name).with_keyring().enter() {
        return;
    }
    let vault = OsVault::default();
    let fits = secret(&"x".repeat(2560));
    assert_eq!(vault.write(SANDBOX, Entry::Keys, &fits), Ok(()));
    let written = vault.write(SANDBOX, Entry::Keys, &secret(&"y".repeat(2561)));
    let said = written.expect_err("it is too long").to_string();
    assert!(
        said.contains("longer than the 2560 bytes that fit"),
        "{said}"
    );
    assert_eq!(vault.read(SANDBOX, Entry::Keys), Ok(Some(fits)));
}

/// Windows would hand them to the other computers of the same person.
#[cfg(windows)]
#[test]
fn entries_stay_on_this_computer() {
    use holdfast::vault::SERVICE;
    use keyring_core::api::CredentialStoreApi as _;
    if !Session::new("vault::entries_stay_on_this_computer")
        .with_keyring()
        .enter()
    {
        return;
    }
    let written = OsVault::default().write(SANDBOX, Entry::Keys, &secret("id\nsecret"));
    assert_eq!(written, Ok(()));
    let store = windows_native_keyring_store::Store::new().expect("a store");
    let entry = store
        .build(SERVICE, "sandbox/keys", None)
        .expect("an entry");
    let attributes = entry.get_attributes().expect("it is there");
    assert_eq!(attributes["persistence"], "Local");
}

/// The keys that are stored, as one text.
fn stored_keys() -> String {
    let keys = OsVault::default().read(SANDBOX, Entry::Keys);
    let keys = keys.expect("it is unlocked").expect("they are stored");
    keys.reveal().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_stored_by_two_programs_at_once_stay_pairs() {
    if !Session::new("vault::keys_stored_by_two_programs_at_once_stay_pairs")
        .with_keyring()
        .enter()
    {
        return;
    }
    let data = tempfile::tempdir().expect("a folder");
    // It accepts every key.
    let server = CaseServer::start().await;
    let program = Program {
        data: data.path(),
        url: &server.url,
    };
    for _ in 0..8 {
        let children = ["one", "two"].map(|name| {
            let mut command = program.command(&["keys", "set", "--environment", "sandbox"]);
            command.args(["--client-id", &format!("id-{name}")]);
            let mut child = command.spawn().expect("it starts");
            let mut stdin = child.stdin.take().expect("a pipe");
            write!(stdin, "secret-{name}").expect("it reads");
            child
        });
        for child in children {
            let output = child.wait_with_output().expect("it ends");
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{said}");
        }
        let keys = stored_keys();
        let is_pair = ["id-one\nsecret-one", "id-two\nsecret-two"].contains(&keys.as_str());
        assert!(is_pair, "{keys}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_of_earlier_versions_are_used_until_new_ones_are_stored() {
    if !Session::new("vault::keys_of_earlier_versions_are_used_until_new_ones_are_stored")
        .with_keyring()
        .enter()
    {
        return;
    }
    let data = tempfile::tempdir().expect("a folder");
    let folder = DataFolder::open(data.path(), SANDBOX).expect("a folder");
    let server = CaseServer::start().await;
    let url = BaseUrl::parse(&server.url).expect("an address");
    let vault = OsVault::default();
    let ctx = Context::new(SANDBOX, folder, Arc::new(vault.clone()), url);
    for (entry, text) in [(Entry::ClientId, "old-id"), (Entry::Secret, "old-secret")] {
        assert_eq!(sync::has_keys(&ctx).await, Ok(false), "{entry} is missing");
        assert_eq!(vault.write(SANDBOX, entry, &secret(text)), Ok(()));
    }
    assert_eq!(sync::has_keys(&ctx).await, Ok(true));
    let saved = sync::save_keys(&ctx, &secret("new-id"), &secret("new-secret")).await;
    assert_eq!(saved, Ok(()));
    assert_eq!(stored_keys(), "new-id\nnew-secret");
    for old in [Entry::ClientId, Entry::Secret] {
        assert_eq!(vault.read(SANDBOX, old), Ok(None), "{old}");
    }
}
