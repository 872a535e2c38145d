INSERT INTO read.well_summary AS w (
    organization_id, well_id, sort_key, name, api10, status, operator, lease, state, lat_e7, lon_e7, document,
    aggregate, max_effective_at, boundaries, next_boundary_at, anomalies, version, position, recorded_at,
    phase, operating, role, field
)
SELECT $1::uuid, b.well_id, b.sort_key, b.name, b.api10, b.status, b.operator, b.lease, b.state, b.lat_e7, b.lon_e7,
    b.document::json, b.aggregate::json, b.max_effective_at, b.boundaries::timestamptz[],
    (b.boundaries::timestamptz[])[1], b.anomalies::json, b.version, b.position, b.recorded_at,
    b.phase, b.operating, b.role, b.field
FROM unnest(
    $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::bigint[],
    $11::bigint[], $12::text[], $13::text[], $14::timestamptz[], $15::text[], $16::text[], $17::bigint[],
    $18::bigint[], $19::timestamptz[], $20::text[], $21::text[], $22::text[], $23::text[]
) AS b (
    well_id, sort_key, name, api10, status, operator, lease, state, lat_e7, lon_e7, document, aggregate,
    max_effective_at, boundaries, anomalies, version, position, recorded_at, phase, operating, role, field
)
ON CONFLICT (organization_id, build, well_id) DO UPDATE SET
    sort_key = excluded.sort_key,
    name = excluded.name,
    api10 = excluded.api10,
    status = excluded.status,
    operator = excluded.operator,
    lease = excluded.lease,
    state = excluded.state,
    lat_e7 = excluded.lat_e7,
    lon_e7 = excluded.lon_e7,
    document = excluded.document,
    aggregate = excluded.aggregate,
    max_effective_at = excluded.max_effective_at,
    boundaries = excluded.boundaries,
    next_boundary_at = excluded.next_boundary_at,
    anomalies = excluded.anomalies,
    version = excluded.version,
    position = excluded.position,
    recorded_at = excluded.recorded_at,
    phase = excluded.phase,
    operating = excluded.operating,
    role = excluded.role,
    field = excluded.field
