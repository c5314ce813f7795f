-- What the person decided about an account; nothing here is the institution's.
CREATE TABLE account_choices (
    account_id TEXT PRIMARY KEY NOT NULL REFERENCES accounts (account_id),
    name       TEXT,                  -- NULL for the institution's own
    is_hidden  INTEGER NOT NULL CHECK (is_hidden IN (0, 1))
) STRICT, WITHOUT ROWID;

-- The groups that an account is in, such as Retirement.
CREATE TABLE account_groups (
    account_id TEXT NOT NULL REFERENCES accounts (account_id),
    name       TEXT NOT NULL,
    PRIMARY KEY (account_id, name)
) STRICT, WITHOUT ROWID;

-- Whether an account continues one that is gone, as the person said. Nothing of
-- either is rewritten: the two are shown as one.
CREATE TABLE account_successions (
    old_account_id TEXT NOT NULL REFERENCES accounts (account_id),
    new_account_id TEXT NOT NULL REFERENCES accounts (account_id),
    is_same        INTEGER NOT NULL CHECK (is_same IN (0, 1)),
    decided_at     TEXT NOT NULL,
    PRIMARY KEY (old_account_id, new_account_id),
    CHECK (old_account_id <> new_account_id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX account_successions_one_successor
ON account_successions (old_account_id) WHERE is_same = 1;

CREATE UNIQUE INDEX account_successions_one_predecessor
ON account_successions (new_account_id) WHERE is_same = 1;
