INSERT INTO read.checkpoint (organization_id, projection, version, incarnation)
VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING
