-- Deletes the holding snapshots of a connection that is being deleted.
DELETE FROM holding_versions WHERE sync_run_id IN (SELECT sync_run_id FROM sync_runs WHERE item_id = :item_id);
