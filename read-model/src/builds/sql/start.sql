INSERT INTO read.checkpoint (organization_id, projection, version, oldest_reader, incarnation, build, state)
SELECT $1, $2, $3, $4, h.incarnation, nextval('read.build_numbers')::integer, 'building'
FROM ledger.head h
WHERE h.organization_id = $1 AND h.incarnation = $5
RETURNING build
