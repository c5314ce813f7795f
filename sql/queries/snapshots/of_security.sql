-- What every account that ever held a security had of it at each of its syncs,
-- the oldest first. An account that held none of it then has one row with the
-- holding's columns NULL.
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
LEFT JOIN holding_snapshots
    ON holding_snapshots.sync_run_id = account_snapshots.sync_run_id
    AND holding_snapshots.account_id = account_snapshots.account_id
    AND security_id = :security_id
WHERE account_snapshots.account_id IN (SELECT account_id FROM holding_snapshots WHERE security_id = :security_id)
ORDER BY account_snapshots.sync_run_id, account_snapshots.account_id, holding_id;
