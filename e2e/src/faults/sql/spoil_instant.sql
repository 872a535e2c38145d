-- An event claims another instant than its commit.
UPDATE ledger.events SET recorded_at = recorded_at + interval '1 microsecond' WHERE position = 5
