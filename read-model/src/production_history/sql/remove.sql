DELETE FROM read.production_history AS h
USING unnest($2::uuid[], $3::bigint[], $4::timestamptz[]) AS b (production_month_id, from_position, effective_from)
WHERE h.organization_id = $1 AND h.production_month_id = b.production_month_id AND h.from_position = b.from_position
    AND h.effective_from = b.effective_from
