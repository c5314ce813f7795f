-- A sync can be set aside and taken back, and the portfolio be shown as a sync
-- knew it. Snapshots are kept by sync already; of everything else a sync writes
-- over what was there, so what it replaces is kept from now on.
CREATE TABLE syncs_set_aside (
    sync_run_id  INTEGER PRIMARY KEY NOT NULL REFERENCES sync_runs (sync_run_id),
    set_aside_at TEXT NOT NULL,
    checksum     INTEGER
) STRICT;

CREATE TRIGGER syncs_set_aside_lose_their_checksum
AFTER UPDATE OF sync_run_id, set_aside_at ON syncs_set_aside
BEGIN
    UPDATE syncs_set_aside SET checksum = NULL WHERE sync_run_id = NEW.sync_run_id;
END;

-- How rows were before a sync. The rows of a connection's first sync are not
-- noted: all that nothing is noted of were there since then.
CREATE TABLE former_rows (
    sync_run_id INTEGER NOT NULL REFERENCES sync_runs (sync_run_id), -- the sync that changed them
    about       TEXT NOT NULL, -- the table; sync_runs, once for each sync of which this is kept
    row_key     TEXT NOT NULL, -- a JSON array of the columns of its primary key
    contents    TEXT CHECK (contents IS NULL OR json_valid(contents)), -- the columns that were others; NULL: no such row
    checksum    INTEGER,
    PRIMARY KEY (sync_run_id, about, row_key)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER former_rows_never_change
BEFORE UPDATE ON former_rows
WHEN OLD.checksum IS NOT NULL
BEGIN
    SELECT RAISE (ABORT, 'what was before a sync never changes');
END;

CREATE TRIGGER former_rows_stay
BEFORE DELETE ON former_rows
WHEN NOT EXISTS (
    SELECT 1 FROM sync_runs JOIN connections USING (item_id)
    WHERE sync_run_id = OLD.sync_run_id AND is_being_deleted = 1
)
BEGIN
    SELECT RAISE (ABORT, 'what was before a sync is deleted only with its connection');
END;
