-- Keeps the holdings of an account that are not as its latest snapshot has them.
INSERT INTO holding_versions (
    sync_run_id,
    holding_key,
    is_held,
    quantity,
    cost_basis,
    institution_value,
    institution_price,
    institution_price_as_of,
    vested_quantity,
    vested_value,
    iso_currency_code,
    unofficial_currency_code
)
SELECT
    :sync_run_id,
    holding_keys.holding_key,
    1,
    holdings.quantity,
    holdings.cost_basis,
    holdings.institution_value,
    holdings.institution_price,
    CAST(replace(holdings.institution_price_as_of, '-', '') AS INTEGER),
    holdings.vested_quantity,
    holdings.vested_value,
    holdings.iso_currency_code,
    holdings.unofficial_currency_code
FROM holdings
JOIN holding_keys USING (account_id, holding_id, security_id)
LEFT JOIN holding_versions AS latest
    ON latest.holding_key = holding_keys.holding_key
    AND latest.sync_run_id = (
        SELECT max(sync_run_id) FROM holding_versions AS earlier
        WHERE earlier.holding_key = holding_keys.holding_key
    )
WHERE account_id = :account_id
  AND (
    latest.is_held,
    latest.quantity,
    latest.cost_basis,
    latest.institution_value,
    latest.institution_price,
    latest.institution_price_as_of,
    latest.vested_quantity,
    latest.vested_value,
    latest.iso_currency_code,
    latest.unofficial_currency_code
  ) IS NOT (
    1,
    holdings.quantity,
    holdings.cost_basis,
    holdings.institution_value,
    holdings.institution_price,
    CAST(replace(holdings.institution_price_as_of, '-', '') AS INTEGER),
    holdings.vested_quantity,
    holdings.vested_value,
    holdings.iso_currency_code,
    holdings.unofficial_currency_code
  );
