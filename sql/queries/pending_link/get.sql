-- The page whose outcome is not known yet.
SELECT goal, item_id, opened_at, expires_at
FROM pending_link
