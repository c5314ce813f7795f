-- Every account that ever held a security at each of its syncs, the oldest
-- first.
SELECT
    sync_run_id,
    finished_at,
    account_id,
    balance_current,
    iso_currency_code,
    unofficial_currency_code
FROM account_snapshots
JOIN sync_runs USING (sync_run_id)
WHERE account_id IN (SELECT account_id FROM holding_keys WHERE security_id = :security_id)
ORDER BY sync_run_id, account_id;
