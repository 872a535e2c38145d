-- A position nobody will ever see.
DELETE FROM ledger.events WHERE position = 4
