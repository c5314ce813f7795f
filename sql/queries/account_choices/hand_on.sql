-- Gives an account the choices of the one that it continues, unless it has its own.
INSERT INTO account_choices (account_id, name, is_hidden)
SELECT :new_account_id, name, is_hidden FROM account_choices
WHERE account_id = :old_account_id
ON CONFLICT (account_id) DO NOTHING;
