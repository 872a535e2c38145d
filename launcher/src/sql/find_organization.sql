SELECT organization_id, name
FROM ledger.find_organization($1)
