-- Permits, within this transaction, the deletion of the snapshots of a connection.
UPDATE connections SET is_being_deleted = 1 WHERE item_id = :item_id;
