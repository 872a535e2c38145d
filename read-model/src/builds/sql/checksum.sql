SELECT count(*) AS rows, encode(sha256(coalesce(string_agg(digest, ''::bytea ORDER BY digest), ''::bytea)), 'hex') AS checksum
FROM (
    SELECT sha256(convert_to(relation || ' ' || (shown - '{organization_id,build}'::text[])::text, 'UTF8')) AS digest
    FROM (
        SELECT 'well_summary' AS relation, to_jsonb(t) AS shown FROM read.well_summary t
        WHERE $2 = 'well_summary' AND organization_id = $1 AND build = $3
        UNION ALL
        SELECT 'wellbore', to_jsonb(t) FROM read.wellbore t
        WHERE $2 = 'well_summary' AND organization_id = $1 AND build = $3
        UNION ALL
        SELECT 'completion', to_jsonb(t) FROM read.completion t
        WHERE $2 = 'well_summary' AND organization_id = $1 AND build = $3
        UNION ALL
        SELECT 'well_test', to_jsonb(t) FROM read.well_test t
        WHERE $2 = 'well_summary' AND organization_id = $1 AND build = $3
        UNION ALL
        SELECT 'monthly_production', to_jsonb(t) FROM read.monthly_production t
        WHERE $2 = 'monthly_production' AND organization_id = $1 AND build = $3
        UNION ALL
        SELECT 'daily_production', to_jsonb(t) FROM read.daily_production t
        WHERE $2 = 'monthly_production' AND organization_id = $1 AND build = $3
        UNION ALL
        SELECT 'lease_history', to_jsonb(t) FROM read.lease_history t
        WHERE $2 = 'lease_history' AND organization_id = $1 AND build = $3
        UNION ALL
        SELECT 'lease_key', to_jsonb(t) FROM read.lease_key t
        WHERE $2 = 'lease_history' AND organization_id = $1 AND build = $3
        UNION ALL
        SELECT 'owner_history', to_jsonb(t) FROM read.owner_history t
        WHERE $2 = 'owner_history' AND organization_id = $1 AND build = $3
        UNION ALL
        SELECT 'owner_key', to_jsonb(t) FROM read.owner_key t
        WHERE $2 = 'owner_history' AND organization_id = $1 AND build = $3
        UNION ALL
        SELECT 'division_history', to_jsonb(t) FROM read.division_history t
        WHERE $2 = 'ownership' AND organization_id = $1 AND build = $3
        UNION ALL
        SELECT 'interest_history', to_jsonb(t) FROM read.interest_history t
        WHERE $2 = 'ownership' AND organization_id = $1 AND build = $3
        UNION ALL
        SELECT 'ownership_change', to_jsonb(t) FROM read.ownership_change t
        WHERE $2 = 'ownership' AND organization_id = $1 AND build = $3
        UNION ALL
        SELECT 'afe_history', to_jsonb(t) FROM read.afe_history t
        WHERE $2 = 'afe_history' AND organization_id = $1 AND build = $3
        UNION ALL
        SELECT 'afe_party', to_jsonb(t) FROM read.afe_party t
        WHERE $2 = 'afe_history' AND organization_id = $1 AND build = $3
        UNION ALL
        SELECT 'agreement_history', to_jsonb(t) FROM read.agreement_history t
        WHERE $2 = 'agreement_history' AND organization_id = $1 AND build = $3
        UNION ALL
        SELECT 'well_history', to_jsonb(t) FROM read.well_history t
        WHERE $2 = 'well_history' AND organization_id = $1 AND build = $3
        UNION ALL
        SELECT 'production_history', to_jsonb(t) FROM read.production_history t
        WHERE $2 = 'production_history' AND organization_id = $1 AND build = $3
        UNION ALL
        SELECT 'search_entry', to_jsonb(t) FROM read.search_entry t
        WHERE $2 = 'search' AND organization_id = $1 AND build = $3
        UNION ALL
        SELECT 'search_word', to_jsonb(t) FROM read.search_word t
        WHERE $2 = 'search' AND organization_id = $1 AND build = $3
    ) AS kept
) AS digests
