-- Adds one row as reported.
INSERT INTO holdings (
    holding_id,
    account_id,
    security_id,
    quantity,
    cost_basis,
    institution_value,
    institution_price,
    institution_price_as_of,
    institution_price_datetime,
    vested_quantity,
    vested_value,
    iso_currency_code,
    unofficial_currency_code,
    as_of
) VALUES (
    :holding_id,
    :account_id,
    :security_id,
    :quantity,
    :cost_basis,
    :institution_value,
    :institution_price,
    :institution_price_as_of,
    :institution_price_datetime,
    :vested_quantity,
    :vested_value,
    :iso_currency_code,
    :unofficial_currency_code,
    :as_of
);
