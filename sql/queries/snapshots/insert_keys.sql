-- Gives a number to every holding of an account that has none yet.
INSERT INTO holding_keys (account_id, holding_id, security_id)
SELECT account_id, holding_id, security_id FROM holdings
WHERE account_id = :account_id
ON CONFLICT (account_id, holding_id, security_id) DO NOTHING;
