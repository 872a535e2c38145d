SELECT outcome, from_position, to_position, recorded_at, stream, actual, claim_kind, claim_key, claim_owner
FROM ledger.append_batch($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
                         $21, $22, $23, $24, $25, $26, $27, $28, $29, $30)
