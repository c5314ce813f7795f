-- Adds a market value of one currency, before or after a sync.
INSERT INTO sync_run_values (
    sync_run_id,
    moment,
    iso_currency_code,
    unofficial_currency_code,
    market_value
) VALUES (
    :sync_run_id,
    :moment,
    :iso_currency_code,
    :unofficial_currency_code,
    :market_value
);
