SELECT from_position, to_position, recorded_at, incarnation, r_command, r_outcome, r_stream, r_actual, r_kind, r_key, r_owner
FROM ledger.append_batch($1, $2, $3, $4, $5, $6, $7)
