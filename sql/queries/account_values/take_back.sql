-- Keeps values up to the latest sync that is left: its successor gets the number
-- of one that was deleted.
UPDATE account_values_kept
SET until_run = min(until_run, (SELECT coalesce(max(sync_run_id), 0) FROM sync_runs));
