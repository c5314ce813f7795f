-- Keeps the balance of an account as it is now.
INSERT INTO account_snapshots (sync_run_id, account_id, balance_current, iso_currency_code, unofficial_currency_code)
SELECT :sync_run_id, account_id, balance_current, iso_currency_code, unofficial_currency_code
FROM accounts WHERE account_id = :account_id;
