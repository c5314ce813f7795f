//! The real program in a real window, on a display of its own.

use std::process::Command;

use crate::common::{
    desktop,
    display::{self, Display},
};

const HOLDFAST: &str = env!("CARGO_BIN_EXE_holdfast");

/// The accent of the dark theme, which a system without a choice shows.
const ACCENT: [u8; 3] = [0x5B, 0x9D, 0xFF];
const GAIN: [u8; 3] = [0x3C, 0xC4, 0x95];
const BACKGROUND: [u8; 3] = [0x0E, 0x11, 0x16];
/// A category of the donut, in no other part of a window.
const ORANGE: [u8; 3] = [0xF0, 0xA6, 0x4B];

#[test]
fn a_first_start_shows_the_welcome_page() {
    let Some(display) = Display::open("a_first_start_shows_the_welcome_page") else {
        return;
    };
    let home = tempfile::tempdir().expect("a home");
    let mut program = display.start(Command::new(HOLDFAST), home.path());
    program.wait_for_colors("window-welcome", &[BACKGROUND, ACCENT]);
    assert!(program.close().success());
    let data = home.path().join("data/holdfast");
    let files = data.read_dir().into_iter().flatten();
    let mut names: Vec<_> = files.map(|it| it.expect("an entry").file_name()).collect();
    names.sort();
    let expected = ["settings.json", "settings.lock"];
    assert_eq!(names, expected, "the size of the window, no more");
}

#[test]
fn the_demo_opens_and_opens_again_without_a_network() {
    let test = "the_demo_opens_and_opens_again_without_a_network";
    let Some(display) = Display::open(test) else {
        return;
    };
    let home = tempfile::tempdir().expect("a home");
    let colors = [BACKGROUND, ACCENT, GAIN, ORANGE];
    let mut demo = Command::new(HOLDFAST);
    demo.arg("demo");
    let mut program = display.start(demo, home.path());
    program.wait_for_colors("window-demo", &colors);
    assert!(program.close().success());

    let mut offline = Command::new("unshare");
    offline.args(["--map-root-user", "--net", HOLDFAST, "demo"]);
    if !can_leave_the_network() {
        desktop::skip(test, "unshare --net");
        return;
    }
    let mut program = display.start(offline, home.path());
    program.wait_for_colors("window-offline", &colors);
    assert!(program.close().success());
}

fn can_leave_the_network() -> bool {
    let tried = Command::new("unshare")
        .args(["--map-root-user", "--net", "true"])
        .output();
    tried.is_ok_and(|it| it.status.success())
}

#[test]
fn without_a_display_one_sentence_names_the_commands() {
    let home = tempfile::tempdir().expect("a home");
    for arguments in [&[][..], &["demo"]] {
        let mut command = Command::new(HOLDFAST);
        command.args(arguments);
        let output = display::quiet(&mut command, home.path())
            .output()
            .expect("the program starts");
        assert_eq!(output.status.code(), Some(1));
        let text = String::from_utf8_lossy(&output.stderr);
        assert_eq!(text.lines().count(), 1, "{text}");
        assert!(text.contains("`holdfast sync`"), "{text}");
        assert!(!text.contains("panicked"), "{text}");
    }
}
