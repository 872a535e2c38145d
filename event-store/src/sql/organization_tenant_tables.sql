SELECT relation FROM ledger.tenant_tables()
