-- What a sync found is kept as before, but a row that is as it was is not
-- stored again, ids are stored once, and what accounts were worth is kept
-- beside it, so that no start has to value ten years of syncs. And indexes for
-- what is asked of tables that grow.
CREATE TABLE holding_keys (
    holding_key INTEGER PRIMARY KEY,
    account_id  TEXT NOT NULL,
    holding_id  TEXT NOT NULL,
    security_id TEXT NOT NULL,
    UNIQUE (account_id, holding_id, security_id)
) STRICT;

CREATE INDEX holding_keys_of_security ON holding_keys (security_id);

CREATE TABLE holding_versions (
    sync_run_id              INTEGER NOT NULL REFERENCES sync_runs (sync_run_id), -- true from this sync on
    holding_key              INTEGER NOT NULL REFERENCES holding_keys (holding_key),
    is_held                  INTEGER NOT NULL CHECK (is_held IN (0, 1)), -- 0: no longer listed, the rest is NULL
    quantity                 TEXT,
    cost_basis               TEXT,
    institution_value        TEXT,
    institution_price        TEXT,
    institution_price_as_of  INTEGER,      -- a day as the number YYYYMMDD
    vested_quantity          TEXT,
    vested_value             TEXT,
    iso_currency_code        TEXT,
    unofficial_currency_code TEXT,
    PRIMARY KEY (sync_run_id, holding_key)
) STRICT, WITHOUT ROWID;

INSERT INTO holding_keys (account_id, holding_id, security_id)
SELECT account_id, holding_id, security_id FROM holding_snapshots
GROUP BY account_id, holding_id, security_id;

WITH first_run AS (
    SELECT holding_key, account_id, holding_id, security_id, min(sync_run_id) AS first_run
    FROM holding_keys JOIN holding_snapshots USING (account_id, holding_id, security_id)
    GROUP BY holding_key
),
at_every_run AS (
    SELECT
        account_snapshots.sync_run_id,
        holding_key,
        held.holding_id IS NOT NULL AS is_held,
        quantity,
        cost_basis,
        institution_value,
        institution_price,
        CAST(replace(institution_price_as_of, '-', '') AS INTEGER) AS institution_price_as_of,
        vested_quantity,
        vested_value,
        held.iso_currency_code,
        held.unofficial_currency_code
    FROM first_run
    JOIN account_snapshots
        ON account_snapshots.account_id = first_run.account_id AND account_snapshots.sync_run_id >= first_run
    LEFT JOIN holding_snapshots AS held
        ON held.sync_run_id = account_snapshots.sync_run_id
        AND held.account_id = first_run.account_id
        AND held.holding_id = first_run.holding_id
        AND held.security_id = first_run.security_id
),
described AS (
    SELECT *, json_array(
        is_held, quantity, cost_basis, institution_value, institution_price, institution_price_as_of,
        vested_quantity, vested_value, iso_currency_code, unofficial_currency_code
    ) AS description
    FROM at_every_run
),
beside_the_one_before AS (
    SELECT *, lag(description) OVER (PARTITION BY holding_key ORDER BY sync_run_id) AS before FROM described
)
INSERT INTO holding_versions (
    sync_run_id, holding_key, is_held, quantity, cost_basis, institution_value, institution_price,
    institution_price_as_of, vested_quantity, vested_value, iso_currency_code, unofficial_currency_code
)
SELECT
    sync_run_id, holding_key, is_held, quantity, cost_basis, institution_value, institution_price,
    institution_price_as_of, vested_quantity, vested_value, iso_currency_code, unofficial_currency_code
FROM beside_the_one_before
WHERE description IS NOT before
ORDER BY sync_run_id, holding_key;

DROP TABLE holding_snapshots;

CREATE INDEX holding_versions_of_holding ON holding_versions (holding_key);

CREATE TRIGGER holding_versions_never_change
BEFORE UPDATE ON holding_versions
BEGIN
    SELECT RAISE (ABORT, 'a snapshot never changes');
