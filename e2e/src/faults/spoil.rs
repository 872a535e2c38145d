//! Whether the judges notice: a ledger that held is spoiled in one place at a time, checked again, and taken back.

use tokio_postgres::Client;

use super::report::Report;

/// A fault and the statement that makes it.
pub(crate) type Spoil = (&'static str, &'static str);

/// Faults any ledger can have.
pub(crate) const SPOILS: &[Spoil] = &[
    ("a command is lost", include_str!("sql/spoil_lose_command.sql")),
    (
        "the newest commit is lost",
        include_str!("sql/spoil_lose_newest.sql"),
    ),
    ("an event is written twice", include_str!("sql/spoil_repeat.sql")),
    ("an event is another one", include_str!("sql/spoil_event_id.sql")),
    (
        "an event has another instant than its commit",
        include_str!("sql/spoil_instant.sql"),
    ),
    (
        "a commit is earlier than the one before",
        include_str!("sql/spoil_order.sql"),
    ),
    (
        "a command has another outcome",
        include_str!("sql/spoil_outcome.sql"),
    ),
    ("a position is missing", include_str!("sql/spoil_hole.sql")),
];

/// Faults of ledgers of tanks.
pub(crate) const TANK_SPOILS: &[Spoil] = &[
    (
        "a tank was filled with more",
        include_str!("sql/spoil_amount.sql"),
    ),
    ("a claim is lost", include_str!("sql/spoil_claim.sql")),
    ("an event is not published", include_str!("sql/spoil_outbox.sql")),
];

/// A hole in every ledger, for a reader to find.
pub(crate) const HOLE: &str = include_str!("sql/spoil_hole.sql");

/// Makes each fault, lets `check` look at it on the same connection, and takes it back. A fault nobody noticed is a
/// violation.
///
/// # Panics
/// When a fault cannot be made: the ledger is too short for it.
pub(crate) async fn prove(
    client: &Client,
    spoils: &[Spoil],
    check: impl AsyncFn(&mut Report),
    report: &mut Report,
) {
    for (what, statement) in spoils {
        client.batch_execute("BEGIN").await.unwrap();
        let changed = client.execute(*statement, &[]).await.unwrap();
        assert!(changed > 0, "nothing to spoil: {what}");
        let mut trial = Report::new();
        check(&mut trial).await;
        client.batch_execute("ROLLBACK").await.unwrap();
        report.demand(!trial.violations().is_empty(), || {
            format!("nobody notices that {what}")
        });
        report.count("faults made on purpose and found", 1);
    }
}
