-- Marks a transaction that the institution no longer lists.
--
-- :item_id     the connection that it is of
-- :removed_on  the day of the sync
UPDATE investment_transactions SET removed_on = :removed_on
WHERE account_id IN (SELECT account_id FROM accounts WHERE item_id = :item_id)
  AND investment_transaction_id = :investment_transaction_id;
