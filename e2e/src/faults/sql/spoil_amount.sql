-- A tank was filled with more than the command said.
UPDATE ledger.events SET payload = replace(payload::text, '"amount":', '"amount":1')::json
WHERE (organization_id, position) IN (
    SELECT organization_id, position FROM ledger.events WHERE event_type = 'Filled' ORDER BY 1, 2 LIMIT 1)
