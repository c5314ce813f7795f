-- The schema after all migrations, for reading. A test keeps it true.

CREATE TRIGGER account_choices_lose_their_checksum
AFTER UPDATE OF account_id, name, is_hidden ON account_choices
BEGIN
    UPDATE account_choices SET checksum = NULL WHERE account_id = NEW.account_id;
END;

CREATE TRIGGER account_gaps_lose_their_checksum
AFTER UPDATE OF account_id, from_day, until_day ON account_gaps
BEGIN
    UPDATE account_gaps SET checksum = NULL WHERE account_id = NEW.account_id AND from_day = NEW.from_day;
END;

CREATE TRIGGER account_groups_lose_their_checksum
AFTER UPDATE OF account_id, name ON account_groups
BEGIN
    UPDATE account_groups SET checksum = NULL WHERE account_id = NEW.account_id AND name = NEW.name;
END;

CREATE TRIGGER account_snapshots_are_never_replaced
BEFORE INSERT ON account_snapshots
WHEN EXISTS (
    SELECT 1 FROM account_snapshots
    WHERE sync_run_id = NEW.sync_run_id AND account_id = NEW.account_id
)
BEGIN
    SELECT RAISE (ABORT, 'a snapshot never changes');
END;

CREATE TRIGGER account_snapshots_never_change
BEFORE UPDATE ON account_snapshots
WHEN OLD.checksum IS NOT NULL
BEGIN
    SELECT RAISE (ABORT, 'a snapshot never changes');
END;

CREATE TRIGGER account_snapshots_stay
BEFORE DELETE ON account_snapshots
WHEN NOT EXISTS (
    SELECT 1 FROM sync_runs JOIN connections USING (item_id)
    WHERE sync_run_id = OLD.sync_run_id AND is_being_deleted = 1
)
BEGIN
    SELECT RAISE (ABORT, 'a snapshot is deleted only with its connection');
END;

CREATE TRIGGER account_successions_lose_their_checksum
AFTER UPDATE OF old_account_id, new_account_id, is_same, decided_at ON account_successions
BEGIN
    UPDATE account_successions SET checksum = NULL
    WHERE old_account_id = NEW.old_account_id AND new_account_id = NEW.new_account_id;
END;

CREATE TRIGGER account_values_kept_lose_their_checksum
AFTER UPDATE OF slot, until_run, rule ON account_values_kept
BEGIN
    UPDATE account_values_kept SET checksum = NULL WHERE slot = NEW.slot;
END;

CREATE TRIGGER account_values_lose_their_checksum
AFTER UPDATE OF
    sync_run_id, account_id, ordinal, synced_at, iso_currency_code, unofficial_currency_code,
    market_value
ON account_values
BEGIN
    UPDATE account_values SET checksum = NULL
    WHERE sync_run_id = NEW.sync_run_id AND account_id = NEW.account_id AND ordinal = NEW.ordinal;
END;

CREATE TRIGGER accounts_lose_their_checksum
AFTER UPDATE OF
    account_id, item_id, name, official_name, mask, type, subtype, holder_category, balance_current,
    balance_available, balance_limit, margin_loan_amount, iso_currency_code, unofficial_currency_code,
    missing_since, doubted_since
ON accounts
BEGIN
    UPDATE accounts SET checksum = NULL WHERE account_id = NEW.account_id;
END;

CREATE TRIGGER connections_lose_their_checksum
AFTER UPDATE OF
    item_id, institution_id, institution_name, created_at, disconnected_at, consent_expires_at,
    data_as_of, is_manual, is_being_deleted, end_unconfirmed
ON connections
BEGIN
    UPDATE connections SET checksum = NULL WHERE item_id = NEW.item_id;
END;

CREATE TRIGGER entered_transactions_lose_their_checksum
AFTER UPDATE OF
    entry_id, account_id, security_id, date, amount, price, quantity, subtype, type, name, fees,
    iso_currency_code, unofficial_currency_code, entered_at
ON entered_transactions
BEGIN
    UPDATE entered_transactions SET checksum = NULL WHERE entry_id = NEW.entry_id;
END;

CREATE TRIGGER former_names_lose_their_checksum
AFTER UPDATE OF name_id, name ON former_names
BEGIN
    UPDATE former_names SET checksum = NULL WHERE name_id = NEW.name_id;
