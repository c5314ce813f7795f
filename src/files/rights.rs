//! Who may open a file or folder on Windows: a list of access rights, where Unix
//! has a mode.

#[cfg(windows)]
use std::{io, path::Path};

#[cfg(windows)]
use windows_permissions::{
    LocalBox, SecurityDescriptor,
    constants::{SeObjectType::SE_FILE_OBJECT, SecurityInformation},
    utilities::current_process_sid,
    wrappers,
};

/// Those whom a list may name besides the person: the system, the administrators,
/// who may take any right anyway, and the owner of what the list is for.
const ALWAYS: [&str; 4] = ["SY", "BA", "OW", "CO"];

/// Leaves a file, or a folder with all that comes to be in it, to the person, the
/// administrators and the system, where its list lets others in.
///
/// Errors: what Windows says where it knows no rights there, as on a stick, or does
/// not let them be changed, as on some shares.
#[cfg(windows)]
pub(super) fn close(path: &Path) -> io::Result<()> {
    let own = current_process_sid()?.to_string();
    // What is made in a folder is given them too.
    let handed_on = if path.is_dir() { "OICI" } else { "" };
    let entry = |whom: &str| format!("(A;{handed_on};FA;;;{whom})");
    let wanted = format!("D:P{}{}{}", entry(&own), entry("SY"), entry("BA"));
    let wanted: LocalBox<SecurityDescriptor> = wanted.parse()?;
    // Windows writes some people with two letters, and the same ones each time.
    let own = list(&wanted)?;
    let own = let_in(&own).and_then(|it| it.first().copied());
    let found = list(&*wrappers::GetNamedSecurityInfo(
        path,
        SE_FILE_OBJECT,
        SecurityInformation::Dacl,
    )?)?;
    if own.is_some_and(|own| is_closed(&found, own)) {
        return Ok(());
    }
    wrappers::SetNamedSecurityInfo(
        path,
        SE_FILE_OBJECT,
        // Without those that the folder above would hand on.
        SecurityInformation::Dacl | SecurityInformation::ProtectedDacl,
        None,
        None,
        wanted.dacl(),
        None,
    )
}

/// The list as Windows writes it, such as `D:P(A;OICI;FA;;;SY)`.
#[cfg(windows)]
fn list(of: &SecurityDescriptor) -> io::Result<String> {
    let written = wrappers::ConvertSecurityDescriptorToStringSecurityDescriptor(
        of,
        SecurityInformation::Dacl,
    )?;
    Ok(written.to_string_lossy().into_owned())
}

/// Whether a list lets in nobody but the person, and those whom none keeps out.
#[cfg(any(windows, test))]
fn is_closed(list: &str, own: &str) -> bool {
    let_in(list).is_some_and(|it| it.iter().all(|it| *it == own || ALWAYS.contains(it)))
}

/// Whom a list lets in, as it names them; `None` for everybody: a list that is
/// missing keeps nobody out.
///
/// See <https://learn.microsoft.com/windows/win32/secauthz/ace-strings>.
#[cfg(any(windows, test))]
fn let_in(list: &str) -> Option<Vec<&str>> {
    let list = list.split_once("D:")?.1;
    if list.contains("NO_ACCESS_CONTROL") {
        return None;
    }
    let entries = list.split('(').skip(1);
    let entries = entries.map(|it| it.split([';', ')']).collect::<Vec<_>>());
    // Those that refuse let nobody in.
    let granting = entries.filter(|it| !matches!(it.first(), Some(&("D" | "OD" | "XD"))));
    Some(
        granting
            .map(|it| it.get(5).copied().unwrap_or_default())
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_that_lets_others_in_is_told_from_one_that_does_not() {
        let check =
            |list: &str, expected: bool| assert_eq!(is_closed(list, "ME"), expected, "{list}");
        check("D:P(A;OICI;FA;;;ME)(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)", true);
        // As a folder in a profile has it.
        check(
            "D:(A;OICIID;FA;;;SY)(A;OICIID;FA;;;BA)(A;OICIID;FA;;;ME)",
            true,
        );
        check("D:AI(A;ID;FA;;;ME)(A;OICIIO;GA;;;CO)", true);
        // As one on another drive.
        check(
            "D:AI(A;ID;FA;;;ME)(A;ID;0x1301bf;;;AU)(A;ID;0x1200a9;;;BU)",
            false,
        );
        check("D:(A;;FA;;;WD)", false);
        check("D:(A;;FA;;;S-1-5-21-1-2-3-1002)", false);
        // Everybody, for there is no list; nobody, for it is empty.
        check("", false);
        check("D:NO_ACCESS_CONTROL", false);
        check("D:P", true);
        // One that refuses lets nobody in.
        check("D:(D;;FA;;;WD)(A;;FA;;;ME)", true);
    }
}
