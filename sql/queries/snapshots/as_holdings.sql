-- What an account held at a sync, as holdings. No holding speaks for a day after
-- that of the sync.
--
-- :day  the day of the sync
INSERT INTO holdings (
    holding_id, account_id, security_id, quantity, cost_basis, institution_value, institution_price,
    institution_price_as_of, institution_price_datetime, vested_quantity, vested_value,
    iso_currency_code, unofficial_currency_code, as_of
)
SELECT
    holding_id, account_id, security_id, quantity, cost_basis, institution_value, institution_price,
    price_day, (
        SELECT institution_price_datetime FROM main.holdings AS now
        WHERE now.holding_id = at_sync.holding_id
    ), vested_quantity, vested_value,
    iso_currency_code, unofficial_currency_code, min(coalesce(price_day, :day), :day)
FROM (
    SELECT *, CASE WHEN institution_price_as_of IS NOT NULL THEN printf(
        '%04d-%02d-%02d',
        institution_price_as_of / 10000, institution_price_as_of / 100 % 100, institution_price_as_of % 100
    ) END AS price_day
    FROM holding_keys
    JOIN holding_versions USING (holding_key)
    WHERE account_id = :account_id
      AND sync_run_id = (
        SELECT max(sync_run_id) FROM holding_versions AS earlier
        WHERE earlier.holding_key = holding_keys.holding_key AND earlier.sync_run_id <= :sync_run_id
      )
      AND is_held = 1
) AS at_sync;
