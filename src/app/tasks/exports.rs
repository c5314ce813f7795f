//! Tables and charts that leave the program, and the way to the data folder.

use std::sync::Arc;

use super::Tasks;
use crate::{
    app::{
        export::{self, Export},
        picture,
    },
    state::{AppState, Chart, Event, News},
    ui::picture::{Picture, nothing_to_draw},
};

impl Tasks {
    /// Shows the data folder in the platform's file manager.
    pub(in crate::app) fn open_data_folder(&self) {
        let session = Arc::clone(&self.session);
        let failed = || Event::News(News::NoFileManager);
        let show = move || {
            let folder = session.folder();
            let shown = export::show_folder(folder.root(), folder.path());
            shown.err().map(|_| failed())
        };
        self.start_blocking(show, failed);
    }

    /// Writes a table into the person's download folder.
    pub(in crate::app) fn export(&self, table: Export) {
        self.start_blocking(
            move || match table.write() {
                Ok(path) => Event::News(News::TableExported(path)),
                Err(error) => Event::News(News::TableNotExported(Some(error.to_string()))),
            },
            || Event::News(News::TableNotExported(None)),
        );
    }

    /// Draws a chart and writes it into the person's download folder.
    pub(in crate::app) fn save_chart(&self, chart: Chart, state: &AppState) {
        let picture = Picture::of(chart, state, &self.answers.ctx);
        let stem = format!("holdfast-{}-{}", chart.name(), state.today());
        self.start_blocking(
            move || match picture::write(&picture, &stem) {
                Some(Ok(path)) => Event::News(News::ChartSaved(path)),
                Some(Err(error)) => Event::News(News::ChartNotSaved(Some(error.to_string()))),
                None => Event::News(News::ChartNotSaved(Some(nothing_to_draw(chart)))),
            },
            || Event::News(News::ChartNotSaved(None)),
        );
    }

    /// Puts a table on the clipboard.
    pub(in crate::app) fn copy(&self, table: Export) {
        let ctx = self.answers.ctx.clone();
        self.start_blocking(
            move || match table.csv() {
                Ok(text) => {
                    ctx.copy_text(text);
                    Event::News(News::TableCopied)
                }
                Err(_) => Event::News(News::TableNotCopied),
            },
            || Event::News(News::TableNotCopied),
        );
    }
}
