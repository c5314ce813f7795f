-- Every change of the holdings of a security, the oldest first.
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
WHERE security_id = :security_id
ORDER BY sync_run_id, holding_key;
