SELECT position, epoch, incarnation, next_boundary_at, repairs
FROM read.checkpoint
WHERE projection = $2 AND version = $3 AND organization_id = $1
