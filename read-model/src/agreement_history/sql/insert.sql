INSERT INTO read.agreement_history (
    organization_id, agreement_id, from_position, to_position, effective_from, effective_to, from_day, to_day, sort_key,
    status, operator, parties, leases, properties, version, document
)
SELECT $1::uuid, b.agreement_id, b.from_position, b.to_position, b.effective_from, b.effective_to, b.from_day, b.to_day,
    b.sort_key, b.status, b.operator, b.parties::uuid[], b.leases::uuid[], b.properties::uuid[], b.version, b.document::json
FROM unnest(
    $2::uuid[], $3::bigint[], $4::bigint[], $5::timestamptz[], $6::timestamptz[], $7::date[], $8::date[], $9::text[],
    $10::text[], $11::uuid[], $12::text[], $13::text[], $14::text[], $15::bigint[], $16::text[]
) AS b (
    agreement_id, from_position, to_position, effective_from, effective_to, from_day, to_day, sort_key, status, operator,
    parties, leases, properties, version, document
)
