SELECT build, state, version, position, epoch, incarnation, next_boundary_at, repairs, redrawn,
    coalesce(quiet_since > clock_timestamp() - interval '5 minutes', false) AS quiet,
    (extract(epoch FROM clock_timestamp() - quiet_since) * 1000)::bigint AS quiet_ms
FROM read.checkpoint
WHERE projection = $2 AND organization_id = $1 AND CASE WHEN $3::integer IS NULL THEN state = 'served' ELSE build = $3 END
FOR NO KEY UPDATE
