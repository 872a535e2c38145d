SELECT organization_id FROM ledger.head ORDER BY random() LIMIT $1
