-- Events that should be published and are not, and published rows without their event.
SELECT count(*) AS wrong
FROM ledger.events e
FULL JOIN ledger.outbox o ON o.organization_id = e.organization_id AND o.position = e.position AND o.ordinal = 0
WHERE (e.event_type IS DISTINCT FROM 'Drawn') <> (o.id IS NOT NULL)
   OR o.id <> e.event_id OR o.aggregateid <> e.aggregate_id::text OR o.type <> e.event_type
   OR o.payload::text <> e.payload::text
