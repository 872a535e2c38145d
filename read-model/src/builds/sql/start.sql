INSERT INTO read.checkpoint (organization_id, projection, version, oldest_reader, incarnation, build, state)
SELECT $1, $2, $3, $4, $5::uuid, nextval('read.build_numbers')::integer, 'building'
WHERE EXISTS (SELECT FROM ledger.head h WHERE h.organization_id = $1 AND h.incarnation = $5)
    OR EXISTS (SELECT FROM read.ledger_elsewhere)
RETURNING build
