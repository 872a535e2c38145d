SELECT ledger.finish_import($1, $2, $3, $4, $5) AS incarnation
