SELECT command_id, fingerprint, from_position, to_position, recorded_at
FROM ledger.commands
WHERE organization_id = $1 AND recorded_at IS NULL AND from_position > to_position AND command_id > $2
    AND to_position <= $3
ORDER BY organization_id, recorded_at, command_id
LIMIT $4
