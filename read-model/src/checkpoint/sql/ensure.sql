INSERT INTO read.checkpoint (organization_id, projection, version, oldest_reader, incarnation)
SELECT $1, $2, $3, $4, h.incarnation
FROM ledger.head h
WHERE h.organization_id = $1 AND h.incarnation = $5
ON CONFLICT DO NOTHING
