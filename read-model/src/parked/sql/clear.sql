DELETE FROM read.parked WHERE organization_id = $1 AND projection = $2 AND version = $3
