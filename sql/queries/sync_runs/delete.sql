-- Deletes the records of a connection; everything that refers to them has to be
-- gone.
DELETE FROM sync_runs WHERE item_id = :item_id;
