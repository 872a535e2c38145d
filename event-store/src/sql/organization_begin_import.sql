SELECT ledger.begin_import($1, $2, $3, $4, $5, $6, $7)
