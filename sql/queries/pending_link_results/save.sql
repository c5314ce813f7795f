-- Notes how far something that was added on the page is.
INSERT OR REPLACE INTO pending_link_results (session_id, position, is_done)
VALUES (:session_id, :position, :is_done)
