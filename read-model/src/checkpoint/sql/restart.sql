UPDATE read.checkpoint
SET position = 0, epoch = epoch + 1, incarnation = $4, next_boundary_at = NULL, repairs = 0
WHERE projection = $2 AND version = $3 AND organization_id = $1
