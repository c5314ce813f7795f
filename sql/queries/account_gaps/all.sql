-- Every time that an account was gone which is back, by account and day.
SELECT account_id, from_day, until_day FROM account_gaps ORDER BY account_id, from_day;
