-- Deletes all values, which are to be made anew.
DELETE FROM account_values;
