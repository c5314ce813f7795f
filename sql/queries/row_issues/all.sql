-- The rows that were not taken as they came, of every sync.
SELECT
    sync_run_id,
    row,
    problem,
    skipped
FROM row_issues
ORDER BY sync_run_id, ordinal;
