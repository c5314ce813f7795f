-- Every decision about an account and one that may continue it.
SELECT old_account_id, new_account_id, is_same FROM account_successions
ORDER BY old_account_id, new_account_id;
