UPDATE read.checkpoint
SET repairs = repairs + 1, epoch = epoch + 1
WHERE organization_id = $1 AND projection = $2 AND version = $3
    AND build = nullif(current_setting('app.read_build', true), '')::integer
