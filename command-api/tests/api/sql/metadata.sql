SELECT metadata::text AS metadata FROM ledger.events ORDER BY organization_id, position
