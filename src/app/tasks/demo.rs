//! Preparing the demo.

use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio_util::sync::CancellationToken;

use super::{Tasks, broken_off, connections::ended_sync};
use crate::{
    connect::SyncStep,
    session::demo::{self, Preparation},
    state::{Event, News},
};

impl Tasks {
    /// Prepares what is missing of the demo, until the environment is closed.
    pub(in crate::app) fn prepare_demo(&self, now: DateTime<Utc>, cancel: CancellationToken) {
        let (tasks, closing) = (self.clone(), self.closing.clone());
        self.start(
            async move {
                closing
                    .run_until_cancelled(tasks.prepare(now, cancel))
                    .await
                    .unwrap_or(Event::Stored)
            },
            || Event::DemoFailed(broken_off("preparing the demo")),
        );
    }

    async fn prepare(&self, now: DateTime<Utc>, cancel: CancellationToken) -> Event {
        let tasks = self.clone();
        let report = move |preparation| tasks.report_preparation(preparation);
        let prepared = match demo::prepare(&self.session, now, report, cancel).await {
            Ok(prepared) => prepared,
            Err(failure) => return Event::DemoFailed(failure),
        };
        let is_ready = !prepared.is_empty() && prepared.values().all(Result::is_ok);
        for (item, result) in prepared {
            let ended = ended_sync(item, now, Duration::ZERO, result);
            self.answers.send(ended).await;
        }
        if is_ready {
            Event::News(News::DemoReady)
        } else {
            Event::Stored
        }
    }

    fn report_preparation(&self, preparation: Preparation) {
        match preparation {
            Preparation::Connected(items) => {
                for item in items {
                    let step = SyncStep::Connection;
                    self.answers.send_progress(Event::SyncStep { item, step });
                }
            }
            Preparation::Step(item, step) => {
                self.answers.send_progress(Event::SyncStep { item, step });
            }
            Preparation::Synced { day, done, of } => {
                let news = News::DemoDay { day, done, of };
                self.answers.send_progress(Event::News(news));
                self.answers.send_progress(Event::Stored);
            }
        }
    }
}
