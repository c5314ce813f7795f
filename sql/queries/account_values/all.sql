-- What every account was worth at its syncs, the oldest first.
SELECT
    sync_run_id,
    account_id,
    ordinal,
    synced_at,
    iso_currency_code,
    unofficial_currency_code,
    market_value
FROM account_values
ORDER BY sync_run_id, account_id, ordinal;
