-- The latest sync of every account that has a snapshot.
SELECT account_id, sync_run_id
FROM (
    SELECT account_id, (
        SELECT max(sync_run_id) FROM account_snapshots
        WHERE account_snapshots.account_id = accounts.account_id
    ) AS sync_run_id
    FROM accounts
)
WHERE sync_run_id IS NOT NULL;
