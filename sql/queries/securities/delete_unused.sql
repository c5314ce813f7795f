-- Deletes the securities that nothing refers to: no holding, now or at any
-- sync, no transaction, and no security in use as its stand-in for prices.
WITH used AS (
    SELECT security_id FROM holdings
    UNION
    SELECT security_id FROM holding_keys
    UNION
    SELECT security_id FROM investment_transactions WHERE security_id IS NOT NULL
    UNION
    SELECT security_id FROM entered_transactions WHERE security_id IS NOT NULL
)
DELETE FROM securities
WHERE security_id NOT IN (SELECT security_id FROM used)
  AND security_id NOT IN (
    SELECT proxy_security_id FROM securities JOIN used USING (security_id)
    WHERE proxy_security_id IS NOT NULL
  );
