-- Keeps a decision, in place of an earlier one about the same two accounts.
INSERT INTO account_successions (old_account_id, new_account_id, is_same, decided_at)
VALUES (:old_account_id, :new_account_id, :is_same, :decided_at)
ON CONFLICT (old_account_id, new_account_id) DO UPDATE SET
    is_same = excluded.is_same,
    decided_at = excluded.decided_at;
