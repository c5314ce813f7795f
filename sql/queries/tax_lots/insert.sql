-- Adds a lot of a holding, in the order of the answer.
INSERT INTO tax_lots (
    holding_id,
    ordinal,
    institution_lot_id,
    original_purchase_datetime,
    quantity,
    purchase_price,
    cost_basis,
    current_value,
    position_type
) VALUES (
    :holding_id,
    :ordinal,
    :institution_lot_id,
    :original_purchase_datetime,
    :quantity,
    :purchase_price,
    :cost_basis,
    :current_value,
    :position_type
);
