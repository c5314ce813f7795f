-- Keeps what the person said, in place of what was said of the same before.
INSERT INTO resolutions (
    resolution_id, topic, answer, item_id, account_id, security_id, iso_currency_code,
    unofficial_currency_code, found_at, size, detail, decided_at
) VALUES (
    :resolution_id, :topic, :answer, :item_id, :account_id, :security_id, :iso_currency_code,
    :unofficial_currency_code, :found_at, :size, :detail, :decided_at
)
ON CONFLICT (resolution_id) DO UPDATE SET
    answer = excluded.answer,
    decided_at = excluded.decided_at;
