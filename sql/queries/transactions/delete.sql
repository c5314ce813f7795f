-- Deletes the transactions of a connection.
DELETE FROM investment_transactions WHERE account_id IN (SELECT account_id FROM accounts WHERE item_id = :item_id);
