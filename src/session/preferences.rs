//! What the person chose once and expects again: `settings.json`.
//!
//! Nothing secret is in it. It lies beside the environments' folders and is
//! shared by the window and the command line, and by versions that know other
//! fields and words: a field that this one does not understand has its default,
//! and stays in the file as it is until something else is chosen.

use std::{
    io,
    path::{Path, PathBuf},
};

use serde_json::{Map, Value};

use crate::{
    connect::Environment,
    files::{self, Lock},
    state::{Choices, HoldingColumn, ThemeChoice},
};

const FILE: &str = "settings.json";
/// Held while the file is changed: several programs may want to.
const LOCK: &str = "settings.lock";

/// The smallest and the largest side of a window that is believed, in points.
const SIDES: std::ops::RangeInclusive<f32> = 100.0..=100_000.0;

/// The settings.
#[derive(Clone, Debug, PartialEq)]
pub struct Preferences {
    /// Whose portfolio is shown where none is named. Never the demo.
    pub environment: Environment,
    pub theme: ThemeChoice,
    pub hide_amounts: bool,
    /// Table rows of 26 instead of 34 points.
    pub compact: bool,
    /// Columns left out of the holdings table.
    pub hidden_columns: Vec<HoldingColumn>,
    /// The window's inner size when it was last closed, in points.
    pub window_size: Option<[f32; 2]>,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            environment: Environment::Production,
            theme: ThemeChoice::default(),
            hide_amounts: false,
            compact: false,
            hidden_columns: vec![],
            window_size: None,
        }
    }
}

/// Why the settings could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum PreferencesError {
    #[error("could not use {}", path.display())]
    Io { path: PathBuf, source: io::Error },

    /// The file is not what this program writes. It is left as it is.
    #[error(
        "could not understand the settings: mend {} or delete it, which brings the defaults back",
        path.display()
    )]
    Malformed {
        path: PathBuf,
        source: serde_json::Error,
    },
}

impl PreferencesError {
    fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { path, source }
    }
}

/// The fields as they are in the file.
type Fields = Map<String, Value>;

impl Preferences {
    /// Reads the settings in the data folder `root`; the defaults where there
    /// are none yet.
    pub fn load(root: &Path) -> Result<Self, PreferencesError> {
        Ok(Self::of(&read(root)?))
    }

    /// Changes the settings in the data folder `root`, which is made where it is
    /// missing: what differs between `before` and these, and nothing else.
    /// Whoever reads meanwhile finds the old ones or the new ones.
    pub fn save(&self, before: &Self, root: &Path) -> Result<(), PreferencesError> {
        files::create_unshared_folder(root).map_err(PreferencesError::io(root))?;
        let lock = root.join(LOCK);
        let _held = files::lock(&lock, Lock::Waiting).map_err(PreferencesError::io(&lock))?;
        let mut fields = read(root)?;
        let (before, after) = (before.fields(), self.fields());
        for (name, value) in after {
            if before.get(&name) != Some(&value) || !fields.contains_key(&name) {
                fields.insert(name, value);
            }
        }
        let path = root.join(FILE);
        // A map of plain values is written whatever is in it.
        let text = serde_json::to_vec_pretty(&fields).unwrap_or_default();
        files::replace(&path, &text).map_err(PreferencesError::io(&path))
    }

    fn of(fields: &Fields) -> Self {
        let flag = |name| fields.get(name).and_then(Value::as_bool).unwrap_or(false);
        let word = |name| fields.get(name).and_then(Value::as_str);
        let names = fields.get("hidden_columns").and_then(Value::as_array);
        let is_hidden = |column: &HoldingColumn| {
            let mut names = names.into_iter().flatten().filter_map(Value::as_str);
            names.any(|it| it == column.as_str())
        };
        Self {
            environment: word("environment")
                .and_then(Environment::parse)
                .filter(|it| *it != Environment::Demo)
                .unwrap_or(Environment::Production),
            theme: word("theme").and_then(theme).unwrap_or_default(),
            hide_amounts: flag("hide_amounts"),
            compact: flag("compact"),
            hidden_columns: HoldingColumn::OPTIONAL
                .into_iter()
                .filter(is_hidden)
                .collect(),
            window_size: fields.get("window_size").and_then(window_size),
        }
    }

    /// Without the demo, which is no place to come back to by default.
    fn fields(&self) -> Fields {
        let columns = self.hidden_columns.iter().map(|it| it.as_str().into());
        let mut fields = Fields::from_iter(
            [
                ("theme", theme_name(self.theme).into()),
                ("hide_amounts", self.hide_amounts.into()),
                ("compact", self.compact.into()),
                ("hidden_columns", Value::Array(columns.collect())),
                ("window_size", self.window_size.map(|it| it.to_vec()).into()),
            ]
            .map(|(name, value)| (name.to_owned(), value)),
        );
        if self.environment != Environment::Demo {
            let name = self.environment.as_str().into();
            fields.insert("environment".to_owned(), name);
        }
        fields
    }

    /// The part that the window shows and changes.
    pub fn choices(&self) -> Choices {
        Choices {
            theme: self.theme,
            hide_amounts: self.hide_amounts,
            compact: self.compact,
            hidden_columns: self.hidden_columns.clone(),
        }
    }

    /// Changes that part.
    pub(crate) fn set_choices(&mut self, choices: &Choices) {
        let Choices {
            theme,
            hide_amounts,
            compact,
            ref hidden_columns,
        } = *choices;
        self.theme = theme;
        self.hide_amounts = hide_amounts;
        self.compact = compact;
        self.hidden_columns.clone_from(hidden_columns);
    }
}

