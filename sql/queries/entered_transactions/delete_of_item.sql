-- Deletes what was entered for the accounts of a connection.
DELETE FROM entered_transactions WHERE account_id IN (SELECT account_id FROM accounts WHERE item_id = :item_id);
