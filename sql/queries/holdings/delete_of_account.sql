-- Clears an account before its new holdings; its lots have to be gone.
DELETE FROM holdings WHERE account_id = :account_id;
