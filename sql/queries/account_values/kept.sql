-- Up to which sync values are kept that rest on a rule.
SELECT until_run FROM account_values_kept WHERE rule = :rule;
