-- Adds a transaction that is not on disk yet. Values are bound in this order.
INSERT INTO investment_transactions (
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
) VALUES (
    :investment_transaction_id,
    :account_id,
    :security_id,
    :date,
    :transaction_datetime,
    :amount,
    :price,
    :quantity,
    :subtype,
    :type,
    :name,
    :fees,
    :iso_currency_code,
    :unofficial_currency_code,
    :removed_on
);
