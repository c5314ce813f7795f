//! Reading from stdin without leaving copies: a line may be a secret.

use std::{
    fs::File,
    io::{self, IsTerminal as _, Read as _},
};

use zeroize::Zeroizing;

use super::{CliError, output};
use crate::connect::Secret;

/// The longest line that is read, in bytes.
const LONGEST: usize = 4096;

/// Reads a secret, asking for it where a person sits there.
pub(super) fn secret(name: &str) -> Result<Secret, CliError> {
    if io::stdin().is_terminal() {
        output::tell(&format!(
            "{name} (it shows while you type; better: pipe it in):"
        ));
    }
    line().map_err(CliError::Stdin)
}

/// Reads one line, without space around it; an empty one at the end of stdin.
#[expect(
    clippy::unbuffered_bytes,
    reason = "a buffer would keep a copy, and take what follows the line"
)]
pub(super) fn line() -> io::Result<Secret> {
    // Of one size, so that no copy is left behind by growing.
    let mut line = Zeroizing::new(Vec::with_capacity(LONGEST));
    for byte in unbuffered()?.bytes().take(LONGEST) {
        match byte? {
            b'\n' => break,
            byte => line.push(byte),
        }
    }
    match std::str::from_utf8(&line) {
        Ok(text) => Ok(Secret::new(text.trim().to_owned())),
        Err(_) => Err(io::ErrorKind::InvalidData.into()),
    }
}

#[cfg(unix)]
fn unbuffered() -> io::Result<File> {
    use std::os::fd::AsFd as _;
    Ok(File::from(io::stdin().as_fd().try_clone_to_owned()?))
}

#[cfg(windows)]
fn unbuffered() -> io::Result<File> {
    use std::os::windows::io::AsHandle as _;
    Ok(File::from(io::stdin().as_handle().try_clone_to_owned()?))
}
