-- The first day whose transactions a sync asked for: says which days were read
-- by it, also where the clock was wrong at the time. NULL after a failure, and
-- for syncs of versions that did not note it.
ALTER TABLE sync_runs ADD COLUMN window_start TEXT;
