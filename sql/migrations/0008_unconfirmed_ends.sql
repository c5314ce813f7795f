-- A connection may be removed here without Plaid having confirmed that it ended:
-- its token was gone. It may go on being billed, which is to be said for as long
-- as its history is kept.
ALTER TABLE connections ADD COLUMN end_unconfirmed TEXT; -- why, as a kind of failure; NULL while connected, and where Plaid confirmed the end
