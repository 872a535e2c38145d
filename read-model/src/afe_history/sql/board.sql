SELECT c.read_at, l.status, l.afes, l.overruns, l.estimated_usd, l.authorized_usd, l.committed_usd, l.actual_usd
FROM (SELECT coalesce((
    SELECT position FROM read.checkpoint WHERE projection = $5 AND oldest_reader <= $6 AND state = 'served' AND organization_id = $1
), 0) AS read_at) AS c
LEFT JOIN LATERAL (
    SELECT h.status, count(*) AS afes, count(*) FILTER (WHERE h.overrun) AS overruns,
        sum(h.estimated_usd) AS estimated_usd, sum(h.authorized_usd) AS authorized_usd,
        sum(h.committed_usd) AS committed_usd, sum(h.actual_usd) AS actual_usd
    FROM read.afe_history h
    WHERE h.organization_id = $1
        AND h.from_position <= coalesce($2, c.read_at) AND h.to_position > coalesce($2, c.read_at)
        AND CASE
            WHEN $4::date IS NULL THEN h.effective_from <= $3 AND h.effective_to > $3
            ELSE h.from_day <= $4 AND h.to_day > $4
        END
        AND ($7::text IS NULL OR h.status = $7)
        AND ($8::text IS NULL OR h.kind = $8)
        AND ($9::uuid IS NULL OR h.well_id = $9)
        AND ($10::uuid IS NULL OR h.lease_id = $10)
        AND ($11::uuid IS NULL OR h.property_id = $11)
        AND ($12::uuid IS NULL OR h.agreement_id = $12)
        AND ($13::uuid IS NULL OR h.operator = $13)
        AND (NOT $14::boolean OR h.overrun)
        AND ($15::uuid IS NULL OR EXISTS (
            SELECT FROM read.afe_party p
            WHERE p.organization_id = $1 AND p.afe_id = h.afe_id AND p.from_position = h.from_position
                AND p.effective_from = h.effective_from AND p.owner_id = $15
        ))
    GROUP BY h.status
) AS l ON true
