-- What holdings were after a sync, the oldest first: how it left them, and every
-- change since.
SELECT
    holding_key,
    sync_run_id,
    account_id,
    security_id,
    is_held,
    quantity,
    cost_basis,
    institution_price,
    institution_value,
    vested_quantity,
    vested_value,
    iso_currency_code,
    unofficial_currency_code
FROM holding_keys
JOIN holding_versions USING (holding_key)
WHERE account_id IN (SELECT account_id FROM account_snapshots WHERE sync_run_id > :after)
  AND sync_run_id >= coalesce(
    (
        SELECT max(sync_run_id) FROM holding_versions AS earlier
        WHERE earlier.holding_key = holding_keys.holding_key AND earlier.sync_run_id <= :after
    ),
    0
  )
ORDER BY sync_run_id, holding_key;
