-- The index table es-entity asks for.
CREATE TABLE gauges (
    id         uuid PRIMARY KEY,
    created_at timestamptz NOT NULL
)
