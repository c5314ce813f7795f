-- Forgets what was decided about the accounts of a connection.
DELETE FROM account_choices WHERE account_id IN (SELECT account_id FROM accounts WHERE item_id = :item_id);
