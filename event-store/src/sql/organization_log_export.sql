SELECT ledger.log_export($1, $2, $3, $4)
