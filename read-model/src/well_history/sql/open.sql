SELECT from_position, effective_from, effective_to
FROM read.well_history
WHERE organization_id = $1 AND well_id = $2 AND to_position = 9223372036854775807 AND effective_to > $3
ORDER BY effective_to
