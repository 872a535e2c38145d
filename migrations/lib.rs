//! The database schema, in the order it was made.
//!
//! Invariants
//! - A shipped file is never edited: the runner refuses a database whose history differs from the embedded files.
//! - One migrator at a time: an advisory lock is held for the whole run, so concurrent processes wait and then find
//!   nothing to do.
//! - Every file runs in a transaction of its own; a failure leaves the database at the last whole version.

mod embedded {
    refinery::embed_migrations!(".");
}

/// The advisory lock of a run: the bytes of `wellflow` read as a number.
const LOCK_KEY: i64 = 0x7765_6c6c_666c_6f77;

/// What a run did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The files applied by this run, as `V1__name`; empty when the schema was up to date.
    pub applied: Vec<String>,
}

/// Why the schema could not be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum MigrationError {
    /// The connection failed while the lock was taken or given back.
    #[error("the migration lock could not be taken or released")]
    Lock(#[source] tokio_postgres::Error),
    /// A file failed, or the database's history differs from the embedded files.
    #[error("the schema could not be migrated")]
    Run(#[source] refinery::Error),
}

/// Brings the database up to the newest version.
///
/// # Errors
/// [`MigrationError`]; the database then stands at the last version that succeeded.
pub async fn run(client: &mut tokio_postgres::Client) -> Result<Report, MigrationError> {
    client
        .execute("SELECT pg_advisory_lock($1)", &[&LOCK_KEY])
        .await
        .map_err(MigrationError::Lock)?;
    let result = embedded::migrations::runner()
        .set_abort_divergent(true)
        .set_abort_missing(true)
        .run_async(client)
        .await
        .map_err(MigrationError::Run);
    let unlocked = client
        .execute("SELECT pg_advisory_unlock($1)", &[&LOCK_KEY])
        .await
        .map_err(MigrationError::Lock);
    let report = result?;
    unlocked?;
    let applied = report
        .applied_migrations()
        .iter()
        .map(ToString::to_string)
        .collect();
    Ok(Report { applied })
}

/// A text that changes whenever any migration changes: names a test template, and tells a running database's version.
pub fn fingerprint() -> String {
    use std::hash::{DefaultHasher, Hash, Hasher};

    let runner = embedded::migrations::runner();
    let mut hasher = DefaultHasher::new();
    for migration in runner.get_migrations() {
        migration.version().hash(&mut hasher);
        migration.checksum().hash(&mut hasher);
    }
    format!("{:016x}", hasher.finish())
}
