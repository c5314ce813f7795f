//! What only a Secret Service does: prompts, locks, a bus that others are on.

use std::{
    collections::BTreeSet,
    io::{BufRead as _, BufReader},
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use crate::common::desktop::{START_KEYRING, Session};
use holdfast::{
    connect::{Environment, FailureKind, Secret},
    vault::{DemoVault, Entry, OsVault, Vault as _, VaultError},
};

const SANDBOX: Environment = Environment::Sandbox;

fn secret(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

/// Locks the collection that [`Session::with_keyring`] has unlocked.
fn lock() {
    let status = Command::new("dbus-send")
        .args([
            "--session",
            "--print-reply",
            "--dest=org.freedesktop.secrets",
            "/org/freedesktop/secrets",
            "org.freedesktop.Secret.Service.Lock",
            "array:objpath:/org/freedesktop/secrets/collection/login",
        ])
        .status()
        .expect("dbus-send starts");
    assert!(status.success());
}

fn kind<T>(result: Result<T, VaultError>) -> Option<FailureKind> {
    result.err().map(|error| {
        assert!(!error.to_string().contains("token-1"), "{error}");
        error.kind()
    })
}

#[test]
fn a_refused_unlock_says_that_the_keyring_is_locked() {
    // Without a display no prompt can open, which counts as dismissed.
    if !Session::new("vault_service::a_refused_unlock_says_that_the_keyring_is_locked")
        .with_keyring()
        .enter()
    {
        return;
    }
    let vault = OsVault::default();
    let token = secret("token-1");
    assert_eq!(vault.write(SANDBOX, Entry::Secret, &token), Ok(()));
    lock();
    let locked = Some(FailureKind::KeyringLocked);
    assert_eq!(kind(vault.read(SANDBOX, Entry::Secret)), locked);
    assert_eq!(kind(vault.write(SANDBOX, Entry::Secret, &token)), locked);
    assert_eq!(kind(vault.write(SANDBOX, Entry::ClientId, &token)), locked);
    assert_eq!(kind(vault.delete(SANDBOX, Entry::Secret)), locked);
}

#[test]
fn a_prompt_that_nobody_answers_is_given_up() {
    if !Session::new("vault_service::a_prompt_that_nobody_answers_is_given_up")
        .with_keyring()
        .service("org.gnome.keyring.SystemPrompter", "/bin/sleep 20")
        .enter()
    {
        return;
    }
    let token = secret("token-1");
    let written = OsVault::default().write(SANDBOX, Entry::Secret, &token);
    assert_eq!(written, Ok(()));
    lock();
    let hasty = OsVault::with_patience(Duration::from_millis(300));
    for _ in 0..2 {
        let Err(VaultError::Locked { detail }) = hasty.read(SANDBOX, Entry::Secret) else {
            panic!("the keyring is locked");
        };
        assert_eq!(detail, "no answer within 0.3 s");
    }
}

#[test]
fn a_keyring_that_was_never_set_up_can_be_asked_but_not_filled() {
    if !Session::new("vault_service::a_keyring_that_was_never_set_up_can_be_asked_but_not_filled")
        .needs("gnome-keyring-daemon")
        .before("gnome-keyring-daemon --start --components=secrets >/dev/null 2>&1")
        .enter()
    {
        return;
    }
    let vault = OsVault::default();
    assert_eq!(vault.read(SANDBOX, Entry::Secret), Ok(None));
    let written = vault.write(SANDBOX, Entry::Secret, &secret("token-1"));
    assert_eq!(kind(written), Some(FailureKind::KeyringLocked));
}

/// Neither reads nor writes, and says that there is no keyring; the demo goes on.
fn assert_missing() {
    let vault = OsVault::default();
    let missing = Some(FailureKind::KeyringMissing);
    let token = secret("token-1");
    assert_eq!(kind(vault.read(SANDBOX, Entry::Secret)), missing);
    assert_eq!(kind(vault.write(SANDBOX, Entry::Secret, &token)), missing);
    assert_eq!(kind(vault.delete(SANDBOX, Entry::Secret)), missing);

    let demo = DemoVault::beside(vault);
    let environment = Environment::Demo;
    assert_eq!(demo.write(environment, Entry::Secret, &token), Ok(()));
    assert_eq!(demo.read(environment, Entry::Secret), Ok(Some(token)));
}

#[test]
fn without_a_session_bus_there_is_no_keyring() {
    if !Session::new("vault_service::without_a_session_bus_there_is_no_keyring")
        .before("unset DBUS_SESSION_BUS_ADDRESS")
        .enter()
    {
        return;
    }
    assert_missing();
}

#[test]
fn a_bus_without_the_service_has_no_keyring() {
    if !Session::new("vault_service::a_bus_without_the_service_has_no_keyring")
        .service("org.freedesktop.secrets", "/bin/false")
        .enter()
    {
        return;
    }
    assert_missing();
}

#[test]
fn a_keyring_started_later_is_found() {
    if !Session::new("vault_service::a_keyring_started_later_is_found")
        .needs("gnome-keyring-daemon")
        .needs("dbus-send")
        .service("org.freedesktop.secrets", "/bin/false")
        .enter()
    {
        return;
    }
    let vault = OsVault::default();
    let read = || vault.read(SANDBOX, Entry::Secret);
    assert_eq!(kind(read()), Some(FailureKind::KeyringMissing));
    let status = Command::new("sh")
        .args(["-c", START_KEYRING])
        .status()
        .expect("sh starts");
    assert!(status.success());
    assert_eq!(read(), Ok(None));
}

/// Sends the service a message that changes nothing and is told from all others.
fn ping() {
    let status = Command::new("dbus-send")
        .args([
            "--session",
            "--print-reply",
            "--dest=org.freedesktop.secrets",
        ])
        .args(["/", "org.freedesktop.DBus.Peer.Ping"])
        .stdout(Stdio::null())
        .status()
        .expect("dbus-send starts");
    assert!(status.success());
}

/// Who calls the service, in the order of their calls, until it is pinged again.
///
/// A line of `dbus-monitor --profile` has the kind, time, serial number, sender,
/// destination, path, interface and member.
fn callers(lines: &mut impl Iterator<Item = String>) -> Vec<String> {
    lines
        .map(|line| line.split('\t').map(str::to_owned).collect::<Vec<_>>())
        .take_while(|fields| fields.last().is_none_or(|member| member != "Ping"))
        .filter_map(|fields| fields.into_iter().nth(3))
        .collect()
}

/// GNOME's keyring ends by itself when a program that it does not know yet asks
/// while it is at work for another one. So one waits until the other is done.
#[test]
fn calls_of_two_never_meet_at_the_keyring() {
    if !Session::new("vault_service::calls_of_two_never_meet_at_the_keyring")
        .with_keyring()
        .needs("dbus-monitor")
        .enter()
    {
        return;
    }
    let mut monitor = Command::new("dbus-monitor")
        .args(["--session", "--profile"])
        .arg("type='method_call',destination='org.freedesktop.secrets'")
        .stdout(Stdio::piped())
        .spawn()
        .expect("dbus-monitor starts");
    let output = monitor.stdout.take().expect("a pipe");
    let mut lines = BufReader::new(output).lines().map_while(Result::ok);
    // It says something as soon as it listens.
    lines.next().expect("a heading");
    ping();
    callers(&mut lines);

    let vault = OsVault::default();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..4 {
                    assert_eq!(vault.read(SANDBOX, Entry::Secret), Ok(None));
                }
            });
        }
    });
    ping();
    let mut turns = callers(&mut lines);
    monitor.kill().expect("it runs");
    monitor.wait().expect("it ends");
    turns.dedup();
    let distinct: BTreeSet<_> = turns.iter().collect();
    assert_eq!(distinct.len(), 16, "each read is a caller of its own");
    assert_eq!(turns.len(), 16, "{turns:?}");
}
