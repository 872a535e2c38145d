SELECT p.projection, p.version, count(*) AS streams, count(DISTINCT p.organization_id) AS organizations
FROM read.parked p
JOIN read.checkpoint c
    ON c.organization_id = p.organization_id AND c.projection = p.projection AND c.build = p.build AND c.state = 'served'
GROUP BY p.projection, p.version
