DELETE FROM read.skipped_event WHERE organization_id = $1 AND projection = $2 AND version = $3
