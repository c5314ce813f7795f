-- The latest sync of every connection, or of one.
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
WHERE sync_run_id IN (
    SELECT (SELECT max(sync_run_id) FROM sync_runs AS of_item WHERE of_item.item_id = connections.item_id)
    FROM connections
    WHERE item_id = coalesce(:item_id, item_id)
);
