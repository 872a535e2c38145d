SELECT command_id, fingerprint, from_position, to_position, recorded_at
FROM ledger.commands
WHERE organization_id = $1 AND recorded_at >= $2 AND recorded_at <= $3 AND from_position > to_position
ORDER BY organization_id, recorded_at, command_id
