INSERT INTO read.projector (projector_id, program, expires_at)
VALUES ($1, $2, clock_timestamp() + $3::bigint * interval '1 millisecond')
ON CONFLICT (projector_id) DO UPDATE SET expires_at = excluded.expires_at