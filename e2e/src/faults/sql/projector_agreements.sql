-- An organization's operating agreements on both axes of time.
SELECT agreement_id AS id, from_position, to_position, effective_from, effective_to, document::text AS document
FROM read.agreement_history
WHERE organization_id = $1
