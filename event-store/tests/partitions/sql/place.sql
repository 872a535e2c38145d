SELECT right(tableoid::regclass::text, 1) FROM ledger.head WHERE organization_id = $1
