INSERT INTO read.well_history (
    organization_id, well_id, from_position, to_position, effective_from, effective_to, from_day, to_day, sort_key, status,
    phase, role, operator, lease, field, state, county, vintage, lat_e7, lon_e7, version, document
)
SELECT $1::uuid, b.well_id, b.from_position, b.to_position, b.effective_from, b.effective_to, b.from_day, b.to_day,
    b.sort_key, b.status, b.phase, b.role, b.operator, b.lease, b.field, b.state, b.county, b.vintage, b.lat_e7, b.lon_e7,
    b.version, b.document::json
FROM unnest(
    $2::uuid[], $3::bigint[], $4::bigint[], $5::timestamptz[], $6::timestamptz[], $7::date[], $8::date[], $9::text[],
    $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[], $17::text[], $18::integer[],
    $19::bigint[], $20::bigint[], $21::bigint[], $22::text[]
) AS b (
    well_id, from_position, to_position, effective_from, effective_to, from_day, to_day, sort_key, status, phase, role,
    operator, lease, field, state, county, vintage, lat_e7, lon_e7, version, document
)
