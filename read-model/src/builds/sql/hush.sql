UPDATE read.checkpoint
SET quiet_since = CASE WHEN $3 THEN clock_timestamp() END
WHERE projection = $2 AND organization_id = $1 AND state = 'served' AND ($3 OR quiet_since IS NOT NULL)
