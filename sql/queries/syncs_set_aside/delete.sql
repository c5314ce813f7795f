-- Takes a sync back that was set aside.
DELETE FROM syncs_set_aside WHERE sync_run_id = :sync_run_id;
