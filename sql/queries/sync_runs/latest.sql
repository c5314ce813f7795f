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
    failure_detail,
    set_aside_at,
    EXISTS (
        SELECT 1 FROM former_rows
        WHERE former_rows.sync_run_id = sync_runs.sync_run_id
    ) AS is_kept
FROM sync_runs
LEFT JOIN syncs_set_aside USING (sync_run_id)
WHERE sync_run_id IN (
    SELECT (SELECT max(sync_run_id) FROM sync_runs AS of_item WHERE of_item.item_id = connections.item_id)
    FROM connections
    WHERE item_id = coalesce(:item_id, item_id)
);
