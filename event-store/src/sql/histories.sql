SELECT w.id AS wanted,
       s.sequence AS s_sequence, s.position AS s_position, s.event_id AS s_event_id, s.recorded_at AS s_recorded_at,
       s.max_effective_at AS s_max_effective_at, s.digest AS s_digest,
       -- With the first of the events after it, or where there is none.
       CASE WHEN e.sequence IS NULL OR e.sequence = s.sequence + 1 THEN s.state::text END AS s_state,
       CASE WHEN e.sequence IS NULL OR e.sequence = s.sequence + 1 THEN s.anomalies::text END AS s_anomalies,
       e.organization_id, e.position, e.aggregate_type, e.aggregate_id, e.sequence, e.event_id, e.event_type,
       e.event_version, e.payload::text AS payload, e.metadata::text AS metadata, e.effective_at, e.reported_at,
       e.recorded_at, e.command_id, e.supersedes, e.digest
FROM unnest($3::uuid[], $4::bigint[], $5::timestamptz[]) AS w (id, before, effective)
LEFT JOIN LATERAL (
    SELECT * FROM ledger.snapshots k
    WHERE k.organization_id = $1 AND k.aggregate_type = $2 AND k.aggregate_id = w.id AND k.sequence < w.before
      AND k.state_version = $6 AND k.position <= $7 AND (w.effective IS NULL OR k.max_effective_at <= w.effective)
    ORDER BY k.organization_id DESC, k.aggregate_type DESC, k.aggregate_id DESC, k.sequence DESC
    LIMIT 1) AS s ON true
LEFT JOIN LATERAL (
    SELECT * FROM ledger.events x
    WHERE x.organization_id = $1 AND x.aggregate_type = $2 AND x.aggregate_id = w.id
      -- Under row level security a CASE may bound the walk of the index; coalesce() would be looked at row by row.
      AND x.sequence > CASE WHEN s.sequence IS NULL THEN 0 ELSE s.sequence END AND x.sequence <= w.before
    ORDER BY x.organization_id, x.aggregate_type, x.aggregate_id, x.sequence
    LIMIT $8) AS e ON true
