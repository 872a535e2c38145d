SELECT position, aggregate_type, aggregate_id, sequence, event_id, event_type, effective_at, recorded_at, command_id,
       (payload ->> 'number')::bigint AS number, coalesce((payload ->> 'amount')::bigint, 0) AS amount,
       payload ->> 'label' AS label
FROM ledger.events
WHERE organization_id = $1::uuid
ORDER BY position
