-- Adds a row that was not taken as it came.
INSERT INTO row_issues (
    sync_run_id,
    ordinal,
    row,
    problem,
    skipped
) VALUES (
    :sync_run_id,
    :ordinal,
    :row,
    :problem,
    :skipped
);
