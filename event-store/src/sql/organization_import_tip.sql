SELECT to_position, recorded_at FROM ledger.demand_importing($1)
