SELECT payload::text AS payload FROM ledger.events WHERE event_id = $1
