-- The securities whose value was not known.
SELECT
    sync_run_id,
    account_id,
    ordinal,
    security_id
FROM unvalued_securities
ORDER BY sync_run_id, account_id, ordinal, security_id;
