-- Every holding at every sync, the oldest first, with what its value is made of.
-- An account that held nothing has one row with the holding's columns NULL, and
-- its own currency.
SELECT
    sync_run_id,
    finished_at,
    account_snapshots.account_id,
    holding_id,
    quantity,
    institution_price,
    institution_value,
    vested_value,
    CASE WHEN holding_id IS NULL THEN account_snapshots.iso_currency_code
        ELSE holding_snapshots.iso_currency_code END AS iso_currency_code,
    CASE WHEN holding_id IS NULL THEN account_snapshots.unofficial_currency_code
        ELSE holding_snapshots.unofficial_currency_code END AS unofficial_currency_code
FROM account_snapshots
JOIN sync_runs USING (sync_run_id)
LEFT JOIN holding_snapshots USING (sync_run_id, account_id)
ORDER BY sync_run_id, account_snapshots.account_id;
