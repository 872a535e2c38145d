SELECT ledger.import_commits($1, $2, $3, $4, $5, $6)
