-- Deletes the lots of a connection.
DELETE FROM tax_lots WHERE holding_id IN (
    SELECT holding_id FROM holdings JOIN accounts USING (account_id) WHERE item_id = :item_id
);
