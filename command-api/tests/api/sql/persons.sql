SELECT coalesce(payload::jsonb ->> 'requester', payload::jsonb ->> 'approver') AS person FROM ledger.events WHERE event_type IN ('AfeSubmitted', 'AfeInternallyApproved') ORDER BY position
