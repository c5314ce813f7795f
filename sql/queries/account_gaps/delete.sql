-- Deletes what is noted of a connection's accounts.
DELETE FROM account_gaps WHERE account_id IN (SELECT account_id FROM accounts WHERE item_id = :item_id);
