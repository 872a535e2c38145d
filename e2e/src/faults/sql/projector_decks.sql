-- An organization's divisions: which decks divide which months, as known when.
SELECT division_id AS id, from_position, to_position, effective_from, effective_to, cost::text AS cost, revenue::text AS revenue
FROM read.division_history
WHERE organization_id = $1
