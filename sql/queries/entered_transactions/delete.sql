-- Takes back a transaction that the person entered.
DELETE FROM entered_transactions WHERE entry_id = :entry_id;
