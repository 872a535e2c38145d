UPDATE read.projector_lease AS l
SET holder = $1, epoch = l.epoch + 1
FROM (
    SELECT f.bucket
    FROM read.projector_lease f
    LEFT JOIN read.projector p ON p.projector_id = f.holder
    WHERE coalesce(p.expires_at <= clock_timestamp(), true)
    ORDER BY f.bucket
    LIMIT $2
    FOR UPDATE OF f SKIP LOCKED
) AS free
WHERE l.bucket = free.bucket
RETURNING l.bucket, l.epoch
