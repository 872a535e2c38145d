SELECT ledger.create_organization($1, $2, $3, $4, $5)
