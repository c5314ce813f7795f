-- How many transactions there are, removed ones too.
SELECT count(*) AS transactions FROM investment_transactions;
