DELETE FROM read.agreement_history
WHERE organization_id = $1 AND agreement_id = ANY ($2)
