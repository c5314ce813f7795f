-- The lots of one connection's holdings, in the order of the answer.
SELECT
    tax_lots.holding_id,
    tax_lots.ordinal,
    tax_lots.institution_lot_id,
    tax_lots.original_purchase_datetime,
    tax_lots.quantity,
    tax_lots.purchase_price,
    tax_lots.cost_basis,
    tax_lots.current_value,
    tax_lots.position_type
FROM tax_lots
JOIN holdings USING (holding_id)
JOIN accounts USING (account_id)
WHERE item_id = :item_id
ORDER BY tax_lots.holding_id, tax_lots.ordinal;
