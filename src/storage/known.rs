//! Reading the file as a part of its syncs knew it.
//!
//! Facts are never edited, so a sync that does not count is left out when the
//! file is read: temporary tables of the names of those that say what is so now
//! lie over them meanwhile, with what such a sync wrote over put back. Every
//! statement reads those; nothing of the file changes. Rules: `docs/spec/past.md`.

mod overlay;
mod undo;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::Connection as Sqlite;

use super::{
    Database, StorageError,
    columns::{Texts, each_row, every_row, instant, maybe_date, maybe_instant},
    sql,
};
use crate::{
    connect::{AsideSync, Shown},
    domain::{AccountId, ItemId},
};

/// Which syncs count.
#[derive(Clone, Copy)]
pub enum Known<'a> {
    /// All that are not set aside.
    Now,
    /// Those that were over by the end of a day, and not set aside by then.
    By(&'a dyn Fn(DateTime<Utc>) -> bool),
}

/// What a read is given beside the file.
#[derive(Clone, Debug, Default)]
pub struct Unknown {
    /// The connections of which it is not kept what those syncs wrote over that do
    /// not count: of their transactions, what is known now is shown.
    pub not_kept: BTreeSet<ItemId>,
}

impl Database {
    /// Reads with those syncs alone that count; `day_of` says where days begin.
    pub fn known<T>(
        &self,
        known: Known<'_>,
        day_of: impl Fn(DateTime<Utc>) -> NaiveDate,
        read: impl FnOnce(&Self, &Unknown) -> Result<T, StorageError>,
    ) -> Result<T, StorageError> {
        let db = self.moment()?;
        if matches!(known, Known::Now) && !any_set_aside(&self.db)? {
            return read(self, &Unknown::default());
        }
        let Some(syncs) = Syncs::read(&self.db, known)? else {
            return read(self, &Unknown::default());
        };
        let only_reads: bool = self
            .db
            .pragma_query_value(None, "query_only", |row| row.get(0))?;
        self.db.pragma_update(None, "query_only", false)?;
        let laid = overlay::lay(&self.db, &syncs, known, &day_of);
        self.db.pragma_update(None, "query_only", only_reads)?;
        let value = laid.and_then(|()| read(self, &syncs.unknown()));
        // Takes the temporary tables away.
        if let Some(db) = db {
            db.rollback()?;
        }
        value
    }

    /// The syncs that are set aside, the oldest first.
    pub fn syncs_set_aside(&self) -> Result<Vec<AsideSync>, StorageError> {
        if !any_set_aside(&self.db)? {
            return Ok(vec![]);
        }
        let all = syncs(&self.db, Known::Now)?;
        let aside = all.iter().filter(|it| it.is_left_out());
        let aside = aside.map(|it| {
            let counting = all
                .iter()
                .rfind(|other| other.item == it.item && other.counts());
            AsideSync {
                run: it.id,
                item_id: it.item.clone(),
                started_at: it.started_at,
                shown: match counting {
                    None => Shown::Nothing,
                    Some(other) if other.id > it.id => Shown::Later,
                    Some(other) => Shown::Earlier(other.started_at),
                },
            }
        });
        Ok(aside.collect())
    }
}

fn any_set_aside(db: &Sqlite) -> Result<bool, StorageError> {
    Ok(db.query_row(sql::SYNCS_SET_ASIDE_ANY, [], |row| row.get("any_set_aside"))?)
}

/// What came of a sync.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Found {
    /// It failed.
    Nothing,
    /// Not every transaction of its days arrived, or the list contradicts itself.
    Part,
    Everything,
}

/// A sync, as far as it decides what is known.
struct Sync {
    id: i64,
    item: ItemId,
    started_at: DateTime<Utc>,
    found: Found,
    /// Whether it is among those that are asked for.
    counts: bool,
    /// The first day whose transactions it read; `None`: all that there were.
    window_start: Option<NaiveDate>,
    /// Whether it is kept what it wrote over.
    is_kept: bool,
}

impl Sync {
    /// Whether what it found counts.
    fn counts(&self) -> bool {
        self.counts && !self.has_failed()
    }

    fn has_failed(&self) -> bool {
        self.found == Found::Nothing
    }

    /// Whether it found something that does not count.
    fn is_left_out(&self) -> bool {
        !self.counts && !self.has_failed()
    }
}

fn syncs(db: &Sqlite, known: Known<'_>) -> Result<Vec<Sync>, StorageError> {
    let texts = &mut Texts::default();
    every_row(db, "sync_runs", sql::SYNC_RUNS_KNOWN, [], |row| {
        let aside = maybe_instant(row, "set_aside_at")?;
        let finished_at = instant(row, "finished_at")?;
        Ok(Sync {
            id: row.get("sync_run_id")?,
            item: texts.text(row, "item_id")?.into(),
            started_at: instant(row, "started_at")?,
            found: match (row.get("is_success")?, row.get("is_whole")?) {
                (false, _) => Found::Nothing,
                (true, false) => Found::Part,
                (true, true) => Found::Everything,
            },
            counts: match known {
                Known::Now => aside.is_none(),
                Known::By(by_then) => by_then(finished_at) && !aside.is_some_and(by_then),
            },
            window_start: maybe_date(row, "window_start")?,
            is_kept: row.get("is_kept")?,
        })
    })
}

