UPDATE read.program_lease AS l
SET holder = $1, epoch = nextval('read.lease_epochs')
FROM (
    SELECT f.bucket
    FROM read.program_lease f
    LEFT JOIN read.projector p ON p.projector_id = f.holder
    WHERE f.program = $2 AND coalesce(p.expires_at <= clock_timestamp(), true)
    ORDER BY f.bucket
    LIMIT $3
    FOR UPDATE OF f SKIP LOCKED
) AS free
WHERE l.bucket = free.bucket AND l.program = $2
RETURNING l.bucket, l.epoch