SELECT organization_id, "position", tip, waiting_since FROM ledger.ahead_of($1, $2)
