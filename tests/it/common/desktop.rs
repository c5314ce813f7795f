//! Runs a test inside a private desktop session.
//!
//! A test that needs a session bus, a keyring or a display starts itself again:
//! the same test binary, for that one test, inside `dbus-run-session` with a
//! home folder of its own. Nothing of the person's own session is touched.
//!
//! ```ignore
//! #[test]
//! fn a_secret_comes_back() {
//!     if !Session::new("vault::a_secret_comes_back").with_keyring().enter() {
//!         return; // it ran inside, or was skipped
//!     }
//!     …
//! }
//! ```

use std::{
    env,
    fs::{self, File},
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
};

/// Names the test that runs inside; set by the outer run only.
const INSIDE: &str = "HOLDFAST_TEST_INSIDE";
/// Turns a skip into a failure, where all programs should be there.
const REQUIRE: &str = "HOLDFAST_REQUIRE_DESKTOP";
/// After so many seconds a session counts as stuck.
const LIMIT: &str = "180";

/// Unlocks a new keyring, and waits until it is on the bus: the daemon returns
/// a little earlier.
pub(crate) const START_KEYRING: &str = "
    printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
    until dbus-send --session --print-reply --dest=org.freedesktop.DBus / \
        org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets | grep -q true
    do sleep 0.02; done
";

/// The session that a test asks for.
pub(crate) struct Session {
    test: &'static str,
    programs: Vec<&'static str>,
    /// Shell lines before the test.
    setup: String,
    /// Programs that the bus starts on demand, in place of the installed ones.
    services: Vec<(&'static str, &'static str)>,
}

impl Session {
    /// A session with a bus and an empty home folder, for the test function of
    /// this name (with its module path, if it has one).
    pub(crate) fn new(test: &'static str) -> Self {
        Self {
            test,
            programs: vec!["dbus-run-session", "timeout"],
            setup: String::new(),
            services: vec![],
        }
    }

    /// Skips the test where `program` is not installed.
    pub(crate) fn needs(mut self, program: &'static str) -> Self {
        self.programs.push(program);
        self
    }

    /// Runs these shell lines inside the session before the test.
    pub(crate) fn before(mut self, lines: &str) -> Self {
        self.setup.push_str(lines);
        self.setup.push('\n');
        self
    }

    /// Starts GNOME's keyring with an unlocked, empty collection.
    pub(crate) fn with_keyring(self) -> Self {
        self.needs("gnome-keyring-daemon")
            .needs("dbus-send")
            .before(START_KEYRING)
    }

    /// Makes the bus start `command` for the service called `name`.
    pub(crate) fn service(mut self, name: &'static str, command: &'static str) -> Self {
        self.services.push((name, command));
        self
    }

    /// Whether this process is the one inside the session, which is to run the
    /// test. Otherwise the test has already run, or was skipped, and is over.
    ///
    /// # Panics
    ///
    /// When the test fails inside, or is skipped where that is not allowed.
    pub(crate) fn enter(self) -> bool {
        if env::var(INSIDE).is_ok_and(|inside| inside == self.test) {
            return true;
        }
        if let Some(program) = self.programs.iter().find(|it| !is_installed(it)) {
            skip(self.test, program);
        } else {
            self.run();
        }
        false
    }

    fn run(self) {
        let home = tempfile::tempdir().expect("a folder for the session");
        let log = home.path().join("log");
        // A file and not a pipe: what the bus started may outlive the test.
        let output = File::create(&log).expect("a log file");
        let status = self
            .command(home.path())
            .stdout(output.try_clone().expect("a second handle"))
            .stderr(output)
            .status()
            .expect("dbus-run-session starts");
        let log = String::from_utf8_lossy(&fs::read(&log).expect("the log")).into_owned();
        assert!(
            status.success() && log.contains("1 passed"),
            "{} inside its session: {status}\n{log}",
            self.test
        );
    }

    fn command(&self, home: &Path) -> Command {
        let (runtime, data) = (home.join("run"), home.join("data"));
        let services = data.join("dbus-1/services");
        fs::create_dir_all(&services).expect("a folder for services");
        for (name, command) in &self.services {
            let text = format!("[D-BUS Service]\nName={name}\nExec={command}\n");
            fs::write(services.join(format!("{name}.service")), text).expect("a service file");
        }
        create_private(&runtime);

        let script = format!("{}exec \"$1\" --exact \"$2\" --nocapture", self.setup);
        let mut command = Command::new("timeout");
        command
            .args([LIMIT, "dbus-run-session", "--", "sh", "-ec", &script, "sh"])
            .arg(env::current_exe().expect("the test binary"))
            .arg(self.test)
            .stdin(Stdio::null())
            .env(INSIDE, self.test)
            .env("HOME", home)
            .env("XDG_RUNTIME_DIR", runtime)
            .env("XDG_DATA_HOME", &data)
            .env("XDG_CONFIG_HOME", home.join("config"))
            .env("XDG_CACHE_HOME", home.join("cache"));
        for name in ["DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS"] {
            command.env_remove(name);
        }
        command
    }
}

/// The users of the program's entries, such as `sandbox/keys`. Needs `secret-tool`.
pub(crate) fn users_in_keyring() -> Vec<String> {
    let search = ["search", "--all", "service", "holdfast"];
    let output = Command::new("secret-tool").args(search).output();
    let output = output.expect("secret-tool starts");
    let both = [output.stdout, output.stderr].concat();
    let users = String::from_utf8(both).expect("text");
    let users = users
        .lines()
        .filter_map(|it| it.strip_prefix("attribute.username = "));
    users.map(str::to_owned).collect()
}

/// Says by name that `test` does not run because `program` is not there.
///
/// # Panics
///
/// Where `HOLDFAST_REQUIRE_DESKTOP` is `1`.
pub(crate) fn skip(test: &str, program: &str) {
    let notice = format!("skipped: {test}: {program} is not installed");
    assert!(env::var(REQUIRE).as_deref() != Ok("1"), "{notice}");
    // Past the capture of the test harness, so that it is seen in a good run.
    writeln!(std::io::stderr(), "{notice}").expect("stderr");
}

/// Whether `program` is found on the path.
pub(crate) fn is_installed(program: &str) -> bool {
    let folders = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&folders).any(|it| it.join(program).is_file())
}

/// A folder that only its owner can enter, as the runtime folder has to be.
fn create_private(folder: &Path) {
    let builder = fs::DirBuilder::new();
    #[cfg(unix)]
    let builder = {
        use std::os::unix::fs::DirBuilderExt as _;
        let mut builder = builder;
        builder.mode(0o700);
        builder
    };
    builder.create(folder).expect("a private folder");
}
