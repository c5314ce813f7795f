-- The holdings that are not as the latest snapshot of their account has them,
-- and those that only one of the two has: one row per holding. A sync writes
-- both at once, so there are none while the file is whole.
WITH latest AS (
    SELECT holding_key, max(sync_run_id) AS sync_run_id FROM holding_versions GROUP BY holding_key
),
taken AS (
    SELECT account_id, holding_id, security_id, quantity, cost_basis, institution_value,
           institution_price, institution_price_as_of, vested_quantity, vested_value,
           iso_currency_code, unofficial_currency_code
    FROM latest
    JOIN holding_versions USING (holding_key, sync_run_id)
    JOIN holding_keys USING (holding_key)
    WHERE is_held = 1
),
held AS (
    SELECT account_id, holding_id, security_id, quantity, cost_basis, institution_value,
           institution_price, CAST(replace(institution_price_as_of, '-', '') AS INTEGER),
           vested_quantity, vested_value, iso_currency_code, unofficial_currency_code
    FROM holdings
)
SELECT holding_id FROM (SELECT * FROM taken EXCEPT SELECT * FROM held)
UNION
SELECT holding_id FROM (SELECT * FROM held EXCEPT SELECT * FROM taken)
ORDER BY holding_id;
