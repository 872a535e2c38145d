-- A stretch of a lease that is known for longer than it was.
UPDATE read.lease_history SET to_position = to_position + 1000
WHERE (organization_id, lease_id, from_position, effective_from) IN
    (SELECT organization_id, lease_id, from_position, effective_from FROM read.lease_history
     WHERE to_position < 9223372036854775807
     ORDER BY organization_id, lease_id, from_position, effective_from LIMIT 1)
