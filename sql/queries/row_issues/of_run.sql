-- The rows that one sync did not take as they came.
SELECT
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
WHERE sync_run_id = :sync_run_id
ORDER BY ordinal;
