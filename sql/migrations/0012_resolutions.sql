-- What the person says over the facts, which stay as they are: how a difference
-- came about, what is known and need not be listed any more, and transactions
-- that no institution lists. A row that is deleted is taken back.
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

-- As investment_transactions, with the same signs.
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

CREATE TRIGGER resolutions_lose_their_checksum
AFTER UPDATE OF
    resolution_id, topic, answer, item_id, account_id, security_id, iso_currency_code,
    unofficial_currency_code, found_at, size, detail, decided_at
ON resolutions
BEGIN
    UPDATE resolutions SET checksum = NULL WHERE resolution_id = NEW.resolution_id;
END;

CREATE TRIGGER entered_transactions_lose_their_checksum
AFTER UPDATE OF
    entry_id, account_id, security_id, date, amount, price, quantity, subtype, type, name, fees,
    iso_currency_code, unofficial_currency_code, entered_at
ON entered_transactions
BEGIN
    UPDATE entered_transactions SET checksum = NULL WHERE entry_id = NEW.entry_id;
END;
