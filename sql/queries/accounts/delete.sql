-- Deletes the accounts of a connection.
DELETE FROM accounts WHERE item_id = :item_id;
