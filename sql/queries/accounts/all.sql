-- Every account, those that are no longer listed too, by institution and name.
SELECT
    accounts.account_id,
    accounts.item_id,
    accounts.name,
    accounts.official_name,
    accounts.mask,
    accounts.type,
    accounts.subtype,
    accounts.holder_category,
    accounts.balance_current,
    accounts.balance_available,
    accounts.balance_limit,
    accounts.margin_loan_amount,
    accounts.iso_currency_code,
    accounts.unofficial_currency_code,
    accounts.missing_since,
    accounts.doubted_since
FROM accounts
JOIN connections USING (item_id)
LEFT JOIN institutions USING (institution_id)
ORDER BY lower(coalesce(institutions.name, institution_name, item_id)), item_id, lower(accounts.name), account_id;
