INSERT INTO read.checkpoint (organization_id, projection, version, incarnation)
SELECT $1, $2, $3, $4::uuid
WHERE EXISTS (SELECT FROM ledger.head h WHERE h.organization_id = $1 AND h.incarnation = $4)
   OR EXISTS (SELECT FROM read.ledger_elsewhere)
ON CONFLICT DO NOTHING
