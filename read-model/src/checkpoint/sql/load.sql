SELECT build, version, position, epoch, incarnation, next_boundary_at, repairs, redrawn,
    coalesce(quiet_since > clock_timestamp() - interval '5 minutes', false) AS quiet
FROM read.checkpoint
WHERE projection = $2 AND oldest_reader <= $3 AND state = 'served' AND organization_id = $1
