-- An organization's owners on both axes of time.
SELECT owner_id AS id, from_position, to_position, effective_from, effective_to, document::text AS document
FROM read.owner_history
WHERE organization_id = $1
