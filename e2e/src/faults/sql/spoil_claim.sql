-- A label belongs to nobody although a tank has it.
DELETE FROM ledger.claims
WHERE (organization_id, key) IN (SELECT organization_id, key FROM ledger.claims ORDER BY 1, 2 LIMIT 1)
