-- The rows that were not taken as they came, of every sync.
SELECT
    sync_run_id,
    row_kind,
    row,
    place,
    account,
    day,
    field,
    problem,
    detail,
    amount,
    iso_currency_code,
    unofficial_currency_code,
    skipped
FROM row_issues
ORDER BY sync_run_id, ordinal;
