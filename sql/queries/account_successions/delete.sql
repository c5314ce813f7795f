-- Forgets every decision about the accounts of a connection.
DELETE FROM account_successions
WHERE old_account_id IN (SELECT account_id FROM accounts WHERE item_id = :item_id)
    OR new_account_id IN (SELECT account_id FROM accounts WHERE item_id = :item_id);
