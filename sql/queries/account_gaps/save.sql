-- Notes the time that an account was gone.
--
-- :from_day   the first day on which it was not listed
-- :until_day  the day on which it was listed again
INSERT INTO account_gaps (account_id, from_day, until_day)
VALUES (:account_id, :from_day, :until_day)
ON CONFLICT (account_id, from_day) DO UPDATE SET until_day = excluded.until_day;
