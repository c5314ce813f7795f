-- Notes which holdings of an account's latest snapshot it no longer has.
INSERT INTO holding_versions (sync_run_id, holding_key, is_held)
SELECT :sync_run_id, holding_keys.holding_key, 0
FROM holding_keys
JOIN holding_versions AS latest
    ON latest.holding_key = holding_keys.holding_key
    AND latest.sync_run_id = (
        SELECT max(sync_run_id) FROM holding_versions AS earlier
        WHERE earlier.holding_key = holding_keys.holding_key
    )
WHERE account_id = :account_id
  AND is_held = 1
  AND NOT EXISTS (
    SELECT 1 FROM holdings
    WHERE holdings.account_id = holding_keys.account_id
      AND holdings.holding_id = holding_keys.holding_id
      AND holdings.security_id = holding_keys.security_id
  );
