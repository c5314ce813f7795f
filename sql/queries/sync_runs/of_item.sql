-- Which days the syncs of a connection read, the oldest first.
SELECT
    started_at,
    outcome,
    incomplete,
    window_start
FROM sync_runs
WHERE item_id = :item_id
ORDER BY sync_run_id;
