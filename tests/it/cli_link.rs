//! Connecting on a page in the browser from a terminal: the real binary and
//! keyring, the simulator's page, and a stand-in for the browser.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    process::{Child, Command},
};

use crate::common::{desktop::Session, program::Program};
use chrono::NaiveDate;
use holdfast::{
    connect::{AccessToken, Environment},
    domain::ItemId,
    simulator::{self, Config, INSTITUTIONS, Simulator},
    vault::{Entry, OsVault, Vault as _},
};
use serde_json::Value;

/// A computer with keys in its keyring.
struct World {
    simulator: Simulator,
    data: tempfile::TempDir,
}

impl World {
    async fn new() -> Self {
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a date");
        let world = Self {
            simulator: Simulator::start(Config::demo(today))
                .await
                .expect("it listens"),
            data: tempfile::tempdir().expect("a folder"),
        };
        let keys = [
            "keys",
            "set",
            "--client-id",
            simulator::CLIENT_ID,
            "--environment",
            "sandbox",
        ];
        let url = world.simulator.url();
        world.program(&url).expect(0, &keys, simulator::SECRET);
        world
    }

    fn program<'a>(&'a self, url: &'a str) -> Program<'a> {
        Program {
            data: self.data.path(),
            url,
        }
    }
}

/// A command that waits for its page.
struct Waiting {
    child: Child,
    stderr: BufReader<std::process::ChildStderr>,
    page: String,
}

impl Waiting {
    fn start(mut command: Command) -> Self {
        let mut child = command.spawn().expect("the program starts");
        let mut stderr = BufReader::new(child.stderr.take().expect("a pipe"));
        let mut page = String::new();
        while !page.starts_with("http://127.0.0.1") {
            page.clear();
            let read = stderr.read_line(&mut page).expect("text");
            assert!(read > 0, "it ends without a page");
        }
        let page = page.trim().to_owned();
        Self {
            child,
            stderr,
            page,
        }
    }

    /// The exit code, what was printed on stdout, and what was said after the
    /// page's address.
    fn end(mut self) -> (Option<i32>, String, String) {
        drop(self.child.stdin.take());
        let mut said = String::new();
        self.stderr.read_to_string(&mut said).expect("text");
        let mut printed = String::new();
        let stdout = self.child.stdout.as_mut().expect("a pipe");
        stdout.read_to_string(&mut printed).expect("text");
        let status = self.child.wait().expect("it ends");
        (status.code(), printed, said)
    }
}

/// Fills in the page as a browser would.
async fn submit(page: &str, form: String) {
    drop(rustls::crypto::ring::default_provider().install_default());
    let answer = reqwest::Client::new()
        .post(page)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body(form)
        .send()
        .await
        .expect("the page");
    assert_eq!(answer.status(), 200);
}

/// Ends a command by Ctrl-C, which it answers.
#[cfg(unix)]
fn stop(waiting: Waiting) {
    let stopped = Command::new("kill")
        .args(["-INT", &waiting.child.id().to_string()])
        .status();
    assert!(stopped.expect("kill starts").success());
    let (code, _, said) = waiting.end();
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("the same command goes on with it"), "{said}");
}

/// Ends a command as the task manager does: Ctrl-C cannot be sent to one program
/// alone on Windows.
#[cfg(windows)]
fn stop(mut waiting: Waiting) {
    waiting.child.kill().expect("it waits");
    waiting.end();
}

