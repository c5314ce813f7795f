-- Forgets which account continues this one.
DELETE FROM account_successions WHERE old_account_id = :old_account_id AND is_same = 1;
