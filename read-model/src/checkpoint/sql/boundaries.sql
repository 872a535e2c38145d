SELECT organization_id, next_boundary_at
FROM read.checkpoint
WHERE next_boundary_at <= $3 AND projection = $1 AND version = $2 AND state = 'served'
ORDER BY next_boundary_at
LIMIT $4
