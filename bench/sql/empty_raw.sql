TRUNCATE raw.events, raw.outbox, raw.commits, raw.commands
