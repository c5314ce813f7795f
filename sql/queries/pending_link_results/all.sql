-- How far everything is that was added on the page and is known of.
SELECT session_id, position, is_done
FROM pending_link_results