/// The fields in the data folder `root`; none where there is no file yet.
fn read(root: &Path) -> Result<Fields, PreferencesError> {
    let path = root.join(FILE);
    match files::read(&path) {
        Ok(bytes) => serde_json::from_slice(&bytes)
            .map_err(|source| PreferencesError::Malformed { path, source }),
        // A link that leads nowhere is not the same as no settings.
        Err(error) if error.kind() == io::ErrorKind::NotFound && !path.is_symlink() => {
            Ok(Fields::new())
        }
        Err(source) => Err(PreferencesError::Io { path, source }),
    }
}

const THEMES: [ThemeChoice; 3] = [ThemeChoice::System, ThemeChoice::Dark, ThemeChoice::Light];

fn theme_name(theme: ThemeChoice) -> &'static str {
    match theme {
        ThemeChoice::System => "system",
        ThemeChoice::Dark => "dark",
        ThemeChoice::Light => "light",
    }
}

fn theme(name: &str) -> Option<ThemeChoice> {
    THEMES.into_iter().find(|it| theme_name(*it) == name)
}

fn window_size(value: &Value) -> Option<[f32; 2]> {
    let sides = value.as_array()?.iter();
    let sides: Option<Vec<f32>> = sides
        .map(|it| it.to_string().parse().ok().filter(|it| SIDES.contains(it)))
        .collect();
    sides?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().expect("a folder")
    }

    fn save(preferences: &Preferences, root: &Path) -> Result<(), PreferencesError> {
        preferences.save(&Preferences::default(), root)
    }

    #[test]
    fn what_was_saved_comes_back() {
        let root = folder();
        let saved = Preferences {
            environment: Environment::Sandbox,
            theme: ThemeChoice::Light,
            hide_amounts: true,
            compact: true,
            hidden_columns: vec![HoldingColumn::Price, HoldingColumn::GainPercent],
            window_size: Some([1440.0, 900.0]),
        };
        save(&saved, root.path()).expect("saved");
        assert_eq!(Preferences::load(root.path()).expect("loaded"), saved);
        let mut names: Vec<_> = fs::read_dir(root.path())
            .expect("a folder")
            .map(|it| it.expect("an entry").file_name())
            .collect();
        names.sort();
        assert_eq!(names, [FILE, LOCK]);
    }

    #[test]
    fn a_first_start_has_the_defaults_and_writes_nothing() {
        let root = folder();
        let missing = root.path().join("not there");
        assert_eq!(
            Preferences::load(&missing).expect("loaded"),
            Preferences::default()
        );
        assert!(!missing.exists());
    }

    #[test]
    fn other_versions_are_read_and_broken_files_are_named() {
        let root = folder();
        let check = |text: &str| {
            fs::write(root.path().join(FILE), text).expect("written");
            Preferences::load(root.path())
        };
        let read = check(
            r#"{"theme": "dark", "of_a_later_version": [1],
            "hidden_columns": ["Gain", "Of a later version"]}"#,
        )
        .expect("read");
        assert_eq!(read.theme, ThemeChoice::Dark);
        assert_eq!(read.hidden_columns, [HoldingColumn::Gain]);
        assert_eq!(read.environment, Environment::Production);
        let read = check(
            r#"{"theme": "solarized", "environment": "staging", "compact": "yes",
            "hidden_columns": "all", "window_size": [0, "wide"], "hide_amounts": true}"#,
        )
        .expect("read");
        let expected = Preferences {
            hide_amounts: true,
            ..Preferences::default()
        };
        assert_eq!(read, expected, "each loses itself and nothing else");
        for broken in ["", "{", "[]", "\"dark\""] {
            let error = check(broken).expect_err("refused");
            let path = root.path().join(FILE).display().to_string();
            assert!(error.to_string().contains(&path), "{error}");
            assert!(error.to_string().contains("delete it"), "{error}");
            let before = Preferences::default();
            assert!(expected.save(&before, root.path()).is_err());
            let left = fs::read_to_string(root.path().join(FILE)).expect("a file");
            assert_eq!(left, broken, "left as it is");
        }
    }

    #[test]
    fn only_what_is_chosen_changes_in_the_file() {
        let root = folder();
        let text = r#"{"theme": "solarized", "of_a_later_version": [1], "compact": true}"#;
        fs::write(root.path().join(FILE), text).expect("written");
        let mine = Preferences::load(root.path()).expect("read");
        let others = Preferences {
            environment: Environment::Sandbox,
            ..mine.clone()
        };
        others.save(&mine, root.path()).expect("saved");
        let changed = Preferences {
            compact: false,
            ..mine.clone()
        };
        changed.save(&mine, root.path()).expect("saved");
        let read = Preferences::load(root.path()).expect("read");
        assert_eq!(
            (read.environment, read.compact),
            (Environment::Sandbox, false)
        );
        let fields = super::read(root.path()).expect("fields");
        assert_eq!(fields["theme"], "solarized");
        assert_eq!(fields["of_a_later_version"], serde_json::json!([1]));
    }

    #[test]
    fn the_demo_is_never_saved() {
        let root = folder();
        let sandbox = Preferences {
            environment: Environment::Sandbox,
            ..Preferences::default()
        };
        save(&sandbox, root.path()).expect("saved");
        let demo = Preferences {
            environment: Environment::Demo,
            ..sandbox.clone()
        };
        demo.save(&sandbox, root.path()).expect("saved");
        assert_eq!(Preferences::load(root.path()).expect("loaded"), sandbox);
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_may_read_them() {
        use std::os::unix::fs::PermissionsExt as _;

        let root = folder();
        let inside = root.path().join("data");
        save(&Preferences::default(), &inside).expect("saved");
        let mode = |path: &Path| fs::metadata(path).expect("metadata").permissions().mode() & 0o777;
        assert_eq!(mode(&inside), 0o700);
        assert_eq!(mode(&inside.join(FILE)), 0o600);
    }
}
