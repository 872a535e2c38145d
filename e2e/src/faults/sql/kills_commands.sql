SELECT command_id, from_position, to_position FROM ledger.commands
WHERE organization_id = $1::uuid
ORDER BY from_position, to_position
