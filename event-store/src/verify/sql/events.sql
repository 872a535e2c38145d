SELECT e.organization_id, e.position, e.aggregate_type, e.aggregate_id, e.sequence, e.event_id, e.event_type,
       e.event_version, e.payload::text AS payload, e.metadata::text AS metadata, e.effective_at, e.reported_at,
       e.recorded_at, e.command_id, e.supersedes, e.digest, c.command_id AS command, c.fingerprint, c.from_position,
       c.to_position, c.recorded_at AS command_at
FROM (
    SELECT * FROM ledger.events x
    WHERE x.organization_id = $1 AND x.position > $2 AND x.position <= $3
    ORDER BY x.organization_id, x.position
    LIMIT $4) AS e
LEFT JOIN LATERAL (
    SELECT * FROM ledger.commands k
    WHERE k.organization_id = $1 AND k.command_id = e.command_id
    ORDER BY k.organization_id, k.command_id
    LIMIT 1) AS c ON true
ORDER BY e.organization_id, e.position
