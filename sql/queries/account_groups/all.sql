-- The groups of every account, by name.
SELECT account_id, name FROM account_groups ORDER BY lower(name), name;
