//! The text a user sees when no server can be had: what was tried, and three ways out to copy and paste.

use std::fmt::Write as _;

/// The refusal for PostgreSQL. `wanted` is the major an existing data directory is bound to.
pub(crate) fn no_postgres(wanted: Option<u32>, tried: &[String]) -> String {
    let need = match wanted {
        Some(major) => {
            format!("WellFlow needs PostgreSQL {major} (its data directory was made by that version)")
        }
        None => "WellFlow needs PostgreSQL 15 or newer".to_owned(),
    };
    let install = match wanted {
        Some(major) => format!("sudo apt-get install postgresql-{major} redis-server"),
        None => "sudo apt-get install postgresql redis-server".to_owned(),
    };
    refusal(
        &need,
        &install,
        "export DATABASE_URL=postgres://user:password@host:5432/wellflow",
        tried,
    )
}

/// The refusal for Redis.
pub(crate) fn no_redis(tried: &[String]) -> String {
    refusal(
        "WellFlow wants Redis",
        "sudo apt-get install postgresql redis-server",
        "export REDIS_URL=redis://host:6379",
        tried,
    )
}

fn refusal(need: &str, install: &str, point_at: &str, tried: &[String]) -> String {
    let mut text = format!("{need}, and found none.\n");
    for line in tried {
        let _ = writeln!(text, "  tried: {line}");
    }
    let _ = write!(
        text,
        "Any one of these helps:\n  \
         1. install it (WellFlow starts a private instance and leaves the system's own alone):\n       {install}\n  \
         2. use a server you have:\n       {point_at}\n  \
         3. let WellFlow fetch a private copy (needs pip, npm or apt-get, and the network):\n       unset WELLFLOW_NO_FETCH"
    );
    text
}
