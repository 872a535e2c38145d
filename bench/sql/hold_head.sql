SELECT organization_id FROM ledger.head WHERE organization_id = $1 FOR UPDATE
