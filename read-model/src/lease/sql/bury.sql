DELETE FROM read.projector p
WHERE p.expires_at < clock_timestamp() - interval '1 minute'
    AND NOT EXISTS (SELECT 1 FROM read.program_lease l WHERE l.holder = p.projector_id)