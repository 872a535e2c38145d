INSERT INTO read.skipped_event (organization_id, projection, version, event_id, stream_kind, stream_id, decided_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT DO NOTHING
