SELECT aggregate_type, aggregate_id, sequence, event_type, event_version, payload::text AS payload,
       metadata::text AS metadata
FROM {table}
WHERE (aggregate_type, aggregate_id, sequence) > ($1, $2, $3)
ORDER BY aggregate_type, aggregate_id, sequence
LIMIT $4
