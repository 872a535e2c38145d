INSERT INTO read.checkpoint (organization_id, projection, version, incarnation)
SELECT $1, k.projection, k.version, $4::uuid
FROM unnest($2::text[], $3::integer[]) AS k (projection, version)
WHERE EXISTS (SELECT FROM ledger.head h WHERE h.organization_id = $1 AND h.incarnation = $4)
   OR EXISTS (SELECT FROM read.ledger_elsewhere)
ON CONFLICT DO NOTHING
