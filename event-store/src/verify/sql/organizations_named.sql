SELECT organization_id FROM ledger.organizations_named($1, $2, $3)
