SELECT ledger.create_organization($1, $2, $3)
