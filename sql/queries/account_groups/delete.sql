-- Takes the accounts of a connection out of all groups.
DELETE FROM account_groups WHERE account_id IN (SELECT account_id FROM accounts WHERE item_id = :item_id);
