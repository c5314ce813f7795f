-- The syncs that found an account, the latest first.
SELECT sync_run_id FROM account_snapshots WHERE account_id = :account_id ORDER BY sync_run_id DESC;
