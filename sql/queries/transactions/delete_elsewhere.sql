-- Deletes a transaction from the other accounts of a connection: the institution
-- reports it in another one now.
--
-- :account_id  the account that it is reported in
DELETE FROM investment_transactions
WHERE account_id IN (SELECT account_id FROM accounts WHERE item_id = :item_id)
  AND account_id <> :account_id
  AND investment_transaction_id = :investment_transaction_id;
