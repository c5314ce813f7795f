-- Puts an account into the groups of the one that it continues.
INSERT INTO account_groups (account_id, name)
SELECT :new_account_id, name FROM account_groups
WHERE account_id = :old_account_id
ON CONFLICT (account_id, name) DO NOTHING;
