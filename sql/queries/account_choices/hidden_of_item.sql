-- The accounts of one connection that are in no total.
SELECT account_id FROM account_choices JOIN accounts USING (account_id)
WHERE item_id = :item_id AND is_hidden = 1;
