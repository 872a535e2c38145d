-- A command has the first outcome of its neighbour.
UPDATE ledger.commands SET from_position = from_position + 1, to_position = to_position + 1
WHERE (organization_id, command_id) IN (
    SELECT organization_id, command_id FROM ledger.commands WHERE from_position <= to_position ORDER BY 1, 2 LIMIT 1)
