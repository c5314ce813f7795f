-- Whether a connection was never synced.
SELECT NOT EXISTS (SELECT 1 FROM sync_runs WHERE item_id = :item_id AND outcome = 'success') AS is_first;
