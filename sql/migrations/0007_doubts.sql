-- What an answer of Plaid's says is not always so: which accounts are doubted,
-- which lists of transactions contradicted themselves, and when an account was
-- gone that is back.
ALTER TABLE accounts ADD COLUMN doubted_since TEXT; -- NULL while the institution is believed

ALTER TABLE sync_runs ADD COLUMN contradictory INTEGER NOT NULL DEFAULT 0; -- 1 when the list of transactions was

CREATE TABLE account_gaps (
    account_id TEXT NOT NULL REFERENCES accounts (account_id),
    from_day   TEXT NOT NULL,         -- the first day on which it was not listed
    until_day  TEXT NOT NULL,         -- the day on which it was listed again
    PRIMARY KEY (account_id, from_day)
) STRICT, WITHOUT ROWID;
