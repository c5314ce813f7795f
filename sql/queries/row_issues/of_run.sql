-- The rows that one sync did not take as they came.
SELECT
    row,
    problem,
    skipped
FROM row_issues
WHERE sync_run_id = :sync_run_id
ORDER BY ordinal;
