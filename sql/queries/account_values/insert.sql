-- Keeps what an account was worth at a sync.
INSERT INTO account_values (
    sync_run_id,
    account_id,
    ordinal,
    synced_at,
    iso_currency_code,
    unofficial_currency_code,
    market_value
) VALUES (
    :sync_run_id,
    :account_id,
    :ordinal,
    :synced_at,
    :iso_currency_code,
    :unofficial_currency_code,
    :market_value
);
