-- The page in the browser whose outcome is not known yet: at most one. Its
-- address and token are in the system keyring, never here.
CREATE TABLE pending_link (
    slot       INTEGER PRIMARY KEY NOT NULL CHECK (slot = 1),
    goal       TEXT NOT NULL CHECK (goal IN ('connect', 'sign_in', 'consent', 'choose_accounts')),
    item_id    TEXT,                  -- NULL while connecting
    opened_at  TEXT NOT NULL,
    expires_at TEXT NOT NULL
) STRICT;

-- What was added on that page and is being dealt with: its one-time token is
-- good for one exchange only. What is not listed was not touched yet.
CREATE TABLE pending_link_results (
    session_id TEXT NOT NULL,
    position   INTEGER NOT NULL,
    is_done    INTEGER NOT NULL CHECK (is_done IN (0, 1)),   -- 0 from before the exchange on
    PRIMARY KEY (session_id, position)
) STRICT, WITHOUT ROWID;
