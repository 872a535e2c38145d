SELECT ledger.renew_incarnation($1, $2) AS incarnation
