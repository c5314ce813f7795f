-- The number of the latest sync of all.
SELECT coalesce(max(sync_run_id), 0) AS sync_run_id FROM sync_runs;
