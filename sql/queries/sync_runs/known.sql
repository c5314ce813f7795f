-- Every sync, the oldest first, with what decides whether it counts and what it
-- says of rows that it did not change. set_aside_at is NULL where it is not set
-- aside.
SELECT
    sync_run_id,
    item_id,
    started_at,
    finished_at,
    outcome = 'success' AS is_success,
    incomplete = 0 AND contradictory = 0 AS is_whole,
    window_start,
    set_aside_at,
    EXISTS (
        SELECT 1 FROM former_rows
        WHERE former_rows.sync_run_id = sync_runs.sync_run_id
    ) AS is_kept
FROM main.sync_runs AS sync_runs
LEFT JOIN syncs_set_aside USING (sync_run_id)
ORDER BY sync_run_id;
