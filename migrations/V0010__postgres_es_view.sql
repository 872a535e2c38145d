-- The ledger as postgres-es 0.5 knows one: its table `events`, name by name and type by type, to be read and not written.
--
-- A reader sees the organization its connection names, by the policies of the tables below: the view runs with the rights
-- of whoever asks. `payload` is tagged, because cqrs-es reads an event from its payload alone; `metadata` is an object of
-- texts, the caller's own and what the ledger knows of the event under names that begin with wellflow_.
CREATE SCHEMA postgres_es AUTHORIZATION wellflow_owner;
GRANT USAGE ON SCHEMA postgres_es TO wellflow_command, wellflow_projector, wellflow_query;

SET LOCAL ROLE wellflow_owner;

CREATE VIEW postgres_es.events WITH (security_invoker = true) AS
SELECT e.aggregate_type,
       e.aggregate_id::text AS aggregate_id,
       e.sequence,
       e.event_type,
       e.event_version::text AS event_version,
       json_build_object(
           'event_id', e.event_id,
           'event_type', e.event_type,
           'event_version', e.event_version,
           'payload', e.payload) AS payload,
       (SELECT json_object_agg(said.name, said.value)
        FROM (
            SELECT c.key AS name, c.value
            FROM json_each_text(e.metadata -> 'context') AS c
            WHERE NOT starts_with(c.key, 'wellflow_')
            UNION ALL
            SELECT 'wellflow_' || own.name, own.value
            FROM (VALUES
                ('actor', e.metadata #>> '{actor,subject}'),
                ('role', e.metadata #>> '{actor,role}'),
                ('source', e.metadata ->> 'source'),
                ('correlation_id', e.metadata ->> 'correlation_id'),
                ('causation_id', e.metadata ->> 'causation_id'),
                ('request_id', e.metadata ->> 'request_id'),
                ('command_id', e.command_id::text),
                ('position', e.position::text),
                ('effective_at', to_char(e.effective_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')),
                ('reported_at', to_char(e.reported_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')),
                ('recorded_at', to_char(e.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
            ) AS own (name, value)
            WHERE own.value IS NOT NULL
        ) AS said) AS metadata
FROM ledger.events AS e;

GRANT SELECT ON postgres_es.events TO wellflow_command, wellflow_projector, wellflow_query;

RESET ROLE;
