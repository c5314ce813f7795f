-- A transaction may have no amount yet, such as a merger that is not priced:
-- the row is kept, and its amount is NULL. SQLite changes no column, so the table
-- is written anew; nothing refers to it.
CREATE TABLE new_investment_transactions (
    investment_transaction_id TEXT PRIMARY KEY NOT NULL,
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
    removed_on                TEXT         -- the day the institution no longer listed it; NULL while it does
) STRICT, WITHOUT ROWID;

INSERT INTO new_investment_transactions (
    investment_transaction_id,
    account_id,
    security_id,
    date,
    transaction_datetime,
    amount,
    price,
    quantity,
    subtype,
    type,
    name,
    fees,
    iso_currency_code,
    unofficial_currency_code,
    removed_on
)
SELECT
    investment_transaction_id,
    account_id,
    security_id,
    date,
    transaction_datetime,
    amount,
    price,
    quantity,
    subtype,
    type,
    name,
    fees,
    iso_currency_code,
    unofficial_currency_code,
    removed_on
FROM investment_transactions;

DROP TABLE investment_transactions;

ALTER TABLE new_investment_transactions RENAME TO investment_transactions;
