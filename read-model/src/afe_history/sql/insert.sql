INSERT INTO read.afe_history (
    organization_id, afe_id, from_position, to_position, effective_from, effective_to, from_day, to_day, sort_key, status,
    kind, well_id, lease_id, property_id, agreement_id, operator, ballot_deadline, overrun, estimated_usd, authorized_usd,
    committed_usd, actual_usd, version, document
)
SELECT $1::uuid, b.afe_id, b.from_position, b.to_position, b.effective_from, b.effective_to, b.from_day, b.to_day,
    b.sort_key, b.status, b.kind, b.well_id, b.lease_id, b.property_id, b.agreement_id, b.operator, b.ballot_deadline,
    b.overrun, b.estimated_usd, b.authorized_usd, b.committed_usd, b.actual_usd, b.version, b.document::json
FROM unnest(
    $2::uuid[], $3::bigint[], $4::bigint[], $5::timestamptz[], $6::timestamptz[], $7::date[], $8::date[], $9::text[],
    $10::text[], $11::text[], $12::uuid[], $13::uuid[], $14::uuid[], $15::uuid[], $16::uuid[], $17::timestamptz[],
    $18::boolean[], $19::numeric[], $20::numeric[], $21::numeric[], $22::numeric[], $23::bigint[], $24::text[]
) AS b (
    afe_id, from_position, to_position, effective_from, effective_to, from_day, to_day, sort_key, status, kind, well_id,
    lease_id, property_id, agreement_id, operator, ballot_deadline, overrun, estimated_usd, authorized_usd, committed_usd,
    actual_usd, version, document
)
