-- The transactions of one connection dated from :start to :end, both included,
-- removed ones too.
SELECT
    investment_transactions.investment_transaction_id,
    investment_transactions.account_id,
    investment_transactions.security_id,
    investment_transactions.date,
    investment_transactions.transaction_datetime,
    investment_transactions.amount,
    investment_transactions.price,
    investment_transactions.quantity,
    investment_transactions.subtype,
    investment_transactions.type,
    investment_transactions.name,
    investment_transactions.fees,
    investment_transactions.iso_currency_code,
    investment_transactions.unofficial_currency_code,
    investment_transactions.removed_on
FROM investment_transactions
JOIN accounts USING (account_id)
WHERE item_id = :item_id AND date BETWEEN :start AND :end;
