-- An organization's wells as they are shown.
SELECT well_id AS id, document::text AS document, anomalies::text AS anomalies, version, position, recorded_at
FROM read.well_summary
WHERE organization_id = $1
