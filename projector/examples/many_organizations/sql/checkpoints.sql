INSERT INTO read.checkpoint (projection, version, organization_id, position, incarnation)
SELECT p.name, p.version, h.organization_id, c.tip, h.incarnation
FROM ledger.head h
JOIN (SELECT organization_id, max(to_position) AS tip FROM ledger.commits GROUP BY organization_id) AS c
    ON c.organization_id = h.organization_id
CROSS JOIN unnest($1::text[], $2::integer[]) AS p (name, version)
