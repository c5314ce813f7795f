//! Files and folders that are for their owner only: the one place that makes
//! and opens them, and takes away what others may do with them.
//!
//! A file is opened without waiting and has to be a plain one: a pipe in its
//! place would hold the program up for ever. One that is written to is never
//! reached through a link, which somebody else may have laid.
//!
//! No function here opens a database. Closing any descriptor of one drops every
//! lock that SQLite holds on it in this process (see "POSIX Advisory Locks" in
//! <https://sqlite.org/howtocorrupt.html>); [`close_to_others`] works by path.

#[cfg(any(windows, test))]
mod rights;

use std::{
    fs::{self, DirBuilder, File, OpenOptions, TryLockError},
    io::{self, ErrorKind, Read as _, Write as _},
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

/// Makes a folder where it is missing, and those above it, for the owner only. On
/// Windows the administrators and the system get in as well, where the file system
/// knows rights.
pub(crate) fn create_folder(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)?;
    #[cfg(windows)]
    close_where_rights_are(path);
    Ok(())
}

/// Makes a folder where it is missing. One that is there, and in which others
/// may put and replace files, is closed to their changes; they may still look.
///
/// Errors: [`ErrorKind::PermissionDenied`] where it belongs to somebody else.
pub(crate) fn create_unshared_folder(path: &Path) -> io::Result<()> {
    create_folder(path)?;
    #[cfg(unix)]
    {
        // In one with the sticky bit, as /tmp, others cannot replace a file.
        const STICKY: u32 = 0o1000;
        if mode(path)? & STICKY == 0 {
            take_away(path, 0o022)?;
        }
    }
    Ok(())
}

/// Takes away what others may do with a file or folder: one that was restored
/// from a backup is often open to everybody. Opens nothing. On Windows whoever is
/// named in its access rights, but the person, the administrators and the system.
#[cfg_attr(
    not(unix),
    expect(clippy::unnecessary_wraps, reason = "it fails on Unix alone")
)]
pub(crate) fn close_to_others(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    take_away(path, 0o077)?;
    #[cfg(windows)]
    close_where_rights_are(path);
    #[cfg(not(any(unix, windows)))]
    let _ = path;
    Ok(())
}

/// Opens a file for the owner only as `options` say, besides closing it to
/// others.
///
/// Errors: [`ErrorKind::InvalidInput`] where something else than a plain file
/// lies there, and what the system says of a link.
pub(crate) fn open(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    let file = open_plain(path, options, false)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let found = file.metadata()?.permissions().mode();
        if found & 0o077 != 0 {
            file.set_permissions(fs::Permissions::from_mode(found & !0o077))?;
        }
    }
    Ok(file)
}

/// How a lock is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lock {
    /// Alone, or not at all.
    Now,
    /// Alone, however long another one holds it.
    Waiting,
    /// Together with others of this kind.
    Shared,
}

/// A lock that is held until this is dropped, or the process ends.
#[derive(Debug)]
pub(crate) struct Held(File);

/// Unlocked rather than closed: a program that is being started at this moment
/// has the file open for a little longer.
impl Drop for Held {
    fn drop(&mut self) {
        self.0.unlock().ok();
    }
}

/// Takes the lock that is this file, made where it is missing.
///
/// Returns `None` where [`Lock::Now`] finds it held, by this process or another.
pub(crate) fn lock(path: &Path, lock: Lock) -> io::Result<Option<Held>> {
    loop {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let file = open(path, &mut options)?;
        match lock {
            Lock::Now => match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Ok(None),
                Err(TryLockError::Error(error)) => return Err(error),
            },
            Lock::Waiting => file.lock()?,
            Lock::Shared => file.lock_shared()?,
        }
        // Whoever held it may have removed the file: the next one would take
        // the lock of another.
        if is_at(&file, path)? {
            return Ok(Some(Held(file)));
        }
    }
}

