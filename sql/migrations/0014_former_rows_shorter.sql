-- What a sync writes over takes less room: tables and columns are named once, and
-- of the transactions that a sync brought there is one row for each account.
CREATE TABLE former_names (
    name_id  INTEGER PRIMARY KEY NOT NULL,
    name     TEXT NOT NULL UNIQUE, -- of a table or column
    checksum INTEGER
) STRICT;

INSERT INTO former_names (name)
SELECT about FROM former_rows
UNION
SELECT changed.key FROM former_rows, json_each(contents) AS changed;

CREATE TABLE shorter_rows (
    sync_run_id INTEGER NOT NULL REFERENCES sync_runs (sync_run_id), -- the sync that changed them
    about       INTEGER NOT NULL REFERENCES former_names (name_id), -- the table; sync_runs, once for each sync of which this is kept
    row_key     TEXT NOT NULL, -- a JSON array of the columns of its primary key; the first of them where contents lists the others
    contents    TEXT CHECK (contents IS NULL OR json_valid(contents)), -- an object of the columns that were others; an array of the rows that were not there; NULL: no such row
    checksum    INTEGER,
    PRIMARY KEY (sync_run_id, about, row_key)
) STRICT, WITHOUT ROWID;

INSERT INTO shorter_rows (sync_run_id, about, row_key, contents)
SELECT
    former_rows.sync_run_id,
    tables.name_id,
    former_rows.row_key,
    CASE WHEN former_rows.contents IS NOT NULL THEN (
        SELECT json_group_object(columns.name_id, changed.value)
        FROM json_each(former_rows.contents) AS changed
        JOIN former_names AS columns ON columns.name = changed.key
    ) END
FROM former_rows
JOIN former_names AS tables ON tables.name = former_rows.about
WHERE former_rows.about <> 'investment_transactions' OR former_rows.contents IS NOT NULL;

INSERT INTO shorter_rows (sync_run_id, about, row_key, contents)
SELECT
    former_rows.sync_run_id,
    tables.name_id,
    json_array(former_rows.row_key ->> 0),
    json_group_array(former_rows.row_key ->> 1)
FROM former_rows
JOIN former_names AS tables ON tables.name = former_rows.about
WHERE former_rows.about = 'investment_transactions' AND former_rows.contents IS NULL
GROUP BY former_rows.sync_run_id, tables.name_id, former_rows.row_key ->> 0;

DROP TABLE former_rows;
ALTER TABLE shorter_rows RENAME TO former_rows;

CREATE TRIGGER former_names_lose_their_checksum
AFTER UPDATE OF name_id, name ON former_names
BEGIN
    UPDATE former_names SET checksum = NULL WHERE name_id = NEW.name_id;
END;

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
