INSERT INTO read.checkpoint (organization_id, projection, version, oldest_reader, incarnation)
SELECT $1, $2, $3, $4, $5::uuid
WHERE EXISTS (SELECT FROM ledger.head h WHERE h.organization_id = $1 AND h.incarnation = $5)
    OR EXISTS (SELECT FROM read.ledger_elsewhere)
ON CONFLICT DO NOTHING
