INSERT INTO read.division_history (
    organization_id, division_id, effective_from, effective_to, from_position, to_position, property_id, product,
    begins_at, ends_at, stage, after_payout, suspended, division, cost, revenue
)
SELECT $1::uuid, b.division_id, b.effective_from, b.effective_to, b.from_position, b.to_position, b.property_id,
    b.product, b.begins_at, b.ends_at, b.stage, b.after_payout, b.suspended, b.division::json, b.cost::json,
    b.revenue::json
FROM unnest(
    $2::uuid[], $3::date[], $4::date[], $5::bigint[], $6::bigint[], $7::uuid[], $8::text[], $9::timestamptz[],
    $10::timestamptz[], $11::text[], $12::boolean[], $13::bigint[], $14::text[], $15::text[], $16::text[]
) AS b (
    division_id, effective_from, effective_to, from_position, to_position, property_id, product, begins_at, ends_at,
    stage, after_payout, suspended, division, cost, revenue
)
