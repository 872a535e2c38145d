-- How far the slowest projection of each organization is.
SELECT organization_id, min(position) FROM read.checkpoint GROUP BY organization_id
