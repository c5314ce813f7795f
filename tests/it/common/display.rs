//! A display of its own for the real program, and what it shows.

use std::{
    collections::HashSet,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

use image::RgbaImage;

use super::desktop;

/// What a test of the real window needs.
const PROGRAMS: [&str; 4] = ["Xvfb", "openbox", "xdotool", "import"];
/// How long the program may take before a test gives up.
const DEADLINE: Duration = Duration::from_mins(1);
/// How long is waited between two looks at the screen.
const INTERVAL: Duration = Duration::from_millis(100);

/// An X server with a window manager, both ended with this.
pub(crate) struct Display {
    name: String,
    _server: Ended,
    _manager: Ended,
}

/// A process that ends when this is dropped.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        // It may have ended by itself.
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// The program, running on a display.
pub(crate) struct Program<'a> {
    display: &'a Display,
    process: Ended,
}

impl Display {
    /// Opens a display; `None` where a program is missing and `test` is skipped.
    pub(crate) fn open(test: &str) -> Option<Self> {
        if let Some(missing) = PROGRAMS.iter().find(|it| !desktop::is_installed(it)) {
            desktop::skip(test, missing);
            return None;
        }
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-noreset", "-screen", "0", "1440x900x24"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb starts");
        let number = lines(&mut server).next().expect("its number");
        let server = Ended(server);
        let name = format!(":{}", number.trim());
        // A window that is shown while it starts up may never appear: it says
        // when it has.
        let mut manager = Command::new("openbox")
            .args(["--startup", "echo ready"])
            .env("DISPLAY", &name)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("openbox starts");
        let is_ready = lines(&mut manager).any(|it| it == "ready");
        let manager = Ended(manager);
        assert!(is_ready, "openbox has ended");
        Some(Self {
            name,
            _server: server,
            _manager: manager,
        })
    }

    /// Starts `command` on the display, as on a computer without a keyring and
    /// with `home` as the person's folder.
    pub(crate) fn start(&self, mut command: Command, home: &Path) -> Program<'_> {
        quiet(&mut command, home)
            .env("DISPLAY", &self.name)
            .env("LIBGL_ALWAYS_SOFTWARE", "1");
        Program {
            display: self,
            process: Ended(command.spawn().expect("the program starts")),
        }
    }

    /// What is on the screen.
    fn screenshot(&self) -> RgbaImage {
        let output = Command::new("import")
            .args(["-display", &self.name, "-window", "root", "png:-"])
            .output()
            .expect("import starts");
        let image = image::load_from_memory_with_format(&output.stdout, image::ImageFormat::Png);
        image.expect("a screenshot").into_rgba8()
    }
}

/// What a program says. Its pipe stays open, for it may go on.
fn lines(program: &mut Child) -> impl Iterator<Item = String> {
    let output = program.stdout.as_mut().expect("a pipe");
    let lines = BufReader::new(output).lines();
    lines.map(|it| it.expect("a line of text"))
}

/// Takes away what the program could know of the person's own session. Windows
/// tells programs their folder whatever the environment says.
pub(crate) fn quiet<'a>(command: &'a mut Command, home: &Path) -> &'a mut Command {
    for name in [
        "DISPLAY",
        "WAYLAND_DISPLAY",
        "WAYLAND_SOCKET",
        "DBUS_SESSION_BUS_ADDRESS",
    ] {
        command.env_remove(name);
    }
    if cfg!(windows) {
        command.env("HOLDFAST_DATA_DIR", home.join("data/holdfast"));
    } else {
        command.env_remove("HOLDFAST_DATA_DIR");
    }
    command
        .env("HOME", home)
        .env("XDG_RUNTIME_DIR", home)
        .env("XDG_DATA_HOME", home.join("data"))
        .env("XDG_CONFIG_HOME", home.join("config"))
        .stdin(Stdio::null())
}

impl Program<'_> {
    /// Waits until the screen shows each of `colors`, and as many others as a
    /// painted page has; saves it below `HOLDFAST_SHOTS`, where that is set.
    pub(crate) fn wait_for_colors(&mut self, what: &str, colors: &[[u8; 3]]) {
        let began = Instant::now();
        loop {
            let shot = self.display.screenshot();
            let seen: HashSet<[u8; 3]> = shot.pixels().map(|it| [it[0], it[1], it[2]]).collect();
            if seen.len() > 50 && colors.iter().all(|it| seen.contains(it)) {
                if let Some(folder) = super::shots() {
                    let path = Path::new(&folder).join(format!("{what}.png"));
                    shot.save(path).expect("a file");
                }
                return;
            }
            let ended = self.process.0.try_wait().expect("a process");
            assert_eq!(ended, None, "{what}: the program has ended");
            assert!(
                began.elapsed() < DEADLINE,
                "{what}: only {} colors are on screen",
                seen.len()
            );
            thread::sleep(INTERVAL);
        }
    }

    pub(crate) fn process(&mut self) -> &mut Child {
        &mut self.process.0
    }

    /// Closes the window by its key, and waits for the program's end.
    pub(crate) fn close(mut self) -> ExitStatus {
        let began = Instant::now();
        loop {
            let pressed = Command::new("xdotool")
                .args(["key", "--clearmodifiers", "alt+F4"])
                .env("DISPLAY", &self.display.name)
                .status()
                .expect("xdotool starts");
            assert!(pressed.success());
            if let Some(status) = self.process.0.try_wait().expect("a process") {
                return status;
            }
            assert!(began.elapsed() < DEADLINE, "the window does not close");
            thread::sleep(INTERVAL);
        }
    }
}
