DELETE FROM read.checkpoint
WHERE projection = $2 AND organization_id = $1 AND build = $3 AND state <> 'served'
