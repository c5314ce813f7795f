//! The look for a newer version, over loopback HTTP and with real signatures.

use egui::Role;
use holdfast::{
    session::look_for_update,
    state::{Looked, UpdateFailure, UpdateStatus, Version},
    update::Feed,
};

use crate::common::{
    app::Computer,
    raw::{RawServer, Reply},
};

const KEY: &str = include_str!("../fixtures/update/key.pub");
const OTHER_KEY: &str = include_str!("../fixtures/update/newer.txt.other-key.minisig");

/// A feed, and its signature.
type Signed = (&'static str, &'static str);

macro_rules! signed {
    ($name:literal) => {
        (
            include_str!(concat!("../fixtures/update/", $name, ".txt")),
            include_str!(concat!("../fixtures/update/", $name, ".txt.minisig")),
        )
    };
}

/// Version 2.0.0 of 1 December, 1.0.0 of 1 November, 0.9.0 of 2 December.
const NEWER: Signed = signed!("newer");
const SAME: Signed = signed!("same");
const OLDER: Signed = signed!("older");
/// Signed, and no feed.
const ODD: Signed = signed!("odd");

fn running() -> Version {
    Version::parse("1.0.0").expect("a version")
}

fn plain(text: &str) -> Reply {
    Reply::whole(200, "text/plain", text)
}

fn feed(server: &RawServer) -> Feed {
    Feed::new(&format!("{}/feed.txt", server.url), KEY.trim()).expect("a feed")
}

/// Looks once at a server with these answers.
async fn look(
    root: &tempfile::TempDir,
    answers: impl IntoIterator<Item = Reply>,
) -> Result<Looked, UpdateFailure> {
    let server = RawServer::start(answers).await;
    look_for_update(&feed(&server), root.path(), running()).await
}

async fn look_at(
    root: &tempfile::TempDir,
    (text, signature): Signed,
) -> Result<Looked, UpdateFailure> {
    look(root, [plain(text), plain(signature)]).await
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

#[tokio::test]
async fn a_newer_version_is_told_with_its_notes_and_page() {
    let root = folder();
    let looked = look_at(&root, NEWER).await.expect("a release");
    assert!(looked.is_newer);
    assert_eq!(looked.newest.version.to_string(), "2.0.0");
    assert_eq!(&*looked.newest.page, "https://example.org/holdfast/2.0.0");
    assert!(looked.newest.notes.starts_with("- What is new in 2.0.0."));
}

#[tokio::test]
async fn the_running_version_is_the_newest() {
    let looked = look_at(&folder(), SAME).await.expect("a release");
    assert!(!looked.is_newer);
}

#[tokio::test]
async fn what_was_changed_on_its_way_is_not_believed() {
    let root = folder();
    let changed = NEWER.0.replace("2.0.0", "3.0.0");
    let cases = [
        [plain(&changed), plain(NEWER.1)],
        [plain(NEWER.0), plain(SAME.1)],
        [plain(NEWER.0), plain(OTHER_KEY)],
        [plain(NEWER.0), plain("no signature")],
        [
            plain(NEWER.0),
            plain(&NEWER.1.replace("holdfast feed", "another")),
        ],
    ];
    for answers in cases {
        assert_eq!(look(&root, answers).await, Err(UpdateFailure::NotSigned));
    }
    // None of them is taken for one that was seen.
    assert!(look_at(&root, SAME).await.is_ok());
}

#[tokio::test]
async fn an_older_feed_is_refused() {
    let root = folder();
    assert!(look_at(&root, NEWER).await.is_ok());
    assert_eq!(look_at(&root, SAME).await, Err(UpdateFailure::Older));
    assert!(
        look_at(&root, NEWER).await.is_ok(),
        "the latest is seen again"
    );
    let root = folder();
    assert_eq!(look_at(&root, OLDER).await, Err(UpdateFailure::Older));
}

#[tokio::test]
async fn what_is_no_feed_says_why() {
    let root = folder();
    assert_eq!(look_at(&root, ODD).await, Err(UpdateFailure::Malformed));
    let gone = Reply::whole(404, "text/html", "gone");
    assert_eq!(look(&root, [gone]).await, Err(UpdateFailure::Status(404)));
    let elsewhere = Reply::Bytes(
        b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
            .to_vec(),
    );
    assert_eq!(
        look(&root, [elsewhere]).await,
        Err(UpdateFailure::Status(302))
    );
    let large = plain(&"x".repeat(100_000));
    assert_eq!(look(&root, [large]).await, Err(UpdateFailure::TooLarge));
    let nobody = Feed::new("http://127.0.0.1:1/feed.txt", KEY.trim()).expect("a feed");
    let looked = look_for_update(&nobody, root.path(), running()).await;
    assert_eq!(looked, Err(UpdateFailure::Offline));
}

/// What `.ci/release-trial` made stands in `HOLDFAST_RELEASE`; without, the feed of
/// the fixtures is as good.
#[tokio::test]
async fn the_feed_of_the_release_scripts_is_believed() {
    let Some(made) = std::env::var_os("HOLDFAST_RELEASE").map(std::path::PathBuf::from) else {
        assert!(look_at(&folder(), NEWER).await.is_ok());
        return;
    };
    let read = |name: &str| std::fs::read_to_string(made.join(name)).expect("what was made");
    let (text, signature, key) = (read("feed.txt"), read("feed.txt.minisig"), read("key.pub"));
    let key = key.lines().last().expect("a key");
    for (text, is_believed) in [(&text, true), (&text.replace("page", "pages"), false)] {
        let server = RawServer::start([plain(text), plain(&signature)]).await;
        let feed = Feed::new(&format!("{}/feed.txt", server.url), key).expect("a feed");
        let earlier = Version::parse("0.0.1").expect("a version");
        let looked = look_for_update(&feed, folder().path(), earlier).await;
        match looked {
            Ok(looked) => {
                assert!(is_believed && looked.is_newer && !looked.newest.notes.is_empty());
            }
            Err(failure) => assert!(!is_believed, "{failure:?}"),
        }
    }
}

#[test]
fn a_feed_is_asked_over_https_or_on_loopback() {
    assert!(Feed::new("https://example.org/feed.txt", KEY.trim()).is_some());
    assert!(Feed::new("http://example.org/feed.txt", KEY.trim()).is_none());
    assert!(Feed::new("https://example.org/feed.txt", "no key").is_none());
}

#[test]
fn the_window_asks_on_a_press_only() {
    let computer = Computer::default();
    let server = computer
        .runtime
        .block_on(RawServer::start([plain(NEWER.0), plain(NEWER.1)]));
    let mut window = computer.start_with_feed(feed(&server));
    window.wait_until("a portfolio", |it| it.state().portfolio.is_some());
    window.click_first(Role::Button, "Settings");
    assert!(server.seen().is_empty(), "it asked by itself");
    window.click(Role::Button, "Look for a newer version");
    window.wait_until("an answer", |it| {
        matches!(it.state().updates.status, UpdateStatus::Known(Ok(_)))
    });
    assert_eq!(server.seen().len(), 2);
    window.wait_for_part("Holdfast 2.0.0 is out");
    window.wait_for_part("What is new in 2.0.0.");
}

#[test]
fn a_build_without_a_feed_says_so() {
    let computer = Computer::default();
    let mut window = computer.start();
    window.wait_until("a portfolio", |it| it.state().portfolio.is_some());
    window.click_first(Role::Button, "Settings");
    window.wait_for_part("This build names no place to ask");
}
