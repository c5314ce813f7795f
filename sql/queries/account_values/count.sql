-- How many values are kept.
SELECT count(*) AS account_values FROM account_values;
