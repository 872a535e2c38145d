-- The table a view of postgres-es asks for.
CREATE TABLE month_view (
    view_id text   NOT NULL,
    version bigint NOT NULL CHECK (version >= 0),
    payload json   NOT NULL,
    PRIMARY KEY (view_id)
)
