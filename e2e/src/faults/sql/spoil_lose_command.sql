-- A command that was carried out is forgotten.
DELETE FROM ledger.commands
WHERE (organization_id, command_id) IN (
    SELECT organization_id, command_id FROM ledger.commands WHERE from_position <= to_position ORDER BY 1, 2 LIMIT 1)
