SELECT command_id AS command, fingerprint, from_position, to_position, recorded_at AS command_at
FROM ledger.commands
WHERE organization_id = $1 AND command_id > $2
ORDER BY organization_id, command_id
LIMIT $3
