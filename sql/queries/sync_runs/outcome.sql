-- Whether a sync went well; no row where there is none of that number.
SELECT outcome = 'success' AS is_success FROM sync_runs WHERE sync_run_id = :sync_run_id;