fn connecting(institution: usize) -> String {
    format!("action=connect&institution={}", INSTITUTIONS[institution])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_terminal_connects_on_the_page_and_reads_the_data() {
    let name = "cli_link::a_terminal_connects_on_the_page_and_reads_the_data";
    if !Session::new(name).with_keyring().enter() {
        return;
    }
    let world = World::new().await;
    let url = world.simulator.url();
    let program = world.program(&url);

    // Stopped meanwhile, the same command goes on with the same page.
    let first = Waiting::start(program.command(&["connect", "--no-browser"]));
    let page = first.page.clone();
    stop(first);

    let second = Waiting::start(program.command(&["connect", "--no-browser", "--json"]));
    assert_eq!(second.page, page);
    // Another one cannot wait for it at the same time.
    let third = program.expect(1, &["connect", "--no-browser"], "");
    assert!(third.contains("is waited for already"), "{third}");
    submit(&page, connecting(1)).await;
    let (code, printed, said) = second.end();
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("Connected Evergreen Retirement."), "{said}");
    assert!(said.contains("a minute or two"), "{said}");
    let rows: Vec<Value> = serde_json::from_str(&printed).expect("a JSON array");
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["accounts"], 2);
    assert!(rows[0]["last_success"].is_string());
    assert!(!program.json(&["holdings"]).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_terminal_says_what_plaid_confirmed_of_a_removal() {
    let name = "cli_link::a_terminal_says_what_plaid_confirmed_of_a_removal";
    if !Session::new(name).with_keyring().enter() {
        return;
    }
    let world = World::new().await;
    let url = world.simulator.url();
    let program = world.program(&url);
    // Keys that were accepted are no trouble to report.
    let report = program.expect(0, &["report"], "");
    assert!(report.contains("Errors in the log: none"), "{report}");

    let connect = |at: usize| {
        let rows = program.json(&["connect", "--sandbox", INSTITUTIONS[at]]);
        rows[0]["item_id"].as_str().expect("an id").to_owned()
    };
    let (first, second) = (connect(0), connect(1));
    let said = program.expect(0, &["remove", &first], "");
    assert!(
        said.contains("Plaid confirmed that the connection ended"),
        "{said}"
    );

    let item = ItemId::from(second.as_str());
    let entry = Entry::AccessToken(&item);
    let forgotten = OsVault::default().delete(Environment::Sandbox, entry);
    assert_eq!(forgotten, Ok(()));
    let said = program.expect(3, &["remove", &second, "--keep-history"], "");
    assert!(said.contains("Removed on this computer only"), "{said}");
    assert!(said.contains("no access token"), "{said}");
    // It is said for as long as its history is kept.
    let said = program.expect(0, &["connections"], "");
    let unconfirmed = "Plaid did not confirm that the connection ended";
    assert!(said.contains(unconfirmed), "{said}");
    let rows = program.json(&["connections"]);
    assert_eq!(rows[0]["end_unconfirmed"], "token_missing");
    let said = program.expect(3, &["remove", &second], "");
    assert!(said.contains(unconfirmed), "{said}");

    let third = connect(2);
    program.expect(0, &["remove", &third, "--keep-history"], "");
    let rows = program.json(&["connections"]);
    assert_eq!(rows[0]["end_unconfirmed"], Value::Null);
    let said = program.expect(0, &["remove", &third], "");
    assert!(said.contains("It was removed before"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_terminal_asks_about_a_pasted_token_of_a_connected_login() {
    let name = "cli_link::a_terminal_asks_about_a_pasted_token_of_a_connected_login";
    if !Session::new(name).with_keyring().enter() {
        return;
    }
    let world = World::new().await;
    let url = world.simulator.url();
    let program = world.program(&url);
    program.expect(0, &["connect", "--sandbox", INSTITUTIONS[2]], "");
    program.expect(0, &["sync"], "");
    let paste = |code: i32, token: &AccessToken, word: &str| {
        let stdin = format!("{}\n{word}", token.secret().reveal());
        let said = program.expect(code, &["connect", "--access-token-stdin"], &stdin);
        assert!(!said.contains(token.secret().reveal()), "{said}");
        said
    };
    let token = || {
        let token = world.simulator.sign_in_beside(INSTITUTIONS[2]);
        token.expect("one of the institutions")
    };

    let first = token();
    for nothing in ["", "\n", "perhaps\n"] {
        let said = paste(1, &first, nothing);
        assert!(
            said.contains("Cobalt Exchange is connected already."),
            "{said}"
        );
        assert!(said.contains("Type replace"), "{said}");
        assert!(
            said.contains("At Plaid it goes on, and is billed"),
            "{said}"
        );
        assert_eq!(program.json(&["connections"]).len(), 1);
    }
    let said = paste(0, &first, "end\n");
    assert!(said.contains("Plaid says that it ended"), "{said}");
    paste(1, &first, "");

    let second = token();
    let said = paste(0, &second, "both");
    assert!(said.contains("Connected Cobalt Exchange."), "{said}");
    let said = paste(0, &second, "");
    assert!(
        said.contains("Cobalt Exchange was connected already"),
        "{said}"
    );
    assert_eq!(program.json(&["connections"]).len(), 2);

    paste(0, &token(), "replace\n");
    let rows = program.json(&["connections"]);
    let removed = rows.iter().filter(|it| it["disconnected_at"].is_string());
    assert_eq!((rows.len(), removed.count()), (3, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_terminal_ends_connections_before_it_deletes_their_data() {
    let name = "cli_link::a_terminal_ends_connections_before_it_deletes_their_data";
    if !Session::new(name).with_keyring().enter() {
        return;
    }
    let world = World::new().await;
    let url = world.simulator.url();
    let program = world.program(&url);
    let connect = || program.expect(0, &["connect", "--sandbox", INSTITUTIONS[1]], "");
    let delete = |code: i32, url: &str, more: &[&str]| {
        let arguments = [&["delete-local-data"], more].concat();
        world.program(url).expect(code, &arguments, "")
    };
    connect();
    let said = delete(2, &url, &[]);
    assert!(said.contains("say --yes"), "{said}");
    // Nothing listens on port 1.
    let said = delete(1, "http://127.0.0.1:1", &["--yes"]);
    assert!(
        said.contains("The data was not deleted: Evergreen Retirement"),
        "{said}"
    );
    assert_eq!(program.json(&["connections"]).len(), 1);
    let said = delete(0, &url, &["--yes"]);
    assert!(said.contains("Deleted the data on this computer"), "{said}");
    assert_eq!(program.json(&["connections"]).len(), 0);

    connect();
    let said = delete(0, &url, &["--yes", "--leave-at-plaid"]);
    assert!(
        said.contains("At Plaid Evergreen Retirement may go on"),
        "{said}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_terminal_asks_about_the_same_login_and_repairs_it() {
    let name = "cli_link::a_terminal_asks_about_the_same_login_and_repairs_it";
    if !Session::new(name).with_keyring().enter() {
        return;
    }
    let world = World::new().await;
    let url = world.simulator.url();
    let program = world.program(&url);
    program.expect(0, &["connect", "--sandbox", INSTITUTIONS[2]], "");
    program.expect(0, &["sync"], "");

    let mut waiting = Waiting::start(program.command(&["connect", "--no-browser"]));
    submit(&waiting.page, connecting(2)).await;
    let stdin = waiting.child.stdin.as_mut().expect("a pipe");
    stdin.write_all(b"both\n").expect("it reads");
    let (code, _, said) = waiting.end();
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains("Cobalt Exchange is connected already"),
        "{said}"
    );

    let waiting =
        Waiting::start(program.command(&["reconnect", "Cobalt Exchange", "--no-browser"]));
    submit(&waiting.page, "action=connect".to_owned()).await;
    let (code, printed, said) = waiting.end();
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("Signed in again."), "{said}");
    assert!(printed.contains("Cobalt Exchange"), "{printed}");
    program.expect(2, &["reconnect", "nobody"], "");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_terminal_asks_about_a_sandbox_institution_that_is_connected() {
    let name = "cli_link::a_terminal_asks_about_a_sandbox_institution_that_is_connected";
    if !Session::new(name).with_keyring().enter() {
        return;
    }
    let world = World::new().await;
    let url = world.simulator.url();
    let program = world.program(&url);
    let arguments = ["connect", "--sandbox", INSTITUTIONS[2]];
    program.expect(0, &arguments, "");
    program.expect(0, &["sync"], "");

    let said = program.expect(0, &arguments, "\n");
    assert!(
        said.contains("Cobalt Exchange is connected already."),
        "{said}"
    );
    assert!(said.contains("Plaid says that it ended"), "{said}");
    assert_eq!(program.json(&["connections"]).len(), 1);

    let said = program.expect(0, &arguments, "both\n");
    assert!(said.contains("Connected Cobalt Exchange."), "{said}");
    assert_eq!(program.json(&["connections"]).len(), 2);
}

/// The browser that a variable names, which Windows has no such thing for.
#[cfg(unix)]
mod browser {
    use std::{
        fs,
        os::unix::fs::PermissionsExt as _,
        path::PathBuf,
        time::{Duration, Instant},
    };

    use super::{Session, Waiting, World, submit};

    #[tokio::test(flavor = "multi_thread")]
    async fn a_terminal_opens_the_browser_where_there_is_a_desktop() {
        let name = "cli_link::browser::a_terminal_opens_the_browser_where_there_is_a_desktop";
        if !Session::new(name).with_keyring().enter() {
            return;
        }
        let world = World::new().await;
        let url = world.simulator.url();
        let opened = world.data.path().join("opened");
        let browser = world.data.path().join("browser");
        let script = format!("#!/bin/sh\nprintf '%s' \"$1\" >{}\n", opened.display());
        fs::write(&browser, script).expect("a script");
        fs::set_permissions(&browser, fs::Permissions::from_mode(0o700)).expect("it can be run");
        let mut command = world.program(&url).command(&["connect"]);
        command.env("DISPLAY", ":nowhere").env("BROWSER", &browser);
        let waiting = Waiting::start(command);
        assert_eq!(content(&opened), waiting.page);
        submit(
            &waiting.page,
            "action=leave&error=INSTITUTION_DOWN".to_owned(),
        )
        .await;
        let (code, _, said) = waiting.end();
        assert_eq!(code, Some(1));
        assert!(
            said.contains("The page was left before anything came of it"),
            "{said}"
        );
        assert!(said.contains("INSTITUTION_DOWN"), "{said}");
    }

    /// The content of a file that is being written.
    fn content(path: &PathBuf) -> String {
        let began = Instant::now();
        loop {
            match fs::read_to_string(path) {
                Ok(text) if !text.is_empty() => return text,
                _ if began.elapsed() > Duration::from_mins(10) => panic!("nothing was opened"),
                _ => std::thread::sleep(Duration::from_millis(20)),
            }
        }
    }
}
