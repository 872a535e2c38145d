INSERT INTO read.lease_history (
    organization_id, lease_id, from_position, to_position, effective_from, effective_to, from_day, to_day, sort_key, status,
    held_by, held_until, lessee, mineral_owner, lease_number, version, document
)
SELECT $1::uuid, b.lease_id, b.from_position, b.to_position, b.effective_from, b.effective_to, b.from_day, b.to_day,
    b.sort_key, b.status, b.held_by, b.held_until, b.lessee, b.mineral_owner, b.lease_number, b.version, b.document::json
FROM unnest(
    $2::uuid[], $3::bigint[], $4::bigint[], $5::timestamptz[], $6::timestamptz[], $7::date[], $8::date[], $9::text[],
    $10::text[], $11::text[], $12::date[], $13::uuid[], $14::text[], $15::text[], $16::bigint[], $17::text[]
) AS b (
    lease_id, from_position, to_position, effective_from, effective_to, from_day, to_day, sort_key, status, held_by,
    held_until, lessee, mineral_owner, lease_number, version, document
)
