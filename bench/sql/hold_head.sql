SELECT pg_advisory_xact_lock(ledger.organization_lock($1))
