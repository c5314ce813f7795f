-- Every holding at every sync, the oldest first, as it was reported. An account
-- that held nothing has one row with the holding's columns NULL.
SELECT
    finished_at,
    account_snapshots.account_id,
    balance_current,
    account_snapshots.iso_currency_code AS balance_iso_code,
    account_snapshots.unofficial_currency_code AS balance_unofficial_code,
    security_id,
    quantity,
    institution_price,
    institution_value,
    vested_quantity,
    vested_value,
    holding_snapshots.iso_currency_code,
    holding_snapshots.unofficial_currency_code
FROM account_snapshots
JOIN sync_runs USING (sync_run_id)
LEFT JOIN holding_snapshots USING (sync_run_id, account_id)
ORDER BY sync_run_id, account_snapshots.account_id;
