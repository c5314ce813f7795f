-- Deletes the values of a connection that is being deleted.
DELETE FROM account_values WHERE sync_run_id IN (SELECT sync_run_id FROM sync_runs WHERE item_id = :item_id);
