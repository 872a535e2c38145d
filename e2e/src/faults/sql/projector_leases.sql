-- An organization's leases on both axes of time.
SELECT lease_id AS id, from_position, to_position, effective_from, effective_to, document::text AS document
FROM read.lease_history
WHERE organization_id = $1
