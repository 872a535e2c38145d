-- A commit is earlier than the one before it.
UPDATE ledger.commits SET recorded_at = recorded_at - interval '1 hour' WHERE from_position <= 7 AND to_position >= 7
