SELECT count(*) FROM ledger.snapshots WHERE aggregate_id = $1
