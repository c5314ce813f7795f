-- Some plans report what a holding is worth and no units: quantity may be NULL
-- now, in holdings and in their snapshots. NULL means that it is not known.
CREATE TABLE kept_holdings AS SELECT * FROM holdings;
CREATE TABLE kept_tax_lots AS SELECT * FROM tax_lots;
DELETE FROM tax_lots;
DROP TABLE holdings;

CREATE TABLE holdings (
    holding_id                 TEXT PRIMARY KEY NOT NULL, -- account/security/ordinal
    account_id                 TEXT NOT NULL REFERENCES accounts (account_id),
    security_id                TEXT NOT NULL,
    quantity                   TEXT,       -- NULL where only a value is reported
    cost_basis                 TEXT,       -- of the whole row, never per unit
    institution_value          TEXT,
    institution_price          TEXT,
    institution_price_as_of    TEXT,
    institution_price_datetime TEXT,
    vested_quantity            TEXT,       -- NULL when it is no stock plan
    vested_value               TEXT,
    iso_currency_code          TEXT,
    unofficial_currency_code   TEXT,
    as_of                      TEXT NOT NULL -- the price's date, else the day of the sync
) STRICT, WITHOUT ROWID;

INSERT INTO holdings SELECT * FROM kept_holdings;
INSERT INTO tax_lots SELECT * FROM kept_tax_lots;
DROP TABLE kept_tax_lots;
DROP TABLE kept_holdings;

ALTER TABLE holding_snapshots RENAME TO old_holding_snapshots;

CREATE TABLE holding_snapshots (
    sync_run_id              INTEGER NOT NULL REFERENCES sync_runs (sync_run_id),
    account_id               TEXT NOT NULL,
    holding_id               TEXT NOT NULL,
    security_id              TEXT NOT NULL,
    quantity                 TEXT,
    cost_basis               TEXT,
    institution_value        TEXT,
    institution_price        TEXT,
    institution_price_as_of  TEXT,
    vested_quantity          TEXT,
    vested_value             TEXT,
    iso_currency_code        TEXT,
    unofficial_currency_code TEXT,
    as_of                    TEXT NOT NULL,
    PRIMARY KEY (sync_run_id, account_id, holding_id)
) STRICT, WITHOUT ROWID;

INSERT INTO holding_snapshots SELECT * FROM old_holding_snapshots;
DROP TABLE old_holding_snapshots;

CREATE TRIGGER holding_snapshots_never_change
BEFORE UPDATE ON holding_snapshots
BEGIN
    SELECT RAISE (ABORT, 'a snapshot never changes');
END;

CREATE TRIGGER holding_snapshots_are_never_replaced
BEFORE INSERT ON holding_snapshots
WHEN EXISTS (
    SELECT 1 FROM holding_snapshots
    WHERE sync_run_id = NEW.sync_run_id AND account_id = NEW.account_id AND holding_id = NEW.holding_id
)
BEGIN
    SELECT RAISE (ABORT, 'a snapshot never changes');
END;

CREATE TRIGGER holding_snapshots_stay
BEFORE DELETE ON holding_snapshots
WHEN NOT EXISTS (
    SELECT 1 FROM sync_runs JOIN connections USING (item_id)
    WHERE sync_run_id = OLD.sync_run_id AND is_being_deleted = 1
)
BEGIN
    SELECT RAISE (ABORT, 'a snapshot is deleted only with its connection');
END;
