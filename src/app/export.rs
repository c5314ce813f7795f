//! Tables that leave the program, and the way to the data folder.

use std::{
    fs::OpenOptions,
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Arc,
};

use chrono::NaiveDate;

use crate::{
    files,
    portfolio::Portfolio,
    state::{AppState, Choices, HeldHistory, Table, View},
    ui::{
        MeasuredInput, PageModel as _,
        allocation::{AllocationModel, AllocationPageQuery},
        export,
        holdings::{HoldingsInput, HoldingsModel},
        performance::{PerformanceInput, PerformanceModel},
        transactions::{TransactionsInput, TransactionsModel},
    },
};

/// A table as it stands on the screen at one moment.
pub(super) struct Export {
    table: Table,
    portfolio: Arc<Portfolio>,
    view: View,
    today: NaiveDate,
    choices: Choices,
    history: Option<HeldHistory>,
}

/// Why a table or chart was not written.
#[derive(Debug, thiserror::Error)]
pub(super) enum ExportError {
    #[error("it could not be written as CSV")]
    Csv(#[source] io::Error),

    #[error("it could not be made into an image")]
    Image(#[from] image::ImageError),

    #[error("this computer names no folder for downloads")]
    NoFolder,

    #[error("{} could not be written", path.display())]
    Io { path: PathBuf, source: io::Error },
}

impl Export {
    /// The table on the screen; `None` before the portfolio is loaded.
    pub(super) fn of(table: Table, state: &AppState) -> Option<Self> {
        Some(Self {
            table,
            portfolio: Arc::clone(state.portfolio.as_ref()?),
            view: state.view.clone(),
            today: state.today(),
            choices: state.choices.clone(),
            history: state.held_history.clone(),
        })
    }

    /// The table as CSV.
    pub(super) fn csv(self) -> io::Result<String> {
        let hide_amounts = self.choices.hide_amounts;
        match self.table {
            Table::Holdings => {
                let input = HoldingsInput {
                    query: self.view.holdings,
                    accounts: self.view.accounts,
                    today: self.today,
                    hide_amounts,
                    history: None,
                };
                let model = HoldingsModel::build(&self.portfolio, &input);
                export::holdings_csv(&model, &self.choices.hidden_columns, hide_amounts)
            }
            Table::Transactions => {
                let input = TransactionsInput {
                    query: self.view.transactions,
                    accounts: self.view.accounts,
                    today: self.today,
                    hide_amounts,
                };
                let model = TransactionsModel::build(&self.portfolio, &input);
                export::transactions_csv(&model, hide_amounts)
            }
            Table::Allocation => {
                let query = AllocationPageQuery {
                    accounts: self.view.accounts,
                    allocation: self.view.allocation,
                    currency: self.view.currency,
                };
                let model = AllocationModel::build(&self.portfolio, &query);
                export::allocation_csv(&model, hide_amounts)
            }
            Table::Performance => {
                let input = PerformanceInput {
                    query: self.view.performance,
                    currency: self.view.currency,
                    range: self.view.range,
                    measured: MeasuredInput {
                        accounts: self.view.accounts,
                        history: self.history,
                        today: self.today,
                    },
                    scopes: None,
                };
                let model = PerformanceModel::build(&self.portfolio, &input);
                export::performance_csv(&model, hide_amounts)
            }
        }
    }

    /// Writes the table into the person's download folder, under a name that
    /// is not taken yet.
    pub(super) fn write(self) -> Result<PathBuf, ExportError> {
        let folder = downloads().ok_or(ExportError::NoFolder)?;
        let stem = format!("holdfast-{}-{}", name(self.table), self.today);
        let csv = self.csv().map_err(ExportError::Csv)?;
        write_new(&folder, &stem, "csv", csv.as_bytes())
    }
}

fn name(table: Table) -> &'static str {
    match table {
        Table::Holdings => "holdings",
        Table::Allocation => "allocation",
        Table::Transactions => "transactions",
        Table::Performance => "performance",
    }
}

/// Where a person looks for files that a program made; the home folder where
/// no other is named.
pub(super) fn downloads() -> Option<PathBuf> {
    let folders = directories::UserDirs::new()?;
    let named = folders.download_dir().filter(|it| it.is_dir());
    Some(named.unwrap_or_else(|| folders.home_dir()).to_owned())
}

/// Writes `stem.csv`, or `stem (2).csv` and so on: no file is replaced.
pub(super) fn write_new(
    folder: &Path,
    stem: &str,
    kind: &str,
    bytes: &[u8],
) -> Result<PathBuf, ExportError> {
    let mut number = 1;
    loop {
        let path = match number {
            1 => folder.join(format!("{stem}.{kind}")),
            _ => folder.join(format!("{stem} ({number}).{kind}")),
        };
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        let written = files::open(&path, &mut options).and_then(|mut file| file.write_all(bytes));
        match written {
            Ok(()) => return Ok(path),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
            Err(source) => return Err(ExportError::Io { path, source }),
        }
    }
}

/// Opens `folder`, or `root` above it while it does not exist, in the
/// platform's file manager, and waits until the opener has handed it over.
pub(super) fn show_folder(root: &Path, folder: &Path) -> io::Result<()> {
    let opener = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(windows) {
        "explorer"
    } else {
        "xdg-open"
    };
    let status = Command::new(opener)
        .arg(if folder.is_dir() { folder } else { root })
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    // Explorer says 1 when all is well.
    if status.success() || cfg!(windows) {
        Ok(())
    } else {
        Err(io::Error::other(format!("{opener} ended with {status}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_export_replaces_no_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = || write_new(folder.path(), "holdings", "csv", b"a,b\n").expect("written");
        let first = write();
        let second = write();
        assert_eq!(first, folder.path().join("holdings.csv"));
        assert_eq!(second, folder.path().join("holdings (2).csv"));
    }
}
