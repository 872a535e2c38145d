SELECT ledger.import_commands($1, $2, $3, $4, $5, $6)
