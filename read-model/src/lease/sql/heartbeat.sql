INSERT INTO read.projector (projector_id, expires_at)
VALUES ($1, clock_timestamp() + $2::bigint * interval '1 millisecond')
ON CONFLICT (projector_id) DO UPDATE SET expires_at = excluded.expires_at
