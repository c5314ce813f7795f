//! The settings of the person: `settings.json`.
//!
//! Nothing secret is in it. It lies beside the environments' folders and is
//! shared by the window and the command line, and by versions that know other
//! fields and words: a field that this one does not understand has its default,
//! and stays in the file as it is until something else is chosen.

use std::{
    io,
    path::{Path, PathBuf},
    time::SystemTime,
};

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use crate::{
    connect::Environment,
    files::{self, Lock},
    state::{Choices, follow, or_default},
};

const FILE: &str = "settings.json";
/// Held while the file is changed: several programs may want to.
const LOCK: &str = "settings.lock";

/// The smallest and the largest side of a window that is believed, in points.
const SIDES: std::ops::RangeInclusive<f32> = 100.0..=100_000.0;

/// The settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// The environment that is used where none is named; never the demo.
    #[serde(with = "own_environment")]
    pub environment: Environment,
    /// What the window shows and changes.
    #[serde(flatten)]
    pub choices: Choices,
    /// The window's inner size when it was last closed, in points.
    #[serde(deserialize_with = "window_size")]
    pub window_size: Option<[f32; 2]>,
    /// When the latest feed of versions was written that was seen, in seconds since
    /// 1970: an older one is refused.
    #[serde(deserialize_with = "or_default")]
    pub update_seen: Option<i64>,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            environment: Environment::Production,
            choices: Choices::default(),
            window_size: None,
            update_seen: None,
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

    fn malformed(path: &Path) -> impl FnOnce(serde_json::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Malformed { path, source }
    }
}

/// The fields as they are in the file.
type Fields = Map<String, Value>;

impl Preferences {
    /// Reads the settings in the data folder `root`; the defaults where there
    /// are none yet.
    pub fn load(root: &Path) -> Result<Self, PreferencesError> {
        let fields = Value::Object(read(root)?);
        Self::deserialize(fields).map_err(PreferencesError::malformed(&root.join(FILE)))
    }

    /// Changes the settings in the data folder `root`, which is made where it is
    /// missing: what differs between `before` and these, and nothing else.
    /// Whoever reads meanwhile finds the old ones or the new ones.
    pub fn save(&self, before: &Self, root: &Path) -> Result<(), PreferencesError> {
        files::create_unshared_folder(root).map_err(PreferencesError::io(root))?;
        let lock = root.join(LOCK);
        let _held = files::lock(&lock, Lock::Waiting).map_err(PreferencesError::io(&lock))?;
        let mut fields = read(root)?;
        let path = root.join(FILE);
        let text = self
            .change(&mut fields, before)
            .and_then(|()| serde_json::to_vec_pretty(&fields));
        let text = text.map_err(PreferencesError::malformed(&path))?;
        files::replace(&path, &text).map_err(PreferencesError::io(&path))
    }

    /// How the file in the data folder `root` looks from outside: whoever writes
    /// changes that. Opens nothing.
    pub fn stamp(root: &Path) -> Option<(u64, SystemTime)> {
        let found = root.join(FILE).metadata().ok()?;
        Some((found.len(), found.modified().ok()?))
    }

    /// Takes over what another program changed from `base` to `theirs`, as far
    /// as something else was not chosen here.
    pub fn follow(&mut self, base: &Self, theirs: &Self) {
        let Self {
            environment,
            choices,
            window_size,
            update_seen,
        } = self;
        follow(environment, &base.environment, &theirs.environment);
        choices.follow(&base.choices, &theirs.choices);
        follow(window_size, &base.window_size, &theirs.window_size);
        follow(update_seen, &base.update_seen, &theirs.update_seen);
    }

    /// Changes what differs from `before`, and adds what is missing.
    fn change(&self, fields: &mut Fields, before: &Self) -> Result<(), serde_json::Error> {
        let (before, after) = (before.fields()?, self.fields()?);
        for (name, value) in after {
            if before.get(&name) != Some(&value) || !fields.contains_key(&name) {
                fields.insert(name, value);
            }
        }
        Ok(())
    }

    /// Without the environment where that is the demo: the file keeps its own.
    fn fields(&self) -> Result<Fields, serde_json::Error> {
        let mut fields: Fields = serde_json::from_value(serde_json::to_value(self)?)?;
        if self.environment == Environment::Demo {
            fields.remove("environment");
        }
        Ok(fields)
    }
}

/// The fields in the data folder `root`; none where there is no file yet.
fn read(root: &Path) -> Result<Fields, PreferencesError> {
    let path = root.join(FILE);
    match files::read(&path) {
        Ok(bytes) => serde_json::from_slice(&bytes).map_err(PreferencesError::malformed(&path)),
        // A link that leads nowhere is not the same as no settings.
        Err(error) if error.kind() == io::ErrorKind::NotFound && !path.is_symlink() => {
            Ok(Fields::new())
        }
        Err(source) => Err(PreferencesError::Io { path, source }),
    }
}

/// The name of an environment; the demo's is not understood.
mod own_environment {
    use serde::{Deserializer, Serializer};

    use crate::{connect::Environment, state::or_default};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes it so")]
    pub(super) fn serialize<S: Serializer>(own: &Environment, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(own.as_str())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Environment, D::Error> {
        let name: String = or_default(from)?;
        let own = Environment::parse(&name).filter(|it| *it != Environment::Demo);
        Ok(own.unwrap_or(Environment::Production))
    }
}

fn window_size<'de, D: Deserializer<'de>>(from: D) -> Result<Option<[f32; 2]>, D::Error> {
    let size: Option<[f32; 2]> = or_default(from)?;
    Ok(size.filter(|sides| sides.iter().all(|it| SIDES.contains(it))))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::state::{HoldingColumn, ThemeChoice, UiScale};

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
            choices: Choices {
                theme: ThemeChoice::Light,
                hide_amounts: true,
                compact: true,
                scale: UiScale::default().larger(),
                hidden_columns: vec![HoldingColumn::Price, HoldingColumn::GainPercent],
            },
            window_size: Some([1440.0, 900.0]),
            update_seen: Some(1_796_000_000),
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
            "hidden_columns": ["Gain %", "Of a later version", "Cost basis"]}"#,
        )
        .expect("read");
        assert_eq!(read.choices.theme, ThemeChoice::Dark);
        assert_eq!(
            read.choices.hidden_columns,
            [HoldingColumn::CostBasis, HoldingColumn::GainPercent]
        );
        assert_eq!(read.environment, Environment::Production);
        let read = check(
            r#"{"theme": "solarized", "environment": "staging", "compact": "yes",
            "hidden_columns": "all", "window_size": [0, "wide"], "scale": 900, "hide_amounts": true}"#,
        )
        .expect("read");
        let expected = Preferences {
            choices: Choices {
                hide_amounts: true,
                ..Choices::default()
            },
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
            choices: Choices::default(),
            ..mine.clone()
        };
        changed.save(&mine, root.path()).expect("saved");
        let read = Preferences::load(root.path()).expect("read");
        assert_eq!(
            (read.environment, read.choices.compact),
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
