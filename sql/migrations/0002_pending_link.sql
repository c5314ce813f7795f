-- The page in the browser whose outcome is not known yet: at most one. Its
-- address and token are in the system keyring, never here.
CREATE TABLE pending_link (
    slot       INTEGER PRIMARY KEY NOT NULL CHECK (slot = 1),
    goal       TEXT NOT NULL CHECK (goal IN ('connect', 'sign_in', 'consent', 'choose_accounts')),
    item_id    TEXT,                  -- NULL while connecting
    opened_at  TEXT NOT NULL,
    expires_at TEXT NOT NULL
) STRICT;
