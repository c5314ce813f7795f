//! Which syncs are listed, worked out once per change.

use std::{collections::HashMap, sync::Arc};

use crate::{
    connect::{Shown, SyncOutcome, SyncRun},
    domain::ItemId,
    portfolio::Portfolio,
    state::{AppState, HistoryQuery, SyncHistory},
    text::format::Figures,
    ui::{PageModel, connections::outcome},
    valuation::Amounts,
};

/// The inputs beside the portfolio.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HistoryInput {
    pub query: HistoryQuery,
    pub history: SyncHistory,
}

impl HistoryInput {
    /// What the state asks for; `None` while the history is not shown or not
    /// read yet.
    pub fn of(state: &AppState) -> Option<Self> {
        Some(Self {
            query: state.view.history.clone()?,
            history: state.sync_history.clone()?,
        })
    }
}

/// The page's content.
#[derive(Clone, Debug, Default)]
pub struct HistoryModel {
    history: SyncHistory,
    /// Places in the history, the newest first.
    rows: Vec<usize>,
    names: HashMap<ItemId, Arc<str>>,
    /// The line of the open sync, where it is listed.
    pub open_line: Option<usize>,
    open: Option<usize>,
    /// How many syncs there are of the connection, problems or not.
    pub all: usize,
    /// The values that take the most room to write, before and after a sync.
    pub widest: [Amounts; 2],
}

impl PageModel for HistoryModel {
    type Query = HistoryInput;

    fn build(portfolio: &Arc<Portfolio>, input: &HistoryInput) -> Self {
        let query = &input.query;
        let runs = input.history.runs();
        let is_asked_for = |run: &SyncRun| {
            let item = query.item.as_ref();
            item.is_none_or(|it| *it == run.item_id)
        };
        let asked_for = || (0..runs.len()).filter(|at| is_asked_for(&runs[*at]));
        let rows: Vec<usize> = asked_for()
            .filter(|at| !query.only_problems || is_problem(&runs[*at]))
            .collect();
        let open = query.open.as_ref().and_then(|(item, started_at)| {
            runs.iter()
                .position(|it| it.item_id == *item && it.started_at == *started_at)
        });
        let summaries = || {
            rows.iter().filter_map(|at| match &runs[*at].outcome {
                SyncOutcome::Success(summary) => Some(summary),
                SyncOutcome::Failed(_) => None,
            })
        };
        let widest = [
            widest(summaries().map(|it| &it.value_before)),
            widest(summaries().map(|it| &it.value_after)),
        ];
        Self {
            widest,
            open_line: open.and_then(|open| rows.iter().position(|it| *it == open)),
            open,
            all: asked_for().count(),
            rows,
            history: input.history.clone(),
            names: portfolio
                .connections
                .iter()
                .map(|it| (it.item_id.clone(), Arc::clone(&it.name)))
                .collect(),
        }
    }
}

fn widest<'a>(values: impl Iterator<Item = &'a Amounts>) -> Amounts {
    let length = |it: &Amounts| outcome::totals_text(Figures::default(), it).chars().count();
    values
        .max_by_key(|it| length(it))
        .cloned()
        .unwrap_or_default()
}

impl HistoryModel {
    /// How many syncs are listed.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether none is listed.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The sync of a line.
    pub fn run(&self, line: usize) -> Option<&SyncRun> {
        self.history.runs().get(*self.rows.get(line)?)
    }

    /// The sync in the detail panel.
    pub fn open_run(&self) -> Option<&SyncRun> {
        self.history.runs().get(self.open?)
    }

    /// From which sync what is shown of the connection comes without this one.
    pub fn shown_without(&self, run: &SyncRun) -> Shown {
        let runs = self.history.runs().iter();
        let mut others = runs.filter(|it| {
            it.item_id == run.item_id
                && it.failure().is_none()
                && it.set_aside_at().is_none()
                && it.record != run.record
        });
        // The newest comes first.
        match others.next() {
            None => Shown::Nothing,
            Some(it) if it.record.map(|it| it.id) > run.record.map(|it| it.id) => Shown::Later,
            Some(it) => Shown::Earlier(it.started_at),
        }
    }

    /// The institution's name.
    pub fn name<'a>(&'a self, run: &'a SyncRun) -> &'a str {
        self.name_of(&run.item_id)
    }

    /// The name of a connection's institution.
    pub fn name_of<'a>(&'a self, item: &'a ItemId) -> &'a str {
        self.names.get(item).map_or(item.as_str(), |it| &**it)
    }
}

/// Whether a sync failed, broke off, or did not take every row as it came.
pub(super) fn is_problem(run: &SyncRun) -> bool {
    match &run.outcome {
        SyncOutcome::Failed(_) => true,
        SyncOutcome::Success(summary) => {
            summary.incomplete || summary.contradictory || !summary.row_issues.is_empty()
        }
    }
}
