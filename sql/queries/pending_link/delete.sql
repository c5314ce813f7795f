-- Forgets the page: its outcome is known, or nobody waits for it any more.
DELETE FROM pending_link
