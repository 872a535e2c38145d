SELECT organization_id, build, version, position, epoch, incarnation, next_boundary_at, repairs, redrawn,
    coalesce(quiet_since > clock_timestamp() - interval '5 minutes', false) AS quiet
FROM read.checkpoint
WHERE projection = $1 AND organization_id = ANY ($2) AND state = 'served'
