-- What the person said of everything, the first of it first.
SELECT
    resolution_id,
    topic,
    answer,
    item_id,
    account_id,
    security_id,
    iso_currency_code,
    unofficial_currency_code,
    found_at,
    size,
    detail,
    decided_at
FROM resolutions
ORDER BY decided_at, resolution_id;
