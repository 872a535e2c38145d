select coalesce(payload ->> 'requester', payload ->> 'approver') as person from wellflow.events where event_type in ('AfeSubmitted', 'AfeInternallyApproved') order by position
