SELECT well_id, document::text AS document, name, api10, status, operator, lease, state, lat_e7, lon_e7,
    phase, operating, role, field,
    aggregate::text AS aggregate, max_effective_at, boundaries, anomalies::text AS anomalies, version, position,
    recorded_at
FROM read.well_summary
WHERE organization_id = $1 AND next_boundary_at <= $2
ORDER BY organization_id, next_boundary_at
LIMIT $3
