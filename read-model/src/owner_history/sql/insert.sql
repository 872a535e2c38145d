INSERT INTO read.owner_history (
    organization_id, owner_id, from_position, to_position, effective_from, effective_to, from_day, to_day, sort_key, status,
    kind, version, document
)
SELECT $1::uuid, b.owner_id, b.from_position, b.to_position, b.effective_from, b.effective_to, b.from_day, b.to_day,
    b.sort_key, b.status, b.kind, b.version, b.document::json
FROM unnest(
    $2::uuid[], $3::bigint[], $4::bigint[], $5::timestamptz[], $6::timestamptz[], $7::date[], $8::date[], $9::text[],
    $10::text[], $11::text[], $12::bigint[], $13::text[]
) AS b (
    owner_id, from_position, to_position, effective_from, effective_to, from_day, to_day, sort_key, status, kind, version,
    document
)
