INSERT INTO read.interest_history (
    organization_id, division_id, side, owner_id, interest, effective_from, effective_to, from_position, to_position,
    property_id, begins_at, ends_at, reason, document
)
SELECT $1::uuid, b.division_id, b.side, b.owner_id, b.interest, b.effective_from, b.effective_to, b.from_position,
    b.to_position, b.property_id, b.begins_at, b.ends_at, b.reason, b.document::json
FROM unnest(
    $2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::date[], $7::date[], $8::bigint[], $9::bigint[], $10::uuid[],
    $11::timestamptz[], $12::timestamptz[], $13::text[], $14::text[]
) AS b (
    division_id, side, owner_id, interest, effective_from, effective_to, from_position, to_position, property_id,
    begins_at, ends_at, reason, document
)
