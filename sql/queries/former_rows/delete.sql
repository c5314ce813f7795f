-- Deletes what is kept of the syncs of a connection that is being deleted.
DELETE FROM former_rows WHERE sync_run_id IN (SELECT sync_run_id FROM sync_runs WHERE item_id = :item_id);
