SELECT build, version, position, epoch, incarnation, next_boundary_at, redrawn, quiet_since IS NOT NULL AS quiet
FROM read.checkpoint
WHERE projection = $2 AND oldest_reader <= $3 AND state = 'served' AND organization_id = $1
