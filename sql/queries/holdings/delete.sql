-- Deletes the holdings of a connection; their lots have to be gone.
DELETE FROM holdings WHERE account_id IN (SELECT account_id FROM accounts WHERE item_id = :item_id);
