-- What is the matter with a row is told by kind, its figures apart, so that it
-- is worded, and amounts are hidden, where it is shown. What earlier versions
-- noted in words stays in words.
ALTER TABLE row_issues RENAME TO row_issues_in_words;

CREATE TABLE row_issues (
    sync_run_id              INTEGER NOT NULL REFERENCES sync_runs (sync_run_id),
    ordinal                  INTEGER NOT NULL,
    row_kind                 TEXT,             -- NULL where row and problem are in words
    row                      TEXT NOT NULL,    -- its name, or empty
    place                    INTEGER,          -- in its list, from 1; NULL where it has a name
    account                  TEXT,             -- the name of its account; NULL where none is known
    day                      TEXT,             -- of a transaction, as it was sent
    field                    TEXT,             -- NULL where it is the row as a whole
    problem                  TEXT NOT NULL,    -- its kind
    detail                   TEXT,             -- a count, a day or a text; NULL where the kind has none
    amount                   TEXT,             -- NULL where the kind has none, or it is not known
    iso_currency_code        TEXT,
    unofficial_currency_code TEXT,
    skipped                  INTEGER NOT NULL,
    PRIMARY KEY (sync_run_id, ordinal)
) STRICT, WITHOUT ROWID;

INSERT INTO row_issues (sync_run_id, ordinal, row, problem, skipped)
SELECT sync_run_id, ordinal, row, problem, skipped FROM row_issues_in_words;

DROP TABLE row_issues_in_words;
