//! What is said of newer versions.

use std::borrow::Cow;

use super::{format, printable};
use crate::state::{Looked, Release, UpdateFailure};

/// What a look for a newer version led to, in a sentence.
pub fn looked(looked: &Looked) -> String {
    let Looked { newest, is_newer } = looked;
    let day = format::day_of(newest.issued);
    if *is_newer {
        format!("Holdfast {} is out; said on {day}.", newest.version)
    } else {
        format!("This is the newest version; said on {day}.")
    }
}

/// What is new in a release, line by line.
pub fn release_notes(release: &Release) -> String {
    let lines: Vec<_> = release.notes.lines().map(printable).collect();
    lines.join("\n")
}

/// Why nothing is known of a newer version, and what helps, in sentences.
pub fn update_failure(failure: UpdateFailure) -> Cow<'static, str> {
    let said = match failure {
        UpdateFailure::NoFeed => {
            "This build names no place to ask for newer versions. Ask where you have the program from."
        }
        UpdateFailure::NotAsked => {
            "This computer could not prepare the connection, so nothing was asked. The certificates \
             that the system trusts may be missing, or a proxy may be set wrongly."
        }
        UpdateFailure::Offline => "There was no answer. Check the network, and try again.",
        UpdateFailure::Status(status) => {
            return Cow::Owned(format!(
                "The server answered {status} instead of naming a version. Try again later."
            ));
        }
        UpdateFailure::TooLarge => "What came is too large to be believed, and was not read.",
        UpdateFailure::NotSigned => {
            "What came is not signed by the makers of this program, and was not believed. Somebody \
             may have changed it on its way."
        }
        UpdateFailure::Malformed => {
            "What came is signed, and not understood by this version. Look at the page you have the \
             program from."
        }
        UpdateFailure::Older => {
            "What came is older than what is known here already, and was not believed. Somebody may \
             be hiding a newer version."
        }
        UpdateFailure::Settings => {
            "What was seen before could not be read or noted down in the settings, so that an older \
             answer could not be told from a new one."
        }
        UpdateFailure::BrokenOff => "A fault in the program ended the look for a newer version.",
    };
    Cow::Borrowed(said)
}
