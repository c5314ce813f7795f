-- One account.
SELECT
    account_id,
    item_id,
    name,
    official_name,
    mask,
    type,
    subtype,
    holder_category,
    balance_current,
    balance_available,
    balance_limit,
    margin_loan_amount,
    iso_currency_code,
    unofficial_currency_code,
    missing_since,
    doubted_since
FROM accounts
WHERE account_id = :account_id;
