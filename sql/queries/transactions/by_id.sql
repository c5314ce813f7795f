-- One transaction of a connection, removed or not; no row where it is not on disk.
SELECT
    investment_transaction_id,
    account_id,
    security_id,
    date,
    transaction_datetime,
    amount,
    price,
    quantity,
    subtype,
    type,
    name,
    fees,
    iso_currency_code,
    unofficial_currency_code,
    removed_on
FROM investment_transactions
WHERE account_id IN (SELECT account_id FROM accounts WHERE item_id = :item_id)
  AND investment_transaction_id = :investment_transaction_id;
