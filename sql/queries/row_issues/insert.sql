-- Adds a row that was not taken as it came.
INSERT INTO row_issues (
    sync_run_id,
    ordinal,
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
) VALUES (
    :sync_run_id,
    :ordinal,
    :row_kind,
    :row,
    :place,
    :account,
    :day,
    :field,
    :problem,
    :detail,
    :amount,
    :iso_currency_code,
    :unofficial_currency_code,
    :skipped
);
