-- Sets a sync aside; one that is set aside already stays so since then.
INSERT INTO syncs_set_aside (sync_run_id, set_aside_at) VALUES (:sync_run_id, :set_aside_at)
ON CONFLICT (sync_run_id) DO NOTHING;
