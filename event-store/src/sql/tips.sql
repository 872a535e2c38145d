SELECT organization_id, tip FROM ledger.tips()