END;

CREATE TRIGGER former_rows_never_change
BEFORE UPDATE ON former_rows
WHEN OLD.checksum IS NOT NULL
BEGIN
    SELECT RAISE (ABORT, 'what was before a sync never changes');
END;

CREATE TRIGGER former_rows_stay
BEFORE DELETE ON former_rows
WHEN NOT EXISTS (
    SELECT 1 FROM sync_runs JOIN connections USING (item_id)
    WHERE sync_run_id = OLD.sync_run_id AND is_being_deleted = 1
)
BEGIN
    SELECT RAISE (ABORT, 'what was before a sync is deleted only with its connection');
END;

CREATE TRIGGER holding_keys_never_change
BEFORE UPDATE ON holding_keys
WHEN OLD.checksum IS NOT NULL
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

CREATE TRIGGER holding_versions_never_change
BEFORE UPDATE ON holding_versions
WHEN OLD.checksum IS NOT NULL
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

CREATE TRIGGER holdings_lose_their_checksum
AFTER UPDATE OF
    holding_id, account_id, security_id, quantity, cost_basis, institution_value, institution_price,
    institution_price_as_of, institution_price_datetime, vested_quantity, vested_value,
    iso_currency_code, unofficial_currency_code, as_of
ON holdings
BEGIN
    UPDATE holdings SET checksum = NULL WHERE holding_id = NEW.holding_id;
END;

CREATE TRIGGER institutions_lose_their_checksum
AFTER UPDATE OF institution_id, name, url, primary_color, oauth ON institutions
BEGIN
    UPDATE institutions SET checksum = NULL WHERE institution_id = NEW.institution_id;
END;

CREATE TRIGGER investment_transactions_lose_their_checksum
AFTER UPDATE OF
    investment_transaction_id, account_id, security_id, date, transaction_datetime, amount, price,
    quantity, subtype, type, name, fees, iso_currency_code, unofficial_currency_code, removed_on
ON investment_transactions
BEGIN
    UPDATE investment_transactions SET checksum = NULL
    WHERE account_id = NEW.account_id AND investment_transaction_id = NEW.investment_transaction_id;
END;

CREATE TRIGGER pending_link_lose_their_checksum
AFTER UPDATE OF slot, goal, item_id, opened_at, expires_at ON pending_link
BEGIN
    UPDATE pending_link SET checksum = NULL WHERE slot = NEW.slot;
END;

CREATE TRIGGER pending_link_results_lose_their_checksum
AFTER UPDATE OF session_id, position, is_done ON pending_link_results
BEGIN
    UPDATE pending_link_results SET checksum = NULL
    WHERE session_id = NEW.session_id AND position = NEW.position;
END;

CREATE TRIGGER resolutions_lose_their_checksum
AFTER UPDATE OF
    resolution_id, topic, answer, item_id, account_id, security_id, iso_currency_code,
    unofficial_currency_code, found_at, size, detail, decided_at
ON resolutions
BEGIN
    UPDATE resolutions SET checksum = NULL WHERE resolution_id = NEW.resolution_id;
END;

CREATE TRIGGER row_issues_lose_their_checksum
AFTER UPDATE OF
    sync_run_id, ordinal, row_kind, row, place, account, day, field, problem, detail, amount,
    iso_currency_code, unofficial_currency_code, skipped
ON row_issues
BEGIN
    UPDATE row_issues SET checksum = NULL WHERE sync_run_id = NEW.sync_run_id AND ordinal = NEW.ordinal;
END;

CREATE TRIGGER securities_lose_their_checksum
AFTER UPDATE OF
    security_id, name, ticker_symbol, cusip, isin, sedol, type, subtype, is_cash_equivalent,
    institution_price, institution_price_as_of, close_price, close_price_as_of, update_datetime,
    market_identifier_code, sector, industry, cfi_code, institution_security_id, institution_id,
    proxy_security_id, iso_currency_code, unofficial_currency_code, option_contract_type,
    option_expiration_date, option_strike_price, option_underlying_ticker, fixed_income_face_value,
    fixed_income_issue_date, fixed_income_maturity_date, fixed_income_percentage, fixed_income_rate_type
