UPDATE read.checkpoint
SET state = $4, epoch = epoch + 1, redrawn = redrawn OR $5, quiet_since = NULL
WHERE projection = $2 AND organization_id = $1 AND build = $3
