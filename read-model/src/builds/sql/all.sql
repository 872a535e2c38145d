SELECT build, state, version, position, epoch, incarnation, next_boundary_at, redrawn, quiet_since IS NOT NULL AS quiet,
    (extract(epoch FROM clock_timestamp() - quiet_since) * 1000)::bigint AS quiet_ms
FROM read.checkpoint
WHERE projection = $2 AND organization_id = $1
ORDER BY build
