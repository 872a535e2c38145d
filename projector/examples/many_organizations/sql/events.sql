-- Of a kind no projection takes: the history is there to be in the way.
INSERT INTO ledger.events (organization_id, position, aggregate_type, aggregate_id, sequence, event_id, event_type,
    event_version, payload, metadata, effective_at, recorded_at, command_id, digest)
SELECT c.organization_id, c.to_position, 'note', c.organization_id, c.to_position, gen_random_uuid(), 'NoteTaken', 1,
       '{"effective_at":"2020-01-01T00:00:00Z"}', '{}', '2020-01-01Z', c.recorded_at, gen_random_uuid(), c.chain
FROM ledger.commits c
