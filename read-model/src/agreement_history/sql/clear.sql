DELETE FROM read.agreement_history
WHERE organization_id = $1
