-- Which days the syncs of a connection read, the oldest first. After one that is
-- set aside everything is read again, so what was read until then says nothing.
SELECT
    started_at,
    outcome,
    incomplete,
    window_start
FROM sync_runs
WHERE item_id = :item_id
  AND sync_run_id > coalesce(
    (
        SELECT max(set_aside.sync_run_id) FROM syncs_set_aside AS set_aside
        JOIN sync_runs AS aside USING (sync_run_id)
        WHERE aside.item_id = :item_id
    ),
    0
  )
ORDER BY sync_run_id;
