-- The holdings that are not as the latest snapshot of their account has them,
-- and those that only one of the two has: one row per holding. A sync writes
-- both at once, so there are none while the file is whole.
WITH latest AS (
    SELECT account_id, max(sync_run_id) AS sync_run_id FROM account_snapshots GROUP BY account_id
),
taken AS (
    SELECT account_id, holding_id, security_id, quantity, cost_basis, institution_value,
           institution_price, institution_price_as_of, vested_quantity, vested_value,
           iso_currency_code, unofficial_currency_code, as_of
    FROM latest JOIN holding_snapshots USING (account_id, sync_run_id)
),
held AS (
    SELECT account_id, holding_id, security_id, quantity, cost_basis, institution_value,
           institution_price, institution_price_as_of, vested_quantity, vested_value,
           iso_currency_code, unofficial_currency_code, as_of
    FROM latest JOIN holdings USING (account_id)
)
SELECT holding_id FROM (SELECT * FROM taken EXCEPT SELECT * FROM held)
UNION
SELECT holding_id FROM (SELECT * FROM held EXCEPT SELECT * FROM taken)
ORDER BY holding_id;
