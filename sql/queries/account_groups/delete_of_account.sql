-- Takes an account out of all groups.
DELETE FROM account_groups WHERE account_id = :account_id;
