SELECT organization_id, incarnation, tip FROM ledger.tips_after($1, $2)
