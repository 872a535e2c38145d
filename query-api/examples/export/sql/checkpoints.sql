INSERT INTO read.checkpoint (projection, version, oldest_reader, organization_id, position, incarnation)
SELECT p.name, p.version, p.version, h.organization_id, 1, h.incarnation
FROM ledger.head h
CROSS JOIN unnest($1::text[], $2::integer[]) AS p (name, version)
