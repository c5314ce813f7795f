-- Every change of every holding, the oldest first. In this order of the tables
-- nothing has to be sorted.
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
FROM holding_versions
CROSS JOIN holding_keys USING (holding_key)
ORDER BY sync_run_id, holding_key;
