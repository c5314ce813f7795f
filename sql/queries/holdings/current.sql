-- What every account that is still listed and connected holds, one row as
-- reported: several may share account and security.
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
JOIN connections USING (item_id)
WHERE missing_since IS NULL AND disconnected_at IS NULL
ORDER BY holding_id;
