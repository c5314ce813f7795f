-- Every lot, by holding, in the order of the answer.
SELECT
    holding_id,
    ordinal,
    institution_lot_id,
    original_purchase_datetime,
    quantity,
    purchase_price,
    cost_basis,
    current_value,
    position_type
FROM tax_lots
ORDER BY holding_id, ordinal;
