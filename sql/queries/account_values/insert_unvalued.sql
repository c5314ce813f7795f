-- Notes a security whose value was not known.
INSERT INTO unvalued_securities (sync_run_id, account_id, ordinal, security_id)
VALUES (:sync_run_id, :account_id, :ordinal, :security_id);
