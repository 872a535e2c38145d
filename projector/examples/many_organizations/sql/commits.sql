-- Four commits each, in the order of their instants over the last days, as they would have come.
INSERT INTO ledger.commits (organization_id, from_position, to_position, recorded_at, chain, format)
SELECT o.organization_id, n, n,
       clock_timestamp() - interval '5 days' + n * interval '1 day' + o.nth * interval '1 microsecond',
       sha256(uuid_send(o.organization_id) || int8send(n)), 2
FROM generate_series(1::bigint, 4) AS n
CROSS JOIN (SELECT organization_id, row_number() OVER () AS nth FROM ledger.head) AS o
WHERE o.nth % 10 <> 0
ORDER BY n, o.nth
