UPDATE read.checkpoint
SET quiet_since = CASE WHEN $3 THEN coalesce(quiet_since, clock_timestamp()) END
WHERE projection = $2 AND organization_id = $1 AND state = 'served' AND (quiet_since IS NULL) = $3
