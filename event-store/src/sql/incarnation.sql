SELECT incarnation FROM ledger.head WHERE organization_id = $1