/// All syncs, where some of them do not count.
struct Syncs {
    by_number: BTreeMap<i64, Sync>,
    items: BTreeMap<ItemId, OfItem>,
}

/// What the syncs of a connection say that has one that does not count.
#[derive(Default)]
struct OfItem {
    /// The first one that went well.
    first: Option<i64>,
    /// The latest one that counts.
    latest: Option<i64>,
    /// Of those that count and whose list was whole: number and first day read.
    read: Vec<(i64, Option<NaiveDate>)>,
    /// Whether it is kept what those wrote over that do not count.
    is_kept: bool,
}

impl Syncs {
    /// `None` where all of them count.
    fn read(db: &Sqlite, known: Known<'_>) -> Result<Option<Self>, StorageError> {
        let all = syncs(db, known)?;
        if all.iter().all(|it| it.counts) {
            return Ok(None);
        }
        let mut items: BTreeMap<ItemId, OfItem> = BTreeMap::new();
        for sync in all.iter().filter(|it| it.is_left_out()) {
            let of_item = items.entry(sync.item.clone()).or_insert_with(|| OfItem {
                is_kept: true,
                ..OfItem::default()
            });
            of_item.is_kept &= sync.is_kept;
        }
        for sync in all.iter().filter(|it| !it.has_failed()) {
            let Some(of_item) = items.get_mut(&sync.item) else {
                continue;
            };
            of_item.first.get_or_insert(sync.id);
            if sync.counts {
                of_item.latest = Some(sync.id);
                if sync.found == Found::Everything {
                    of_item.read.push((sync.id, sync.window_start));
                }
            }
        }
        let by_number = all.into_iter().map(|it| (it.id, it)).collect();
        Ok(Some(Self { by_number, items }))
    }

    /// The first one that does not count and went well.
    fn first_left_out(&self) -> Option<i64> {
        let mut all = self.by_number.values();
        all.find(|it| it.is_left_out()).map(|it| it.id)
    }

    fn unknown(&self) -> Unknown {
        let not_kept = self.items.iter().filter(|it| !it.1.is_kept);
        Unknown {
            not_kept: not_kept.map(|it| it.0.clone()).collect(),
        }
    }

    /// Whether a row of which a sync says something is still so by what counts: the
    /// sync itself, or a later one that read everything anew. Of a transaction of
    /// that `day` only one that read the day.
    fn holds(&self, run: i64, day: Option<NaiveDate>) -> bool {
        let Some(sync) = self.by_number.get(&run) else {
            return true;
        };
        if sync.counts() {
            return true;
        }
        let Some(of_item) = self.items.get(&sync.item) else {
            return true;
        };
        match day {
            None => of_item.latest.is_some_and(|it| it > run),
            Some(day) => of_item.has_read(run, day),
        }
    }
}

impl OfItem {
    /// Whether a sync that counts, after the one of a number, read that day.
    fn has_read(&self, run: i64, day: NaiveDate) -> bool {
        let later = self.read.iter().filter(|it| it.0 > run);
        later
            .map(|it| it.1)
            .any(|it| it.is_none_or(|start| start <= day))
    }
}

/// Of every account that has a snapshot, the latest one that was taken and the
/// latest one that counts.
fn snapshots(db: &Sqlite, syncs: &Syncs) -> Result<Vec<(AccountId, Option<i64>)>, StorageError> {
    let texts = &mut Texts::default();
    let mut outdated = vec![];
    let latest = sql::SNAPSHOTS_LATEST_OF_ACCOUNTS;
    each_row(db, "account_snapshots", latest, [], |row| {
        let run: i64 = row.get("sync_run_id")?;
        if syncs.by_number.get(&run).is_some_and(|it| !it.counts) {
            outdated.push(AccountId::from(texts.text(row, "account_id")?));
        }
        Ok(())
    })?;
    let mut found = vec![];
    for account in outdated {
        let params = rusqlite::named_params! { ":account_id": account.as_str() };
        let mut runs = db.prepare_cached(sql::SNAPSHOTS_RUNS_OF_ACCOUNT)?;
        let runs: Vec<i64> = runs
            .query_map(params, |row| row.get("sync_run_id"))?
            .collect::<Result<_, _>>()?;
        let counts = |run: &i64| syncs.by_number.get(run).is_some_and(|it| it.counts);
        found.push((account, runs.into_iter().find(counts)));
    }
    Ok(found)
}
