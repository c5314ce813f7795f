-- Records a sync that failed. A connection that is not on disk has no record.
INSERT INTO sync_runs (item_id, started_at, finished_at, outcome, failure_kind, failure_code, request_id, failure_detail)
SELECT item_id, :started_at, :finished_at, 'failed', :failure_kind, :failure_code, :request_id, :failure_detail
FROM connections WHERE item_id = :item_id;
