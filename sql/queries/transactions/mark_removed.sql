-- Marks a transaction that the institution no longer lists.
--
-- :removed_on  the day of the sync
UPDATE investment_transactions SET removed_on = :removed_on
WHERE investment_transaction_id = :investment_transaction_id;
