INSERT INTO read.ownership_change (
    organization_id, division_id, event_id, from_position, to_position, effective_from, position, property_id,
    owner_ids, document
)
SELECT $1::uuid, b.division_id, b.event_id, b.from_position, b.to_position, b.effective_from, b.position,
    b.property_id, b.owner_ids::uuid[], b.document::json
FROM unnest(
    $2::uuid[], $3::uuid[], $4::bigint[], $5::bigint[], $6::date[], $7::bigint[], $8::uuid[], $9::text[], $10::text[]
) AS b (division_id, event_id, from_position, to_position, effective_from, position, property_id, owner_ids, document)
