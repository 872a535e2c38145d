-- An event is another one than was acknowledged.
UPDATE ledger.events SET event_id = gen_random_uuid() WHERE position = 3
