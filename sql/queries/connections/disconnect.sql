-- Marks a connection as removed, its history kept.
--
-- :end_unconfirmed  why Plaid did not confirm that it ended; NULL where it did
UPDATE connections SET disconnected_at = :now, end_unconfirmed = :end_unconfirmed
WHERE item_id = :item_id;
