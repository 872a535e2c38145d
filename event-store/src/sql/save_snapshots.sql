SELECT outcome FROM ledger.save_snapshots($1, $2, $3, $4, $5, $6, $7, $8)