ON securities
BEGIN
    UPDATE securities SET checksum = NULL WHERE security_id = NEW.security_id;
END;

CREATE TRIGGER sync_run_values_lose_their_checksum
AFTER UPDATE OF sync_run_id, moment, iso_currency_code, unofficial_currency_code, market_value ON sync_run_values
BEGIN
    UPDATE sync_run_values SET checksum = NULL WHERE rowid = NEW.rowid;
END;

CREATE TRIGGER sync_runs_are_never_replaced
BEFORE INSERT ON sync_runs
WHEN EXISTS (SELECT 1 FROM sync_runs WHERE sync_run_id = NEW.sync_run_id)
BEGIN
    SELECT RAISE (ABORT, 'the record of a sync never changes');
END;

CREATE TRIGGER sync_runs_never_change
BEFORE UPDATE ON sync_runs
WHEN OLD.checksum IS NOT NULL
BEGIN
    SELECT RAISE (ABORT, 'the record of a sync never changes');
END;

CREATE TRIGGER sync_runs_stay
BEFORE DELETE ON sync_runs
WHEN NOT EXISTS (SELECT 1 FROM connections WHERE item_id = OLD.item_id AND is_being_deleted = 1)
BEGIN
    SELECT RAISE (ABORT, 'the record of a sync is deleted only with its connection');
END;

CREATE TRIGGER syncs_set_aside_lose_their_checksum
AFTER UPDATE OF sync_run_id, set_aside_at ON syncs_set_aside
BEGIN
    UPDATE syncs_set_aside SET checksum = NULL WHERE sync_run_id = NEW.sync_run_id;
END;

CREATE TRIGGER tax_lots_lose_their_checksum
AFTER UPDATE OF
    holding_id, ordinal, institution_lot_id, original_purchase_datetime, quantity, purchase_price,
    cost_basis, current_value, position_type
ON tax_lots
BEGIN
    UPDATE tax_lots SET checksum = NULL WHERE holding_id = NEW.holding_id AND ordinal = NEW.ordinal;
END;

CREATE TRIGGER unvalued_securities_lose_their_checksum
AFTER UPDATE OF sync_run_id, account_id, ordinal, security_id ON unvalued_securities
BEGIN
    UPDATE unvalued_securities SET checksum = NULL
    WHERE sync_run_id = NEW.sync_run_id AND account_id = NEW.account_id AND ordinal = NEW.ordinal
      AND security_id = NEW.security_id;
END;

CREATE TRIGGER values_follow_changed_accounts
AFTER UPDATE OF iso_currency_code, unofficial_currency_code ON accounts
WHEN (OLD.iso_currency_code, OLD.unofficial_currency_code) IS NOT (NEW.iso_currency_code, NEW.unofficial_currency_code)
BEGIN
    DELETE FROM account_values_kept;
END;

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

CREATE TABLE account_choices (
    account_id TEXT PRIMARY KEY NOT NULL REFERENCES accounts (account_id),
    name       TEXT,                  -- NULL for the institution's own
    is_hidden  INTEGER NOT NULL CHECK (is_hidden IN (0, 1))
, checksum INTEGER) STRICT, WITHOUT ROWID;

CREATE TABLE account_gaps (
    account_id TEXT NOT NULL REFERENCES accounts (account_id),
    from_day   TEXT NOT NULL,         -- the first day on which it was not listed
    until_day  TEXT NOT NULL, checksum INTEGER,         -- the day on which it was listed again
    PRIMARY KEY (account_id, from_day)
) STRICT, WITHOUT ROWID;

