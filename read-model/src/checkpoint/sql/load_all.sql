SELECT c.projection, c.build, c.version, c.position, c.epoch, c.incarnation, c.next_boundary_at, c.repairs, c.redrawn,
    coalesce(c.quiet_since > clock_timestamp() - interval '5 minutes', false) AS quiet
FROM unnest($2::text[]) AS k (projection)
JOIN read.checkpoint c ON c.projection = k.projection AND c.state = 'served' AND c.organization_id = $1
