-- An event that should be published is not.
DELETE FROM ledger.outbox
WHERE (organization_id, position) IN (SELECT organization_id, position FROM ledger.outbox ORDER BY 1, 2 LIMIT 1)
