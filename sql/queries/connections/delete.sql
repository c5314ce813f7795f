-- Deletes a connection; everything that refers to it has to be gone.
DELETE FROM connections WHERE item_id = :item_id;
