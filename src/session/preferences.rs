//! What the person chose once and expects again: `settings.json`.
//!
//! Nothing secret is in it. It lies beside the environments' folders and is
//! shared by the window and the command line.

use std::{
    io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use crate::{
    connect::Environment,
    files,
    state::{Choices, HoldingColumn, ThemeChoice},
};

const FILE: &str = "settings.json";

/// The settings, as they are stored. A field that is missing in the file has
/// its default, and an unknown one is ignored, so that older and newer
/// versions read each other's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// Whose portfolio is shown where none is named. Never the demo.
    #[serde(with = "EnvironmentName")]
    pub environment: Environment,
    #[serde(with = "ThemeName")]
    pub theme: ThemeChoice,
    pub hide_amounts: bool,
    /// Table rows of 26 instead of 34 points.
    pub compact: bool,
    /// Columns left out of the holdings table.
    #[serde(with = "column_names")]
    pub hidden_columns: Vec<HoldingColumn>,
    /// The window's inner size when it was last closed, in points.
    pub window_size: Option<[f32; 2]>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Environment", rename_all = "lowercase")]
enum EnvironmentName {
    Production,
    Sandbox,
    // Not a place to come back to by default; `holdfast demo` opens it.
    #[serde(skip)]
    Demo,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "ThemeChoice", rename_all = "lowercase")]
enum ThemeName {
    System,
    Dark,
    Light,
}

/// Columns by their names. Those of other versions are passed over.
mod column_names {
    use serde::{Deserialize as _, Deserializer, Serializer};

    use crate::state::HoldingColumn;

    pub(super) fn serialize<S: Serializer>(
        columns: &[HoldingColumn],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(columns.iter().map(|it| it.as_str()))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<HoldingColumn>, D::Error> {
        let names = Vec::<String>::deserialize(deserializer)?;
        let optional = HoldingColumn::OPTIONAL.into_iter();
        let is_named = |it: &HoldingColumn| names.iter().any(|name| name == it.as_str());
        Ok(optional.filter(is_named).collect())
    }
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

    /// The file is not what this program writes. It stays until the settings
    /// are saved again.
    #[error("could not understand {}", path.display())]
    Malformed {
        path: PathBuf,
        source: serde_json::Error,
    },
}

impl Preferences {
    /// Reads the settings in the data folder `root`; the defaults where there
    /// are none yet.
    pub fn load(root: &Path) -> Result<Self, PreferencesError> {
        let path = root.join(FILE);
        match files::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map_err(|source| PreferencesError::Malformed { path, source }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(source) => Err(PreferencesError::Io { path, source }),
        }
    }

    /// Writes the settings into the data folder `root`, which is made where it
    /// is missing. Whoever reads meanwhile finds the old ones or the new ones.
    pub fn save(&self, root: &Path) -> Result<(), PreferencesError> {
        let path = root.join(FILE);
        let text = match serde_json::to_vec_pretty(self) {
            Ok(text) => text,
            Err(source) => return Err(PreferencesError::Malformed { path, source }),
        };
        files::create_unshared_folder(root)
            .and_then(|()| files::replace(&path, &text))
            .map_err(|source| PreferencesError::Io { path, source })
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().expect("a folder")
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
        saved.save(root.path()).expect("saved");
        assert_eq!(Preferences::load(root.path()).expect("loaded"), saved);
        let names: Vec<_> = fs::read_dir(root.path())
            .expect("a folder")
            .map(|it| it.expect("an entry").file_name())
            .collect();
        assert_eq!(names, [FILE]);
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
        for broken in ["", "{", r#"{"theme": 1}"#, r#"{"environment": "demo"}"#] {
            let error = check(broken).expect_err("refused");
            assert!(error.to_string().contains(FILE), "{error}");
        }
    }

    #[test]
    fn the_demo_is_never_saved() {
        let root = folder();
        let demo = Preferences {
            environment: Environment::Demo,
            ..Preferences::default()
        };
        assert!(demo.save(root.path()).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_may_read_them() {
        use std::os::unix::fs::PermissionsExt as _;

        let root = folder();
        let inside = root.path().join("data");
        Preferences::default().save(&inside).expect("saved");
        let mode = |path: &Path| fs::metadata(path).expect("metadata").permissions().mode() & 0o777;
        assert_eq!(mode(&inside), 0o700);
        assert_eq!(mode(&inside.join(FILE)), 0o600);
    }
}