/// Reads a plain file, also through a link.
pub(crate) fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut file = patiently(|| open_plain(path, OpenOptions::new().read(true), true))?;
    let mut bytes = vec![];
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Puts a file with these bytes in the place of whatever file or link is there.
/// Whoever reads meanwhile finds the old one or the new one, whole.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    // Made anew under a name that nobody can foresee, for the owner only.
    let mut file = tempfile::Builder::new()
        .prefix(".new-")
        .tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    let mut made = Some(file.into_temp_path());
    patiently(|| match made.take().map(|it| it.persist(path)) {
        Some(Err(refused)) => {
            made = Some(refused.path);
            Err(refused.error)
        }
        _ => Ok(()),
    })?;
    sync_folder(folder)
}

/// Tries again for half a second what Windows refuses for as long as another program
/// reads or replaces the file; elsewhere that is never refused.
fn patiently<T>(mut act: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    // "Access denied" and "sharing violation".
    let is_in_use =
        |error: &io::Error| cfg!(windows) && matches!(error.raw_os_error(), Some(5 | 32));
    for _ in 0..50 {
        match act() {
            Err(error) if is_in_use(&error) => thread::sleep(Duration::from_millis(10)),
            done => return done,
        }
    }
    act()
}

/// Makes what was put into a folder, or renamed there, outlast a power cut.
#[cfg_attr(
    not(unix),
    expect(clippy::unnecessary_wraps, reason = "it fails on Unix alone")
)]
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    File::open(path)?.sync_all()?;
    // Elsewhere a folder cannot be opened.
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// Removes a file or link, if it is there.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Removes a folder, if it is there and nothing is in it.
pub(crate) fn remove_empty_folder(path: &Path) -> io::Result<()> {
    match fs::remove_dir(path) {
        Err(error)
            if !matches!(
                error.kind(),
                ErrorKind::NotFound | ErrorKind::DirectoryNotEmpty
            ) =>
        {
            Err(error)
        }
        _ => Ok(()),
    }
}

/// What is in a folder; nothing where it is missing.
pub(crate) fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    match fs::read_dir(folder) {
        Ok(entries) => entries.map(|entry| Ok(entry?.path())).collect(),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(vec![]),
        Err(error) => Err(error),
    }
}

fn open_plain(path: &Path, options: &mut OpenOptions, through_links: bool) -> io::Result<File> {
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt as _;
        let mut flags = OFlags::NONBLOCK | OFlags::NOCTTY;
        if !through_links {
            flags |= OFlags::NOFOLLOW;
        }
        options.custom_flags(flags.bits().cast_signed());
    }
    #[cfg(not(unix))]
    let _ = through_links;
    let file = options.open(path)?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::new(
            ErrorKind::InvalidInput,
            "it is not a plain file",
        ));
    }
    Ok(file)
}

/// Whether `file` is still what lies at `path`: it may have been removed since
/// it was opened.
#[cfg_attr(
    not(unix),
    expect(clippy::unnecessary_wraps, reason = "it fails on Unix alone")
)]
fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let opened = file.metadata()?;
        match fs::symlink_metadata(path) {
            Ok(found) => Ok((found.dev(), found.ino()) == (opened.dev(), opened.ino())),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }
    // Elsewhere a file that is open keeps its name.
    #[cfg(not(unix))]
    {
        let _ = (file, path);
        Ok(true)
    }
}

/// A stick knows no access rights, and a share may keep its own: such a place was
/// chosen by the person, and works as it is.
#[cfg(windows)]
fn close_where_rights_are(path: &Path) {
    rights::close(path).ok();
}

#[cfg(unix)]
fn mode(path: &Path) -> io::Result<u32> {
    use std::os::unix::fs::PermissionsExt as _;
    Ok(fs::metadata(path)?.permissions().mode())
}

#[cfg(unix)]
fn take_away(path: &Path, bits: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = mode(path)?;
    if mode & bits == 0 {
        return Ok(());
    }
    fs::set_permissions(path, fs::Permissions::from_mode(mode & !bits))
}

#[cfg(test)]
mod tests;
