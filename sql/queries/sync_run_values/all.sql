-- The market values before and after every sync.
SELECT
    sync_run_id,
    moment,
    iso_currency_code,
    unofficial_currency_code,
    market_value
FROM sync_run_values;
