-- Marks a connection as removed, its history kept.
UPDATE connections SET disconnected_at = :now WHERE item_id = :item_id;
