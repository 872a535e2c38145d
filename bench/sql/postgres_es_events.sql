-- The first events of an organization, with payloads as cqrs-es reads them.
SELECT e.aggregate_id::text AS aggregate_id, e.sequence, e.event_type, e.event_version::text AS event_version,
       json_build_object('event_id', e.event_id, 'event_type', e.event_type, 'event_version', e.event_version,
                         'payload', e.payload)::text AS payload
FROM ledger.events e
WHERE e.organization_id = $1 AND e.position <= $2
ORDER BY e.position
