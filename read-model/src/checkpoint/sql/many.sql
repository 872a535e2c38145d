SELECT organization_id, position, epoch, incarnation, next_boundary_at, repairs
FROM read.checkpoint
WHERE projection = $1 AND version = $2 AND organization_id = ANY ($3)
