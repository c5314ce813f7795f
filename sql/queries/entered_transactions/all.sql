-- Every transaction that the person entered, the first of them first.
SELECT
    entry_id,
    account_id,
    security_id,
    date,
    amount,
    price,
    quantity,
    subtype,
    type,
    name,
    fees,
    iso_currency_code,
    unofficial_currency_code
FROM entered_transactions
ORDER BY entry_id;
