//! What is left of the secrets in a program's memory once it has used them.
//!
//! The other side is this test program again, which reads its own memory; a
//! server in between accepts a secret that no program has in its code.

use std::{
    collections::HashMap,
    fs::{self, File},
    io::{Read as _, Write as _},
    os::unix::fs::{FileExt as _, MetadataExt as _},
    path::Path,
    process::{Command, Stdio},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use axum::{
    Router,
    body::Bytes,
    http::{HeaderMap, Uri},
};
use holdfast::{
    connect::{AccessToken, Environment, Secret},
    plaid::BaseUrl,
    simulator::{self, Config, Simulator},
    storage::DataFolder,
    sync::{self, Context},
    vault::{Entry, Vault, VaultError},
};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::common::world::{connected, now, today};

const FOLDER: &str = "HOLDFAST_TEST_MEMORY";
const SERVER: &str = "HOLDFAST_TEST_MEMORY_SERVER";
const LEFT: &str = "left in memory: ";
/// A user without files or rights.
const NOBODY: u32 = 65_534;
/// Hides a text from the search for it.
const MASK: u8 = 0x5a;
/// How long connections may take to close.
const DEADLINE: Duration = Duration::from_mins(1);

fn masked(text: &[u8]) -> Vec<u8> {
    text.iter().map(|it| it ^ MASK).collect()
}

/// The text behind a mask; nothing is left behind of it when it is dropped.
fn revealed(masked: &[u8]) -> Secret {
    let mut text = String::with_capacity(masked.len());
    text.extend(masked.iter().map(|it| char::from(it ^ MASK)));
    Secret::new(text)
}

/// A keyring that holds no secret as it is.
#[derive(Default)]
struct MaskedVault(Mutex<HashMap<String, Vec<u8>>>);

impl Vault for MaskedVault {
    fn read(&self, at: Environment, entry: Entry<'_>) -> Result<Option<Secret>, VaultError> {
        let secrets = self.0.lock().expect("no panic before");
        Ok(secrets.get(&entry.user(at)).map(|it| revealed(it)))
    }

    fn write(&self, at: Environment, entry: Entry<'_>, secret: &Secret) -> Result<(), VaultError> {
        let mut secrets = self.0.lock().expect("no panic before");
        secrets.insert(entry.user(at), masked(secret.reveal().as_bytes()));
        Ok(())
    }

    fn delete(&self, at: Environment, entry: Entry<'_>) -> Result<(), VaultError> {
        self.0
            .lock()
            .expect("no panic before")
            .remove(&entry.user(at));
        Ok(())
    }
}

/// How often the text behind `masked` is in this program's memory, the memory
/// that it is looked for with left out.
fn copies(masked: &[u8]) -> usize {
    const PIECE: usize = 1 << 20;
    let memory = File::open("/proc/self/mem").expect("this program's memory");
    let maps = fs::read_to_string("/proc/self/maps").expect("its parts");
    let mut piece = vec![0; PIECE];
    let own = piece.as_ptr().addr()..piece.as_ptr().addr() + PIECE;
    let mut found = 0;
    for line in maps.lines() {
        let mut fields = line.split(' ');
        let range = fields.next().and_then(|it| it.split_once('-'));
        let (from, to) = range.expect("a range");
        let number = |text| usize::from_str_radix(text, 16).expect("an address");
        let (mut at, end) = (number(from), number(to));
        if !fields.next().expect("permissions").starts_with("rw") {
            continue;
        }
        while at < end {
            if own.contains(&at) {
                at = own.end;
                continue;
            }
            let mut length = PIECE.min(end - at);
            if (at..at + length).contains(&own.start) {
                length = own.start - at;
            }
            let part = &mut piece[..length];
            if memory.read_exact_at(part, at as u64).is_err() {
                break;
            }
            for byte in part.iter_mut() {
                *byte ^= MASK;
            }
            let first = masked[0];
            found += (0..length)
                .filter(|it| piece[*it] == first && piece[*it..length].starts_with(masked))
                .count();
            let is_last = at + length >= end || length < PIECE;
            at += if is_last {
                length
            } else {
                length - masked.len()
            };
        }
    }
    piece.fill(0);
    found
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "the other side of no_secret_is_left_in_memory_after_a_sync"]
#[expect(clippy::print_stdout, reason = "tells its parent")]
async fn another_program() {
    let Some(root) = std::env::var_os(FOLDER) else {
        return;
    };
    let url = std::env::var(SERVER).expect("a server");
    let mut secrets = vec![0; 512];
    let length = File::open("/dev/stdin").expect("a pipe").read(&mut secrets);
    secrets.truncate(length.expect("the secrets"));
    let masked = masked(&secrets);
    secrets.fill(0);
    let line = masked
        .iter()
        .position(|it| it ^ MASK == b'\n')
        .expect("two lines");
    let (secret, token) = (&masked[..line], &masked[line + 1..]);

    let folder = DataFolder::open(Path::new(&root), Environment::Sandbox).expect("a folder");
    let vault = Arc::new(MaskedVault::default());
    let url = BaseUrl::parse(&url).expect("an address");
    let ctx = Context::new(Environment::Sandbox, folder, vault, url);
    let id = Secret::new(simulator::CLIENT_ID.to_owned());
    let accepted = sync::accept_keys(&ctx, &id, &revealed(secret)).await;
    assert_eq!(accepted, Ok(()));
    let pasted = sync::connect_token(&ctx, &AccessToken::new(revealed(token)), now()).await;
    let item = connected(pasted).expect("connected").connection.item_id;
    let never = CancellationToken::new();
    let synced = sync::sync_item(&ctx, &item, now(), |_| {}, never).await;
    assert!(synced.expect("a sync").added > 0);

    // What is in use is found; what is not any more is gone.
    let in_use = revealed(secret);
    assert!(copies(secret) > 0, "the search finds nothing: {in_use:?}");
    drop(in_use);
    let began = Instant::now();
    let mut left = (copies(secret), copies(token));
    println!("{LEFT}at once {left:?}");
    while left != (0, 0) && began.elapsed() < DEADLINE {
        tokio::time::sleep(Duration::from_millis(50)).await;
        left = (copies(secret), copies(token));
    }
    println!("{LEFT}{left:?} after {:?}", began.elapsed());
    assert_eq!(left, (0, 0), "copies of the secret and of the token");
}

/// Passes everything on to `target` for whoever has this secret.
async fn accepting(target: String, secret: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    drop(rustls::crypto::ring::default_provider().install_default());
    let client = reqwest::Client::new();
    let router = Router::new().fallback(move |uri: Uri, headers: HeaderMap, body: Bytes| {
        let url = format!("{target}{}", uri.path());
        let is_known = headers["plaid-secret"] == secret.as_str();
        let request = client
            .post(url)
            .header("PLAID-CLIENT-ID", simulator::CLIENT_ID)
            .header(
                "PLAID-SECRET",
                if is_known { simulator::SECRET } else { "" },
            )
            .header("Content-Type", "application/json")
            .body(body);
        async move {
            let answer = request.send().await.expect("an answer");
            (answer.status(), answer.bytes().await.expect("a body"))
        }
    });
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_is_left_in_memory_after_a_sync() {
    let config = Config::demo(today());
    let token = simulator::access_token(config.seed, simulator::INSTITUTIONS[0]);
    let simulator = Simulator::start(config).await.expect("it starts");
    let secret: String = (0..30u8).map(|it| char::from(b'a' + it * 7 % 26)).collect();
    let url = accepting(simulator.url(), secret.clone()).await;
    let root = tempfile::tempdir().expect("a folder");
    let mut child = Command::new(std::env::current_exe().expect("this program"))
        .args([
            "--exact",
            "memory::another_program",
            "--ignored",
            "--nocapture",
        ])
        .env(FOLDER, root.path())
        .env(SERVER, url)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let secrets = format!("{secret}\n{}", token.secret().reveal());
    stdin.write_all(secrets.as_bytes()).expect("it reads");
    drop(stdin);
    let ended = tokio::task::spawn_blocking(move || child.wait_with_output()).await;
    let output = ended.expect("no panic").expect("it ends");
    let said = String::from_utf8_lossy(&output.stdout);
    let problems = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{problems}");
    assert!(said.contains(LEFT), "{said}");
}

/// The program while it waits for requests, as somebody else where this test
/// runs as root, who owns every process.
fn waiting_program(data: &Path) -> std::process::Child {
    use std::os::unix::{fs::PermissionsExt as _, process::CommandExt as _};

    let everybody = fs::Permissions::from_mode(0o755);
    // A copy, for the way to the program may be closed to others.
    let program = data.join("program");
    fs::copy(env!("CARGO_BIN_EXE_holdfast"), &program).expect("a copy");
    for path in [data, &program] {
        fs::set_permissions(path, everybody.clone()).expect("it can be run");
    }
    let mut command = Command::new(&program);
    command.args(["--data-dir", "/nowhere", "simulator", "--port", "0"]);
    if fs::metadata("/proc/self").expect("this process").uid() == 0 {
        command.uid(NOBODY).gid(NOBODY);
    }
    command
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts")
}

#[test]
fn the_memory_of_the_program_is_closed_to_others() {
    use std::io::{BufRead as _, BufReader};

    let data = tempfile::tempdir().expect("a folder");
    let mut child = waiting_program(data.path());
    let mut line = String::new();
    let mut stderr = BufReader::new(child.stderr.take().expect("a pipe"));
    stderr.read_line(&mut line).expect("text");
    let process = Path::new("/proc").join(child.id().to_string());
    // Of a process that may not be dumped or traced, everything there is root's.
    let owner = fs::metadata(process.join("mem")).map(|it| it.uid());
    let limits = fs::read_to_string(process.join("limits"));
    child.kill().expect("it ends");
    child.wait().expect("it ended");
    assert_eq!(owner.expect("its memory"), 0, "{line}");
    let limits = limits.expect("its limits");
    let core = limits
        .lines()
        .find(|it| it.starts_with("Max core file size"));
    let soft = core.and_then(|it| it.split_whitespace().nth(4));
    assert_eq!(soft, Some("0"), "{limits}");
}
