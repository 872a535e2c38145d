-- An organization's AFEs on both axes of time.
SELECT afe_id AS id, from_position, to_position, effective_from, effective_to, document::text AS document
FROM read.afe_history
WHERE organization_id = $1
