-- Forgets what was added on the page.
DELETE FROM pending_link_results
