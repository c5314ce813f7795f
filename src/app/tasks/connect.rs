//! Connecting without a page: by an access token, and at the sandbox's
//! institutions.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{Tasks, broken_off};
use crate::{
    connect::{AccessToken, Secret, SyncFailure, Twin, TwinDecision},
    state::Event,
    sync::{self, Pasted, journal},
};

impl Tasks {
    /// Adds a connection by its access token, or asks about it.
    pub(in crate::app) fn connect_token(&self, token: Secret, now: DateTime<Utc>) {
        let session = Arc::clone(&self.session);
        self.connect(async move {
            let context = session.context(now).await?;
            let pasted = sync::connect_token(context, &AccessToken::new(token), now).await;
            journal::outcome(session.log(), "connect", &pasted);
            pasted.map(came_of)
        });
    }

    /// Does what was decided about an access token.
    pub(in crate::app) fn decide_token(
        &self,
        twin: Box<Twin>,
        decision: TwinDecision,
        now: DateTime<Utc>,
    ) {
        let session = Arc::clone(&self.session);
        self.connect(async move {
            let context = session.context(now).await?;
            let decided = sync::decide_twin(context, &twin, decision, true, now).await;
            journal::outcome(session.log(), "connect", &decided);
            let mut decided = decided?;
            Ok(match decided.kept.pop() {
                Some(connection) => Event::Connected {
                    name: connection.name,
                    was_known: false,
                    failure: decided.failure,
                },
                None => Event::TokenEnded,
            })
        });
    }

    /// Adds one of the sandbox's institutions, or asks about it.
    pub(in crate::app) fn connect_sandbox(&self, institution: String, now: DateTime<Utc>) {
        let session = Arc::clone(&self.session);
        self.connect(async move {
            let context = session.context(now).await?;
            let made = sync::connect_sandbox(context, &institution, now).await;
            journal::outcome(session.log(), "connect", &made);
            made.map(came_of)
        });
    }

    fn connect(&self, attempt: impl Future<Output = Result<Event, SyncFailure>> + Send + 'static) {
        self.start(
            async move { attempt.await.unwrap_or_else(Event::ConnectRefused) },
            || Event::ConnectRefused(broken_off("connecting")),
        );
    }
}

fn came_of(pasted: Pasted) -> Event {
    match pasted {
        Pasted::Connected(connected) => Event::Connected {
            name: connected.connection.name,
            was_known: connected.was_known,
            failure: None,
        },
        Pasted::Asked(twin) => Event::TokenAsked(twin),
    }
}
