INSERT INTO read.checkpoint (organization_id, projection, version, incarnation)
SELECT $1, $2, $3, h.incarnation
FROM ledger.head h
WHERE h.organization_id = $1 AND h.incarnation = $4
ON CONFLICT DO NOTHING
