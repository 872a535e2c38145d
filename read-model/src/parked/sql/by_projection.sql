SELECT projection, count(*) AS streams
FROM read.parked
WHERE organization_id = $1
GROUP BY projection
