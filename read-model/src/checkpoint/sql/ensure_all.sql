INSERT INTO read.checkpoint (organization_id, projection, version, incarnation)
SELECT $1, k.projection, k.version, h.incarnation
FROM ledger.head h
CROSS JOIN unnest($2::text[], $3::integer[]) AS k (projection, version)
WHERE h.organization_id = $1 AND h.incarnation = $4
ON CONFLICT DO NOTHING
