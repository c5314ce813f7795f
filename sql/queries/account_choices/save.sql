-- Keeps what was decided about an account, in place of what was before.
INSERT INTO account_choices (account_id, name, is_hidden)
VALUES (:account_id, :name, :is_hidden)
ON CONFLICT (account_id) DO UPDATE SET
    name = excluded.name,
    is_hidden = excluded.is_hidden;