CREATE TABLE account_groups (
    account_id TEXT NOT NULL REFERENCES accounts (account_id),
    name       TEXT NOT NULL, checksum INTEGER,
    PRIMARY KEY (account_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE account_snapshots (
    sync_run_id              INTEGER NOT NULL REFERENCES sync_runs (sync_run_id),
    account_id               TEXT NOT NULL,
    balance_current          TEXT,
    iso_currency_code        TEXT,
    unofficial_currency_code TEXT, checksum INTEGER,
    PRIMARY KEY (sync_run_id, account_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE account_successions (
    old_account_id TEXT NOT NULL REFERENCES accounts (account_id),
    new_account_id TEXT NOT NULL REFERENCES accounts (account_id),
    is_same        INTEGER NOT NULL CHECK (is_same IN (0, 1)),
    decided_at     TEXT NOT NULL, checksum INTEGER,
    PRIMARY KEY (old_account_id, new_account_id),
    CHECK (old_account_id <> new_account_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE account_values (
    sync_run_id              INTEGER NOT NULL REFERENCES sync_runs (sync_run_id),
    account_id               TEXT NOT NULL,
    ordinal                  INTEGER NOT NULL,
    synced_at                INTEGER NOT NULL, -- when the sync ended, in nanoseconds since 1970
    iso_currency_code        TEXT,
    unofficial_currency_code TEXT,
    market_value             TEXT, checksum INTEGER,             -- NULL when nothing was known, or the sum is too large
    PRIMARY KEY (sync_run_id, account_id, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE account_values_kept (
    slot      INTEGER PRIMARY KEY NOT NULL CHECK (slot = 1),
    until_run INTEGER NOT NULL,
    rule      INTEGER NOT NULL
, checksum INTEGER) STRICT;

CREATE TABLE accounts (
    account_id               TEXT PRIMARY KEY NOT NULL,
    item_id                  TEXT NOT NULL REFERENCES connections (item_id),
    name                     TEXT NOT NULL,
    official_name            TEXT,
    mask                     TEXT,
    type                     TEXT NOT NULL,
    subtype                  TEXT,
    holder_category          TEXT,
    balance_current          TEXT,
    balance_available        TEXT,
    balance_limit            TEXT,
    margin_loan_amount       TEXT,
    iso_currency_code        TEXT,
    unofficial_currency_code TEXT,
    missing_since            TEXT          -- NULL while the institution lists the account
, doubted_since TEXT, checksum INTEGER) STRICT;

CREATE TABLE connections (
    item_id            TEXT PRIMARY KEY NOT NULL,
    institution_id     TEXT,
    institution_name   TEXT,
    created_at         TEXT NOT NULL,
    disconnected_at    TEXT,              -- NULL while connected
    consent_expires_at TEXT,
    data_as_of         TEXT,
    is_manual          INTEGER NOT NULL,
    is_being_deleted   INTEGER NOT NULL DEFAULT 0 -- 1 only within the transaction that deletes all of it
, end_unconfirmed TEXT, checksum INTEGER) STRICT;

CREATE TABLE entered_transactions (
    entry_id                 INTEGER PRIMARY KEY,
    account_id               TEXT NOT NULL REFERENCES accounts (account_id),
    security_id              TEXT,
    date                     TEXT NOT NULL,
    amount                   TEXT,
    price                    TEXT,
    quantity                 TEXT,
    subtype                  TEXT,
    type                     TEXT NOT NULL,
    name                     TEXT NOT NULL,
    fees                     TEXT,
    iso_currency_code        TEXT,
    unofficial_currency_code TEXT,
    entered_at               TEXT NOT NULL,
    checksum                 INTEGER
) STRICT;

CREATE TABLE former_names (
    name_id  INTEGER PRIMARY KEY NOT NULL,
    name     TEXT NOT NULL UNIQUE, -- of a table or column
    checksum INTEGER
) STRICT;

CREATE TABLE "former_rows" (
    sync_run_id INTEGER NOT NULL REFERENCES sync_runs (sync_run_id), -- the sync that changed them
    about       INTEGER NOT NULL REFERENCES former_names (name_id), -- the table; sync_runs, once for each sync of which this is kept
    row_key     TEXT NOT NULL, -- a JSON array of the columns of its primary key; the first of them where contents lists the others
    contents    TEXT CHECK (contents IS NULL OR json_valid(contents)), -- an object of the columns that were others; an array of the rows that were not there; NULL: no such row
    checksum    INTEGER,
    PRIMARY KEY (sync_run_id, about, row_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE holding_keys (
    holding_key INTEGER PRIMARY KEY,
    account_id  TEXT NOT NULL,
    holding_id  TEXT NOT NULL,
    security_id TEXT NOT NULL, checksum INTEGER,
    UNIQUE (account_id, holding_id, security_id)
) STRICT;

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
    unofficial_currency_code TEXT, checksum INTEGER,
    PRIMARY KEY (sync_run_id, holding_key)
) STRICT, WITHOUT ROWID;

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
, checksum INTEGER) STRICT, WITHOUT ROWID;

CREATE TABLE institutions (
    institution_id TEXT PRIMARY KEY NOT NULL,
    name           TEXT NOT NULL,
    url            TEXT,
    primary_color  TEXT,
    oauth          INTEGER
, checksum INTEGER) STRICT;

CREATE TABLE "investment_transactions" (
    investment_transaction_id TEXT NOT NULL,
    account_id                TEXT NOT NULL REFERENCES accounts (account_id),
    security_id               TEXT,
    date                      TEXT NOT NULL,
    transaction_datetime      TEXT,
    amount                    TEXT,         -- NULL while the institution does not say
    price                     TEXT,
    quantity                  TEXT,
    subtype                   TEXT,
    type                      TEXT NOT NULL,
    name                      TEXT NOT NULL,
    fees                      TEXT,
    iso_currency_code         TEXT,
    unofficial_currency_code  TEXT,
    removed_on                TEXT,         -- the day the institution no longer listed it; NULL while it does
    checksum                  INTEGER,      -- NULL where another program wrote the row; in every table
    PRIMARY KEY (account_id, investment_transaction_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE pending_link (
    slot       INTEGER PRIMARY KEY NOT NULL CHECK (slot = 1),
    goal       TEXT NOT NULL CHECK (goal IN ('connect', 'sign_in', 'consent', 'choose_accounts')),
    item_id    TEXT,                  -- NULL while connecting
    opened_at  TEXT NOT NULL,
    expires_at TEXT NOT NULL
, checksum INTEGER) STRICT;

CREATE TABLE pending_link_results (
    session_id TEXT NOT NULL,
    position   INTEGER NOT NULL,
    is_done    INTEGER NOT NULL CHECK (is_done IN (0, 1)), checksum INTEGER,   -- 0 from before the exchange on
    PRIMARY KEY (session_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE resolutions (
    resolution_id            TEXT PRIMARY KEY NOT NULL, -- worked out from what it is about
    topic                    TEXT NOT NULL,
    answer                   TEXT NOT NULL CHECK (answer IN ('transfer', 'income', 'split', 'leave', 'mute')),
    item_id                  TEXT REFERENCES connections (item_id), -- these: NULL where it is not about one
    account_id               TEXT REFERENCES accounts (account_id),
    security_id              TEXT,
    iso_currency_code        TEXT,
    unofficial_currency_code TEXT,
    found_at                 TEXT,              -- the sync that found the difference
    size                     TEXT,              -- units or money, signed
    detail                   TEXT,
    decided_at               TEXT NOT NULL,
    checksum                 INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE row_issues (
    sync_run_id              INTEGER NOT NULL REFERENCES sync_runs (sync_run_id),
    ordinal                  INTEGER NOT NULL,
    row_kind                 TEXT,             -- NULL where row and problem are in words
    row                      TEXT NOT NULL,    -- its name, or empty
    place                    INTEGER,          -- in its list, from 1; NULL where it has a name
    account                  TEXT,             -- the name of its account; NULL where none is known
    day                      TEXT,             -- of a transaction, as it was sent
    field                    TEXT,             -- NULL where it is the row as a whole
    problem                  TEXT NOT NULL,    -- its kind
    detail                   TEXT,             -- a count, a day or a text; NULL where the kind has none
    amount                   TEXT,             -- NULL where the kind has none, or it is not known
    iso_currency_code        TEXT,
    unofficial_currency_code TEXT,
    skipped                  INTEGER NOT NULL, checksum INTEGER,
    PRIMARY KEY (sync_run_id, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE securities (
    security_id                TEXT PRIMARY KEY NOT NULL,
    name                       TEXT,
    ticker_symbol              TEXT,
    cusip                      TEXT,
    isin                       TEXT,
    sedol                      TEXT,
    type                       TEXT,
    subtype                    TEXT,
    is_cash_equivalent         INTEGER,
    institution_price          TEXT,       -- the latest that came with a holding; NULL when none did
    institution_price_as_of    TEXT,
    close_price                TEXT,
    close_price_as_of          TEXT,
    update_datetime            TEXT,
    market_identifier_code     TEXT,
    sector                     TEXT,
    industry                   TEXT,
    cfi_code                   TEXT,
    institution_security_id    TEXT,
    institution_id             TEXT,
    proxy_security_id          TEXT,
    iso_currency_code          TEXT,
    unofficial_currency_code   TEXT,
    option_contract_type       TEXT,       -- these four: all NULL when it is no option
    option_expiration_date     TEXT,
    option_strike_price        TEXT,
    option_underlying_ticker   TEXT,
    fixed_income_face_value    TEXT,       -- these five: all NULL when it is no bond
    fixed_income_issue_date    TEXT,
    fixed_income_maturity_date TEXT,
    fixed_income_percentage    TEXT,
    fixed_income_rate_type     TEXT
, checksum INTEGER) STRICT;

CREATE TABLE sync_run_values (
    sync_run_id              INTEGER NOT NULL REFERENCES sync_runs (sync_run_id),
    moment                   TEXT NOT NULL CHECK (moment IN ('before', 'after')),
    iso_currency_code        TEXT,
    unofficial_currency_code TEXT,
    market_value             TEXT            -- NULL when the sum is too large to know
, checksum INTEGER) STRICT;

CREATE TABLE sync_runs (
    sync_run_id      INTEGER PRIMARY KEY,
    item_id          TEXT NOT NULL REFERENCES connections (item_id),
    started_at       TEXT NOT NULL,
    finished_at      TEXT NOT NULL,
    outcome          TEXT NOT NULL CHECK (outcome IN ('success', 'failed')),
    added            INTEGER NOT NULL DEFAULT 0, -- transactions
    changed          INTEGER NOT NULL DEFAULT 0,
    removed          INTEGER NOT NULL DEFAULT 0,
    holdings         INTEGER NOT NULL DEFAULT 0,
    holdings_changed INTEGER NOT NULL DEFAULT 0,
    incomplete       INTEGER NOT NULL DEFAULT 0, -- 1 when not every transaction of the window arrived
    failure_kind     TEXT,                       -- these four: NULL after a success
    failure_code     TEXT,
    request_id       TEXT,
    failure_detail   TEXT
, window_start TEXT, contradictory INTEGER NOT NULL DEFAULT 0, checksum INTEGER) STRICT;

CREATE TABLE syncs_set_aside (
    sync_run_id  INTEGER PRIMARY KEY NOT NULL REFERENCES sync_runs (sync_run_id),
    set_aside_at TEXT NOT NULL,
    checksum     INTEGER
) STRICT;

CREATE TABLE tax_lots (
    holding_id                 TEXT NOT NULL REFERENCES holdings (holding_id),
    ordinal                    INTEGER NOT NULL,
    institution_lot_id         TEXT,
    original_purchase_datetime TEXT,
    quantity                   TEXT,
    purchase_price             TEXT,
    cost_basis                 TEXT,
    current_value              TEXT,
    position_type              TEXT, checksum INTEGER,
    PRIMARY KEY (holding_id, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE unvalued_securities (
    sync_run_id INTEGER NOT NULL,
    account_id  TEXT NOT NULL,
    ordinal     INTEGER NOT NULL,
    security_id TEXT NOT NULL, checksum INTEGER,
    PRIMARY KEY (sync_run_id, account_id, ordinal, security_id),
    FOREIGN KEY (sync_run_id, account_id, ordinal)
    REFERENCES account_values (sync_run_id, account_id, ordinal) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX account_snapshots_of_account ON account_snapshots (account_id);

CREATE UNIQUE INDEX account_successions_one_predecessor
ON account_successions (new_account_id) WHERE is_same = 1;

CREATE UNIQUE INDEX account_successions_one_successor
ON account_successions (old_account_id) WHERE is_same = 1;

CREATE INDEX accounts_of_item ON accounts (item_id);

CREATE INDEX holding_keys_of_security ON holding_keys (security_id);

CREATE INDEX holding_versions_of_holding ON holding_versions (holding_key);

CREATE INDEX holdings_of_account ON holdings (account_id);

CREATE INDEX sync_run_values_of_run ON sync_run_values (sync_run_id);

CREATE INDEX sync_runs_of_item ON sync_runs (item_id);
