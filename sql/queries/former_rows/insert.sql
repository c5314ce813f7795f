-- Keeps how a row was before a sync, or which rows were not there.
--
-- :contents  NULL: there was no such row
INSERT INTO former_rows (sync_run_id, about, row_key, contents)
VALUES (:sync_run_id, :about, :row_key, :contents);
