-- Every row has a checksum, so that a digit that became another one is found.
-- Holdfast computes it in the transaction that writes the row; what another
-- program writes has none, which is how that is told from damage. Nothing in the
-- schema computes one: the sqlite3 program can read and write all of it.
--
-- And transactions lie by account, so that a sync reads those of its own
-- connection only.
CREATE TABLE transactions_by_account (
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

INSERT INTO transactions_by_account
SELECT
    investment_transaction_id, account_id, security_id, date, transaction_datetime, amount, price, quantity,
    subtype, type, name, fees, iso_currency_code, unofficial_currency_code, removed_on, NULL
FROM investment_transactions
ORDER BY account_id, investment_transaction_id;

DROP TABLE investment_transactions;
ALTER TABLE transactions_by_account RENAME TO investment_transactions;

ALTER TABLE account_choices ADD COLUMN checksum INTEGER;
ALTER TABLE account_gaps ADD COLUMN checksum INTEGER;
ALTER TABLE account_groups ADD COLUMN checksum INTEGER;
ALTER TABLE account_snapshots ADD COLUMN checksum INTEGER;
ALTER TABLE account_successions ADD COLUMN checksum INTEGER;
ALTER TABLE account_values ADD COLUMN checksum INTEGER;
ALTER TABLE account_values_kept ADD COLUMN checksum INTEGER;
ALTER TABLE accounts ADD COLUMN checksum INTEGER;
ALTER TABLE connections ADD COLUMN checksum INTEGER;
ALTER TABLE holding_keys ADD COLUMN checksum INTEGER;
ALTER TABLE holding_versions ADD COLUMN checksum INTEGER;
ALTER TABLE holdings ADD COLUMN checksum INTEGER;
ALTER TABLE institutions ADD COLUMN checksum INTEGER;
ALTER TABLE pending_link ADD COLUMN checksum INTEGER;
ALTER TABLE pending_link_results ADD COLUMN checksum INTEGER;
ALTER TABLE row_issues ADD COLUMN checksum INTEGER;
ALTER TABLE securities ADD COLUMN checksum INTEGER;
ALTER TABLE sync_run_values ADD COLUMN checksum INTEGER;
ALTER TABLE sync_runs ADD COLUMN checksum INTEGER;
ALTER TABLE tax_lots ADD COLUMN checksum INTEGER;
ALTER TABLE unvalued_securities ADD COLUMN checksum INTEGER;

-- What never changes is complete once it has its checksum.
DROP TRIGGER account_snapshots_never_change;
CREATE TRIGGER account_snapshots_never_change
BEFORE UPDATE ON account_snapshots
WHEN OLD.checksum IS NOT NULL
BEGIN
    SELECT RAISE (ABORT, 'a snapshot never changes');
END;

DROP TRIGGER sync_runs_never_change;
CREATE TRIGGER sync_runs_never_change
BEFORE UPDATE ON sync_runs
WHEN OLD.checksum IS NOT NULL
BEGIN
    SELECT RAISE (ABORT, 'the record of a sync never changes');
END;

DROP TRIGGER holding_versions_never_change;
CREATE TRIGGER holding_versions_never_change
BEFORE UPDATE ON holding_versions
WHEN OLD.checksum IS NOT NULL
BEGIN
    SELECT RAISE (ABORT, 'a snapshot never changes');
END;

DROP TRIGGER holding_keys_never_change;
CREATE TRIGGER holding_keys_never_change
BEFORE UPDATE ON holding_keys
WHEN OLD.checksum IS NOT NULL
BEGIN
    SELECT RAISE (ABORT, 'a snapshot never changes');
END;

-- Any other row is without one after a change, until Holdfast gives it the next.
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

CREATE TRIGGER account_successions_lose_their_checksum
AFTER UPDATE OF old_account_id, new_account_id, is_same, decided_at ON account_successions
BEGIN
    UPDATE account_successions SET checksum = NULL
    WHERE old_account_id = NEW.old_account_id AND new_account_id = NEW.new_account_id;
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

CREATE TRIGGER account_values_kept_lose_their_checksum
AFTER UPDATE OF slot, until_run, rule ON account_values_kept
BEGIN
    UPDATE account_values_kept SET checksum = NULL WHERE slot = NEW.slot;
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
