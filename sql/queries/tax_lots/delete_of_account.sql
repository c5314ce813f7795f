-- Clears the lots of an account.
DELETE FROM tax_lots WHERE holding_id IN (SELECT holding_id FROM holdings WHERE account_id = :account_id);
