-- Puts an account into a group.
INSERT INTO account_groups (account_id, name) VALUES (:account_id, :name);
