//! Holds that modules depend only downwards, by reading the `crate::` paths in
//! their files.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// What each module may name, beside itself.
const LAYERS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("files", &[]),
    ("valuation", &["domain"]),
    ("connect", &["domain", "valuation"]),
    ("portfolio", &["connect", "domain", "valuation"]),
    ("log", &["connect", "domain", "files"]),
    (
        "analytics",
        &["connect", "domain", "portfolio", "valuation"],
    ),
    (
        "state",
        &["analytics", "connect", "domain", "portfolio", "valuation"],
    ),
    (
        "text",
        &[
            "analytics",
            "connect",
            "domain",
            "portfolio",
            "state",
            "valuation",
        ],
    ),
    ("plaid", &["connect", "domain", "log"]),
    ("storage", &["connect", "domain", "files", "portfolio"]),
    ("vault", &["connect", "domain", "files"]),
    ("update", &["plaid", "state"]),
    ("simulator", &["connect", "domain"]),
    (
        "sync",
        &[
            "connect",
            "domain",
            "log",
            "plaid",
            "portfolio",
            "storage",
            "text",
            "valuation",
            "vault",
        ],
    ),
    (
        "session",
        &[
            "connect",
            "domain",
            "files",
            "log",
            "plaid",
            "portfolio",
            "simulator",
            "state",
            "storage",
            "sync",
            "text",
            "update",
            "vault",
        ],
    ),
    (
        "ui",
        &[
            "analytics",
            "connect",
            "domain",
            "portfolio",
            "state",
            "text",
            "valuation",
        ],
    ),
    (
        "app",
        &[
            "connect",
            "domain",
            "files",
            "log",
            "plaid",
            "portfolio",
            "session",
            "simulator",
            "state",
            "storage",
            "sync",
            "text",
            "ui",
            "update",
            "vault",
        ],
    ),
    (
        "cli",
        &[
            "analytics",
            "connect",
            "domain",
            "log",
            "plaid",
            "portfolio",
            "session",
            "simulator",
            "state",
            "storage",
            "sync",
            "text",
            "update",
            "valuation",
            "vault",
        ],
    ),
];

#[test]
fn modules_depend_only_downwards() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let layers: BTreeMap<_, _> = LAYERS.iter().copied().collect();
    let folders: BTreeSet<String> = entries(&source)
        .filter(|it| it.is_dir())
        .map(|it| file_name(&it))
        .collect();
    assert!(
        folders
            .iter()
            .map(String::as_str)
            .eq(layers.keys().copied()),
        "a module is missing in the table, or gone: {folders:?}"
    );
    for (module, allowed) in layers {
        let mut files = vec![];
        collect(&source.join(module), &mut files);
        for (path, text) in files {
            for named in named_modules(&text) {
                assert!(
                    named == module || allowed.contains(&named.as_str()),
                    "{path} names crate::{named}"
                );
            }
        }
    }
}

/// A type that is written is a promise to every other version.
#[test]
fn serializable_types_are_in_three_places_only() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = vec![];
    collect(&source, &mut files);
    for (path, text) in files {
        let inside = Path::new(&path)
            .strip_prefix(&source)
            .expect("a source file");
        let may = inside.starts_with("plaid")
            || inside.starts_with("state")
            || inside == Path::new("session/preferences.rs");
        let mut lines = text.lines().map(str::trim_start);
        let names_serde = lines.any(|it| it.starts_with("use serde::"));
        assert!(may || !names_serde, "{path} names serde");
    }
}

/// The modules below `text`, whose facts it words.
const WORDLESS: [&str; 6] = [
    "analytics",
    "connect",
    "domain",
    "portfolio",
    "state",
    "valuation",
];

#[test]
fn what_the_modules_below_text_tell_apart_is_worded_in_text() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for module in WORDLESS {
        let mut files = vec![];
        collect(&source.join(module), &mut files);
        files.retain(|(path, _)| !path.contains("tests"));
        for (path, text) in files {
            let code = text.split("#[cfg(test)]\nmod tests {").next();
            for line in code.unwrap_or_default().lines().filter(|it| is_code(it)) {
                let literals = line.split('"').skip(1).step_by(2);
                for literal in literals {
                    assert!(!is_worded(literal), "{path} says {literal:?}");
                }
            }
        }
    }
}

/// Whether a line is neither a comment nor an attribute, and no reason why
/// something cannot fail.
fn is_code(line: &str) -> bool {
    let line = line.trim_start();
    !["//", "#["].iter().any(|it| line.starts_with(it)) && !line.contains("expect(")
}

/// Whether a text reads like a label of several words, or like a sentence.
/// Plaid's own words are in lower case, four at most.
fn is_worded(text: &str) -> bool {
    let words = text.split(' ').count();
    words > 4 || words > 1 && text.starts_with(|it: char| it.is_uppercase())
}

#[test]
fn lower_modules_come_first_in_the_table() {
    for (at, (module, allowed)) in LAYERS.iter().enumerate() {
        let lower: Vec<_> = LAYERS[..at].iter().map(|it| it.0).collect();
        assert!(
            allowed.iter().all(|it| lower.contains(it)),
            "{module} depends on what comes after it"
        );
    }
}

#[test]
fn every_way_to_write_a_path_is_read() {
    let text = "use crate::{domain::{Money, sync::Run}, ui::theme, state}; crate::vault::open();";
    let expected = ["domain", "state", "ui", "vault"].map(str::to_owned);
    assert_eq!(named_modules(text), expected.into());
}

/// The modules named directly after `crate::`, alone or in a group.
fn named_modules(text: &str) -> BTreeSet<String> {
    let mut modules = BTreeSet::new();
    for rest in text.split("crate::").skip(1) {
        let Some(group) = rest.strip_prefix('{') else {
            modules.insert(first_word(rest));
            continue;
        };
        let (mut depth, mut begins) = (0, true);
        for (at, letter) in group.char_indices() {
            match letter {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => begins = true,
                _ if begins && letter.is_alphabetic() => {
                    modules.insert(first_word(&group[at..]));
                    begins = false;
                }
                _ => {}
            }
        }
    }
    modules
}

fn first_word(text: &str) -> String {
    let is_part = |it: &char| it.is_alphanumeric() || *it == '_';
    text.chars().take_while(is_part).collect()
}

/// Adds every Rust file below `folder`, with its text.
fn collect(folder: &Path, files: &mut Vec<(String, String)>) {
    for path in entries(folder) {
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|it| it == "rs") {
            let text = fs::read_to_string(&path).expect("a source file");
            files.push((path.display().to_string(), text));
        }
    }
}

fn entries(folder: &Path) -> impl Iterator<Item = std::path::PathBuf> {
    let entries = fs::read_dir(folder).expect("a source folder");
    entries.map(|it| it.expect("an entry").path())
}

fn file_name(path: &Path) -> String {
    let name = path.file_name().expect("a name");
    name.to_string_lossy().into_owned()
}
