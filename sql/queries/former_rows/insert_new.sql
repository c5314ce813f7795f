-- Keeps that a transaction was not there before a sync.
INSERT INTO former_rows (sync_run_id, about, row_key)
VALUES (:sync_run_id, 'investment_transactions', json_array(:account_id, :investment_transaction_id));
