-- Notes up to which sync values are kept, and by which rule.
INSERT INTO account_values_kept (slot, until_run, rule)
VALUES (1, :until_run, :rule)
ON CONFLICT (slot) DO UPDATE SET until_run = excluded.until_run, rule = excluded.rule;
