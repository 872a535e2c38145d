-- What every tank holds, summed by the database.
SELECT aggregate_id, sum(CASE event_type
                             WHEN 'Filled' THEN (payload ->> 'amount')::bigint
                             WHEN 'Drawn' THEN -(payload ->> 'amount')::bigint
                             ELSE 0 END)::bigint AS level
FROM ledger.events
WHERE organization_id = $1::uuid
GROUP BY aggregate_id
