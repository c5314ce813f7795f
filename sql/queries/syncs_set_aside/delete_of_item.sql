-- Deletes what was said of the syncs of a connection.
DELETE FROM syncs_set_aside WHERE sync_run_id IN (SELECT sync_run_id FROM sync_runs WHERE item_id = :item_id);
