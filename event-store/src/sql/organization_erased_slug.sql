SELECT organization_id
FROM ledger.organization_log
WHERE slug = $1 AND action = 'erased'
ORDER BY seq DESC
LIMIT 1
