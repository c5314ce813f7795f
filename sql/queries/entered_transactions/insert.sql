-- Keeps a transaction that the person entered.
INSERT INTO entered_transactions (
    account_id, security_id, date, amount, price, quantity, subtype, type, name, fees,
    iso_currency_code, unofficial_currency_code, entered_at
) VALUES (
    :account_id, :security_id, :date, :amount, :price, :quantity, :subtype, :type, :name, :fees,
    :iso_currency_code, :unofficial_currency_code, :entered_at
);
