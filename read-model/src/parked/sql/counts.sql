SELECT projection, version, count(*) AS streams, count(DISTINCT organization_id) AS organizations
FROM read.parked
GROUP BY projection, version