END;

CREATE TRIGGER holding_versions_are_never_replaced
BEFORE INSERT ON holding_versions
WHEN EXISTS (
    SELECT 1 FROM holding_versions WHERE sync_run_id = NEW.sync_run_id AND holding_key = NEW.holding_key
)
BEGIN
    SELECT RAISE (ABORT, 'a snapshot never changes');
END;

CREATE TRIGGER holding_versions_stay
BEFORE DELETE ON holding_versions
WHEN NOT EXISTS (
    SELECT 1 FROM sync_runs JOIN connections USING (item_id)
    WHERE sync_run_id = OLD.sync_run_id AND is_being_deleted = 1
)
BEGIN
    SELECT RAISE (ABORT, 'a snapshot is deleted only with its connection');
END;

CREATE TRIGGER holding_keys_never_change
BEFORE UPDATE ON holding_keys
BEGIN
    SELECT RAISE (ABORT, 'a snapshot never changes');
END;

-- What accounts were worth at their syncs: follows from the snapshots, and is
-- made anew where it is missing.
CREATE TABLE account_values (
    sync_run_id              INTEGER NOT NULL REFERENCES sync_runs (sync_run_id),
    account_id               TEXT NOT NULL,
    ordinal                  INTEGER NOT NULL,
    synced_at                INTEGER NOT NULL, -- when the sync ended, in nanoseconds since 1970
    iso_currency_code        TEXT,
    unofficial_currency_code TEXT,
    market_value             TEXT,             -- NULL when nothing was known, or the sum is too large
    PRIMARY KEY (sync_run_id, account_id, ordinal)
) STRICT, WITHOUT ROWID;

-- The securities that are in no sum of account_values.
CREATE TABLE unvalued_securities (
    sync_run_id INTEGER NOT NULL,
    account_id  TEXT NOT NULL,
    ordinal     INTEGER NOT NULL,
    security_id TEXT NOT NULL,
    PRIMARY KEY (sync_run_id, account_id, ordinal, security_id),
    FOREIGN KEY (sync_run_id, account_id, ordinal)
    REFERENCES account_values (sync_run_id, account_id, ordinal) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- Up to which sync account_values are kept, and by which rule. No row: none
-- is to be believed.
CREATE TABLE account_values_kept (
    slot      INTEGER PRIMARY KEY NOT NULL CHECK (slot = 1),
    until_run INTEGER NOT NULL,
    rule      INTEGER NOT NULL
) STRICT;

-- The value of a row rests on these, too, whenever they become known.
CREATE TRIGGER values_follow_changed_securities
AFTER UPDATE OF type, iso_currency_code, unofficial_currency_code ON securities
WHEN (OLD.type, OLD.iso_currency_code, OLD.unofficial_currency_code)
    IS NOT (NEW.type, NEW.iso_currency_code, NEW.unofficial_currency_code)
BEGIN
    DELETE FROM account_values_kept;
END;

CREATE TRIGGER values_follow_late_securities
AFTER INSERT ON securities
WHEN EXISTS (SELECT 1 FROM holding_keys WHERE security_id = NEW.security_id)
BEGIN
    DELETE FROM account_values_kept;
END;

CREATE TRIGGER values_follow_changed_accounts
AFTER UPDATE OF iso_currency_code, unofficial_currency_code ON accounts
WHEN (OLD.iso_currency_code, OLD.unofficial_currency_code) IS NOT (NEW.iso_currency_code, NEW.unofficial_currency_code)
BEGIN
    DELETE FROM account_values_kept;
END;

CREATE INDEX account_snapshots_of_account ON account_snapshots (account_id);
CREATE INDEX accounts_of_item ON accounts (item_id);
CREATE INDEX holdings_of_account ON holdings (account_id);
CREATE INDEX sync_run_values_of_run ON sync_run_values (sync_run_id);
CREATE INDEX sync_runs_of_item ON sync_runs (item_id);
