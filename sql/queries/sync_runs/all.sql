-- Every sync, the oldest first.
SELECT
    sync_run_id,
    item_id,
    started_at,
    finished_at,
    outcome,
    added,
    changed,
    removed,
    holdings,
    holdings_changed,
    incomplete,
    window_start,
    contradictory,
    failure_kind,
    failure_code,
    request_id,
    failure_detail
FROM sync_runs
ORDER BY sync_run_id;
