//! Tables and charts that leave the program, and the way to the data folder.

use std::sync::Arc;

use chrono::NaiveDate;

use super::Tasks;
use crate::{
    app::{
        export::{self, Export},
        picture::Picture,
    },
    state::{Chart, Event, News},
    ui::widgets,
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

    /// Writes a chart, as the window shows it next, into the person's download
    /// folder.
    pub(in crate::app) fn save_chart(&self, chart: Chart, day: NaiveDate) {
        let (tasks, ctx) = (self.clone(), self.answers.ctx.clone());
        let Some(rect) = widgets::chart_rect(&ctx, chart) else {
            return;
        };
        let pixels_per_point = ctx.pixels_per_point();
        widgets::pose(&ctx, chart, day);
        ctx.request_screenshot(move |window| {
            let picture = Picture {
                window,
                rect,
                pixels_per_point,
            };
            let stem = format!("holdfast-{}-{day}", chart.name());
            tasks.start_blocking(
                move || match picture.write(&stem) {
                    Ok(path) => Event::News(News::ChartSaved(path)),
                    Err(error) => Event::News(News::ChartNotSaved(Some(error.to_string()))),
                },
                || Event::News(News::ChartNotSaved(None)),
            );
        });
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
