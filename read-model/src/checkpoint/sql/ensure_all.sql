INSERT INTO read.checkpoint (organization_id, projection, version, oldest_reader, incarnation)
SELECT $1, k.projection, k.version, k.oldest_reader, h.incarnation
FROM ledger.head h
CROSS JOIN unnest($2::text[], $3::integer[], $4::integer[]) AS k (projection, version, oldest_reader)
WHERE h.organization_id = $1 AND h.incarnation = $5
ON CONFLICT DO NOTHING
