-- The raw limit: the rows of a batch of appends, written by one statement without looking at anything.
--
-- No head is locked; no command, version or claim is looked up; no digest is computed or compared, no chain linked:
-- positions come from the client, digests and chain are bytes of the right size. What is left is what PostgreSQL needs
-- to store these rows and flush them. Arrays run in parallel: $1-$6 per organization of the batch, $7-$12 per command,
-- $13-$22 per event.
WITH commits AS (
    INSERT INTO raw.commits (organization_id, from_position, to_position, format, recorded_at, chain)
    SELECT c.organization_id, c.from_position, c.to_position, c.format, c.recorded_at, c.chain
    FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::smallint[], $5::timestamptz[], $6::bytea[])
         AS c (organization_id, from_position, to_position, format, recorded_at, chain)
), commands AS (
    INSERT INTO raw.commands (organization_id, command_id, fingerprint, from_position, to_position, recorded_at)
    SELECT k.organization_id, k.command_id, k.fingerprint, k.from_position, k.to_position, k.recorded_at
    FROM unnest($7::uuid[], $8::uuid[], $9::bytea[], $10::bigint[], $11::bigint[], $12::timestamptz[])
         AS k (organization_id, command_id, fingerprint, from_position, to_position, recorded_at)
), outbox AS (
    INSERT INTO raw.outbox (
        id, aggregatetype, aggregateid, type, payload, organization_id, position, ordinal, headers, digest)
    SELECT e.event_id, 'gauge', e.aggregate_id::text, 'GaugeRead', e.payload::json, e.organization_id, e.position, 0,
           '{}', NULL
    FROM unnest($13::uuid[], $14::bigint[], $15::uuid[], $17::uuid[], $18::text[])
         AS e (organization_id, position, aggregate_id, event_id, payload)
)
INSERT INTO raw.events (
    organization_id, position, aggregate_type, aggregate_id, sequence, event_id, event_type, event_version, payload,
    metadata, effective_at, reported_at, recorded_at, command_id, supersedes, digest)
SELECT e.organization_id, e.position, 'gauge', e.aggregate_id, e.sequence, e.event_id, 'GaugeRead', 1,
       e.payload::json, e.metadata::json, e.recorded_at, NULL, e.recorded_at, e.command_id, NULL, e.digest
FROM unnest($13::uuid[], $14::bigint[], $15::uuid[], $16::bigint[], $17::uuid[], $18::text[], $19::text[],
            $20::timestamptz[], $21::uuid[], $22::bytea[])
     AS e (organization_id, position, aggregate_id, sequence, event_id, payload, metadata, recorded_at, command_id,
           digest)
