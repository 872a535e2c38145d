INSERT INTO read.checkpoint (organization_id, projection, version, oldest_reader, incarnation)
SELECT $1, k.projection, k.version, k.oldest_reader, $5::uuid
FROM unnest($2::text[], $3::integer[], $4::integer[]) AS k (projection, version, oldest_reader)
WHERE EXISTS (SELECT FROM ledger.head h WHERE h.organization_id = $1 AND h.incarnation = $5)
    OR EXISTS (SELECT FROM read.ledger_elsewhere)
ON CONFLICT DO NOTHING
