-- The events table es-entity asks for.
CREATE TABLE gauge_events (
    id          uuid        NOT NULL REFERENCES gauges (id),
    sequence    int         NOT NULL,
    event_type  varchar     NOT NULL,
    event       jsonb       NOT NULL,
    context     jsonb       DEFAULT NULL,
    recorded_at timestamptz NOT NULL,
    UNIQUE (id, sequence)
)
