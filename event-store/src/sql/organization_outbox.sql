SELECT id, aggregatetype, aggregateid, type, payload::text AS payload, position, ordinal, headers::text AS headers, digest
FROM ledger.outbox
WHERE organization_id = $1 AND position >= $2 AND position <= $3
ORDER BY organization_id, position, ordinal
