-- Deletes the row issues of a connection.
DELETE FROM row_issues WHERE sync_run_id IN (SELECT sync_run_id FROM sync_runs WHERE item_id = :item_id);
