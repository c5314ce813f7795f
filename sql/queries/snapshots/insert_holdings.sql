-- Keeps every holding of an account as it is now.
INSERT INTO holding_snapshots (
    sync_run_id,
    account_id,
    holding_id,
    security_id,
    quantity,
    cost_basis,
    institution_value,
    institution_price,
    institution_price_as_of,
    vested_quantity,
    vested_value,
    iso_currency_code,
    unofficial_currency_code,
    as_of
)
SELECT
    :sync_run_id,
    account_id,
    holding_id,
    security_id,
    quantity,
    cost_basis,
    institution_value,
    institution_price,
    institution_price_as_of,
    vested_quantity,
    vested_value,
    iso_currency_code,
    unofficial_currency_code,
    as_of
FROM holdings WHERE account_id = :account_id;
