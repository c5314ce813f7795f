-- Forgets what was said of a connection and its accounts.
DELETE FROM resolutions
WHERE item_id = :item_id
    OR account_id IN (SELECT account_id FROM accounts WHERE item_id = :item_id);
