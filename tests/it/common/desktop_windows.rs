//! Runs a test with the Credential Manager to itself, on Windows.
//!
//! Every program of a person has the same one, and it cannot be had elsewhere. So
//! a test that fills it runs only where a variable says that the whole profile is
//! to throw away, and while no other such test does.

use std::{
    env,
    fs::{self, File},
    io::Write as _,
    process::{Command, ExitStatus, Stdio},
    sync::{Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

use holdfast::{
    connect::Environment,
    simulator::{self, DEMO_SEED, INSTITUTIONS},
    vault::{Entry, OsVault, Vault as _},
};

/// Names the test that runs inside; set by the outer run only.
const INSIDE: &str = "HOLDFAST_TEST_INSIDE";
/// Says, being `1`, that the profile is to throw away.
const PROFILE: &str = "HOLDFAST_TEST_PROFILE";
/// Turns a skip into a failure, where everything should be there.
const REQUIRE: &str = "HOLDFAST_REQUIRE_DESKTOP";
/// After so long a test counts as stuck.
const LIMIT: Duration = Duration::from_mins(10);
const INTERVAL: Duration = Duration::from_millis(20);

/// The session that a test asks for.
pub(crate) struct Session {
    test: &'static str,
}

impl Session {
    /// An empty Credential Manager for the test function of this name (with its
    /// module path, if it has one).
    pub(crate) fn new(test: &'static str) -> Self {
        Self { test }
    }

    /// It is always there, and unlocked.
    pub(crate) fn with_keyring(self) -> Self {
        self
    }

    /// Whether this process is the one that is to run the test. Otherwise the
    /// test has already run, or was skipped, and is over.
    ///
    /// # Panics
    ///
    /// When the test fails inside, or is skipped where that is not allowed.
    pub(crate) fn enter(self) -> bool {
        static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
        if env::var(INSIDE).is_ok_and(|inside| inside == self.test) {
            return true;
        }
        if env::var(PROFILE).as_deref() != Ok("1") {
            skip(self.test, "a profile to throw away");
            return false;
        }
        // A test that failed leaves nothing that the next one needs.
        let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        empty();
        self.run();
        empty();
        false
    }

    fn run(&self) {
        let folder = tempfile::tempdir().expect("a folder");
        let log = folder.path().join("log");
        let output = File::create(&log).expect("a log file");
        let mut command = Command::new(env::current_exe().expect("the test binary"));
        command
            .args(["--exact", self.test, "--nocapture"])
            .env(INSIDE, self.test)
            .stdin(Stdio::null())
            .stdout(output.try_clone().expect("a second handle"))
            .stderr(output);
        let status = wait(command);
        let log = String::from_utf8_lossy(&fs::read(&log).expect("the log")).into_owned();
        assert!(
            status.is_some_and(|it| it.success()) && log.contains("1 passed"),
            "{} by itself: {status:?}\n{log}",
            self.test
        );
    }
}

/// How it ended; `None` where it was stuck.
fn wait(mut command: Command) -> Option<ExitStatus> {
    let mut child = command.spawn().expect("the test binary starts");
    let began = Instant::now();
    while began.elapsed() < LIMIT {
        if let Some(status) = child.try_wait().expect("a process") {
            return Some(status);
        }
        thread::sleep(INTERVAL);
    }
    child.kill().expect("it runs");
    child.wait().expect("it ends");
    None
}

/// The users of the program's entries, such as `sandbox/keys`: of those whose names
/// are known beforehand, as a demo's are. (The list of all that wine gives out lies
/// at odd addresses, which Rust refuses to read.)
pub(crate) fn users_in_keyring() -> Vec<String> {
    let mut users = vec![];
    each_known(|vault, environment, entry| {
        let found = vault.read(environment, entry).expect("it is always there");
        if found.is_some() {
            users.push(entry.user(environment));
        }
    });
    users
}

/// Forgets those entries. Others have the random id of a connection for a name.
fn empty() {
    each_known(|vault, environment, entry| {
        assert_eq!(vault.delete(environment, entry), Ok(()), "{entry}");
    });
}

fn each_known(mut work: impl FnMut(&OsVault, Environment, Entry<'_>)) {
    let vault = OsVault::default();
    let items = INSTITUTIONS.map(|it| simulator::item_id(DEMO_SEED, it));
    for environment in [
        Environment::Production,
        Environment::Sandbox,
        Environment::Demo,
    ] {
        for entry in [
            Entry::Keys,
            Entry::ClientId,
            Entry::Secret,
            Entry::PendingLink,
        ] {
            work(&vault, environment, entry);
        }
        for item in &items {
            work(&vault, environment, Entry::AccessToken(item));
        }
    }
}

/// Says by name that `test` does not run because `what` is not there.
///
/// # Panics
///
/// Where `HOLDFAST_REQUIRE_DESKTOP` is `1`.
pub(crate) fn skip(test: &str, what: &str) {
    let notice = format!("skipped: {test}: {what} is not there");
    assert!(env::var(REQUIRE).as_deref() != Ok("1"), "{notice}");
    // Past the capture of the test harness, so that it is seen in a good run.
    writeln!(std::io::stderr(), "{notice}").expect("stderr");
}

/// Whether `program` is found on the path.
pub(crate) fn is_installed(program: &str) -> bool {
    let folders = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&folders).any(|it| it.join(format!("{program}.exe")).is_file())
}
