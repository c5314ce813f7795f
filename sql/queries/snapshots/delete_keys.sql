-- Deletes the numbers of a connection's holdings; their versions have to be gone.
DELETE FROM holding_keys
WHERE account_id IN (SELECT account_id FROM accounts WHERE item_id = :item_id)
  AND NOT EXISTS (SELECT 1 FROM holding_versions WHERE holding_versions.holding_key = holding_keys.holding_key);
