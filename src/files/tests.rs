use super::*;

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

#[test]
fn a_replaced_file_is_whole_and_alone() {
    let folder = folder();
    let path = folder.path().join("file");
    for text in ["first", "second"] {
        replace(&path, text.as_bytes()).expect("it is written");
        assert_eq!(read(&path).expect("it is read"), text.as_bytes());
    }
    assert_eq!(entries(folder.path()).expect("a folder"), [path]);
}

#[test]
fn whoever_reads_while_others_replace_a_file_finds_one_of_them_whole() {
    let folder = folder();
    let path = &folder.path().join("file");
    let texts = ["first", "second"].map(|it| it.repeat(1000));
    replace(path, texts[0].as_bytes()).expect("it is written");
    thread::scope(|scope| {
        for text in &texts {
            scope.spawn(move || {
                for _ in 0..50 {
                    replace(path, text.as_bytes()).expect("it is written");
                }
            });
        }
        for _ in 0..200 {
            let found = read(path).expect("it is read");
            assert!(texts.iter().any(|it| it.as_bytes() == found));
        }
    });
    assert_eq!(
        entries(folder.path()).expect("a folder"),
        std::slice::from_ref(path)
    );
}

#[test]
fn a_lock_is_held_until_it_is_dropped() {
    let folder = folder();
    let path = folder.path().join("lock");
    let take = |how| lock(&path, how).expect("it opens");
    let first = take(Lock::Shared).expect("it is free");
    let second = take(Lock::Shared).expect("it is shared");
    assert!(take(Lock::Now).is_none());
    drop((first, second));
    let alone = take(Lock::Now);
    assert!(alone.is_some() && take(Lock::Now).is_none());
    drop(alone);
    assert!(take(Lock::Waiting).is_some());
}

#[cfg(unix)]
mod on_unix {
    use super::*;
    use std::{
        os::unix::{
            fs::{PermissionsExt as _, symlink},
            net::UnixListener,
        },
        process::Command,
    };

    fn bits(path: &Path) -> u32 {
        let found = fs::metadata(path).expect("it is there");
        found.permissions().mode() & 0o7777
    }

    fn set(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("a mode");
    }

    fn append(path: &Path) -> io::Result<File> {
        open(path, OpenOptions::new().append(true).create(true))
    }

    #[test]
    fn what_is_made_is_for_its_owner() {
        let folder = folder();
        let inside = folder.path().join("a/b");
        create_folder(&inside).expect("a folder");
        let (opened, replaced) = (inside.join("opened"), inside.join("replaced"));
        append(&opened).expect("it opens");
        replace(&replaced, b"text").expect("it is written");
        assert_eq!(
            (bits(&inside), bits(&folder.path().join("a"))),
            (0o700, 0o700)
        );
        assert_eq!((bits(&opened), bits(&replaced)), (0o600, 0o600));
        set(&opened, 0o666);
        append(&opened).expect("it opens");
        assert_eq!(bits(&opened), 0o600);
    }

    #[test]
    fn a_folder_that_others_change_is_closed_to_their_changes() {
        for (found, left) in [
            (0o777, 0o755),
            (0o775, 0o755),
            (0o750, 0o750),
            (0o1777, 0o1777),
        ] {
            let folder = folder();
            set(folder.path(), found);
            create_unshared_folder(folder.path()).expect("it is ours");
            assert_eq!(bits(folder.path()), left, "{found:o}");
        }
    }

    #[test]
    fn nothing_waits_at_what_is_no_plain_file() {
        let folder = folder();
        let (pipe, socket) = (folder.path().join("pipe"), folder.path().join("socket"));
        let made = Command::new("mkfifo").arg(&pipe).status();
        assert!(made.expect("mkfifo starts").success());
        let _listener = UnixListener::bind(&socket).expect("a socket");
        for path in [&pipe, &socket, Path::new("/dev/zero"), folder.path()] {
            assert!(read(path).is_err(), "{}", path.display());
            assert!(append(path).is_err(), "{}", path.display());
            let both = open(path, OpenOptions::new().read(true).write(true));
            assert!(both.is_err(), "{}", path.display());
        }
    }

    #[test]
    fn nothing_is_written_through_a_link() {
        let folder = folder();
        let (other, link) = (folder.path().join("other"), folder.path().join("link"));
        fs::write(&other, "as it was").expect("a file");
        symlink(&other, &link).expect("a link");
        assert!(append(&link).is_err());
        assert_eq!(read(&link).expect("it is read"), b"as it was");
        replace(&link, b"new").expect("it is written");
        assert_eq!(read(&link).expect("it is read"), b"new");
        assert_eq!(read(&other).expect("it is read"), b"as it was");
        assert!(
            !fs::symlink_metadata(&link)
                .expect("it is there")
                .is_symlink()
        );
    }

    #[test]
    fn a_removed_file_is_not_at_its_path() {
        let folder = folder();
        let path = folder.path().join("file");
        let file = append(&path).expect("it opens");
        assert!(is_at(&file, &path).expect("it is known"));
        remove(&path).expect("it is removed");
        assert!(!is_at(&file, &path).expect("it is known"));
        append(&path).expect("another one");
        assert!(!is_at(&file, &path).expect("it is known"));
    }
}

#[cfg(windows)]
mod on_windows {
    use super::*;
    use windows_permissions::{
        LocalBox, SecurityDescriptor,
        constants::{SeObjectType::SE_FILE_OBJECT, SecurityInformation},
        wrappers,
    };

    fn list(path: &Path) -> String {
        let kind = SecurityInformation::Dacl;
        let found = wrappers::GetNamedSecurityInfo(path, SE_FILE_OBJECT, kind).expect("rights");
        let list = wrappers::ConvertSecurityDescriptorToStringSecurityDescriptor(&found, kind);
        list.expect("it is written").to_string_lossy().into_owned()
    }

    fn open_to_everybody(path: &Path) {
        let rights: LocalBox<SecurityDescriptor> = "D:P(A;OICI;FA;;;WD)".parse().expect("rights");
        wrappers::SetNamedSecurityInfo(
            path,
            SE_FILE_OBJECT,
            SecurityInformation::Dacl | SecurityInformation::ProtectedDacl,
            None,
            None,
            rights.dacl(),
            None,
        )
        .expect("they are set");
    }

    #[test]
    fn what_is_open_to_everybody_is_closed_to_others() {
        let above = folder();
        let folder = above.path().join("folder");
        create_folder(&folder).expect("it is made");
        let file = folder.join("file");
        fs::write(&file, b"text").expect("it is written");
        for path in [&folder, &file] {
            open_to_everybody(path);
            assert!(list(path).contains(";;;WD)"), "{}", list(path));
            close_to_others(path).expect("it is closed");
            let closed = list(path);
            assert!(!closed.contains(";;;WD)"), "{closed}");
            close_to_others(path).expect("it stays closed");
            assert_eq!(list(path), closed);
        }
        assert_eq!(read(&file).expect("the person reads it"), b"text");
        fs::write(folder.join("new"), b"text").expect("and writes");
    }
}
