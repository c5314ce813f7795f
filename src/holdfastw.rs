//! The window without a console, for Windows: starts `holdfast.exe`, which lies
//! beside it, and ends with its exit code.
//!
//! `holdfast.exe` is a console program, so that commands can be waited for and
//! print where they were called; started by a double click it would bring a
//! console window along. This one is what the start menu opens. See
//! `docs/adr/0012-two-programs-on-windows.md`.
//!
//! What the window says before it cannot open would be lost without a console: it
//! goes into a file, which Notepad then shows.

#![cfg_attr(windows, windows_subsystem = "windows")]

use std::{
    env,
    fs::{self, File},
    io::{self, Write as _},
    path::Path,
    process::{Command, ExitCode, Stdio},
};

fn main() -> ExitCode {
    let said = env::temp_dir().join(format!("holdfast-{}.txt", std::process::id()));
    let ended = File::create(&said).and_then(open_window);
    let code = match ended {
        Ok(code) => code,
        Err(error) => {
            let text = format!("Holdfast cannot be started: {error}\r\n");
            // Where not even this can be written, nothing is left to tell it with.
            fs::write(&said, text).ok();
            1
        }
    };
    if code != 0 && fs::metadata(&said).is_ok_and(|file| file.len() > 0) {
        show(&said);
    } else {
        fs::remove_file(&said).ok();
    }
    // Windows has 32 bits for it, and this program no more to say than that it failed.
    ExitCode::from(u8::try_from(code).unwrap_or(1))
}

/// Opens the window, and waits until it is closed. Returns the exit code; what was
/// said goes into `said`.
fn open_window(mut said: File) -> io::Result<i32> {
    let own = env::current_exe()?;
    let program = own.with_file_name(format!("holdfast{}", env::consts::EXE_SUFFIX));
    let mut command = Command::new(&program);
    command
        .args(env::args_os().skip(1))
        .stdin(Stdio::null())
        .stdout(said.try_clone()?)
        .stderr(said.try_clone()?);
    without_console(&mut command);
    match command.status() {
        // None where the system ended it.
        Ok(status) => Ok(status.code().unwrap_or(1)),
        Err(error) => {
            writeln!(said, "{}: {error}", program.display())?;
            Ok(1)
        }
    }
}

fn show(text: &Path) {
    // Without Notepad there is nothing else to show it with.
    Command::new("notepad.exe").arg(text).spawn().ok();
}

/// Gives the program a console that has no window.
fn without_console(command: &mut Command) {
    #[cfg(windows)]
    {
        use std::os::windows::process::CommandExt as _;
        /// See <https://learn.microsoft.com/windows/win32/procthread/process-creation-flags>.
        const CREATE_NO_WINDOW: u32 = 0x0800_0000;
        command.creation_flags(CREATE_NO_WINDOW);
    }
    #[cfg(not(windows))]
    let _ = command;
}
