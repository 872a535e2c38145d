UPDATE read.checkpoint
SET position = 0, epoch = epoch + 1, version = $3, oldest_reader = $4, incarnation = $5, next_boundary_at = NULL,
    quiet_since = NULL, repairs = 0
WHERE projection = $2 AND organization_id = $1 AND state = 'served'
RETURNING build
