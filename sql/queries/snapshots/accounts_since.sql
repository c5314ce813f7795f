-- The accounts at every sync after one, the oldest first.
SELECT
    sync_run_id,
    finished_at,
    account_id,
    balance_current,
    iso_currency_code,
    unofficial_currency_code
FROM account_snapshots
JOIN sync_runs USING (sync_run_id)
WHERE sync_run_id > :after
ORDER BY sync_run_id, account_id;
