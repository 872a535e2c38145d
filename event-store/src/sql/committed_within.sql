SELECT organization_id, tip FROM ledger.committed_within($1::bigint * interval '1 millisecond', $2)
