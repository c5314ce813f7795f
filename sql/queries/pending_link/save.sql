-- Notes the page that was opened, in place of an older one.
INSERT OR REPLACE INTO pending_link (slot, goal, item_id, opened_at, expires_at)
VALUES (1, :goal, :item_id, :opened_at, :expires_at)
