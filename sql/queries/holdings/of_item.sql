-- What the accounts of one connection hold, those no longer listed too.
SELECT
    holdings.holding_id,
    holdings.account_id,
    holdings.security_id,
    holdings.quantity,
    holdings.cost_basis,
    holdings.institution_value,
    holdings.institution_price,
    holdings.institution_price_as_of,
    holdings.institution_price_datetime,
    holdings.vested_quantity,
    holdings.vested_value,
    holdings.iso_currency_code,
    holdings.unofficial_currency_code,
    holdings.as_of
FROM holdings
JOIN accounts USING (account_id)
WHERE item_id = :item_id
ORDER BY holding_id;
