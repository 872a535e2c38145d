//! Making a data directory: beside its place, then renamed into it, so that it is never half-made.

use std::fs;
use std::path::Path;
use std::time::Duration;

use crate::binary::{self, PostgresBinary};
use crate::error::EmbeddedError;
use crate::home::{self, Home};
use crate::identity::RunAs;
use crate::postgres::Durability;
use crate::process;

const LIMIT: Duration = Duration::from_secs(120);

/// Creates `pg<major>/` in the home. Called under the home's lock.
pub(crate) fn make_cluster(
    home: &Home,
    binary: &PostgresBinary,
    durability: Durability,
    run_as: Option<&RunAs>,
) -> Result<(), EmbeddedError> {
    tracing::info!(version = binary.version, home = %home.path().display(), "making a new data directory");
    // Left by an owner that was killed inside initdb.
    for leftover in binary::children(home.path(), "making-pg") {
        let _ = fs::remove_dir_all(leftover);
    }
    let making = home
        .path()
        .join(format!("making-pg{}-{}", binary.major, std::process::id()));
    let initdb = Initdb {
        home,
        binary,
        making: &making,
        durability,
        run_as,
    };
    let mut outcome = initdb.attempt("--locale=C.UTF-8", false)?;
    if outcome
        .as_ref()
        .is_err_and(|output| output.contains("invalid locale"))
    {
        // An old C library or macOS has no C.UTF-8.
        outcome = initdb.attempt("--locale=C", false)?;
    } else if outcome
        .as_ref()
        .is_err_and(|output| output.contains("could not look up effective user"))
    {
        // initdb insists on a name for its user, which some container platforms do not give.
        outcome = initdb.attempt("--locale=C.UTF-8", true)?;
    }
    let data = home.data(binary.major);
    match outcome {
        Ok(()) => fs::rename(&making, &data).map_err(EmbeddedError::io(format!("create {}", data.display()))),
        Err(output) => {
            let _ = fs::remove_dir_all(&making);
            Err(EmbeddedError::Initdb { output })
        }
    }
}

struct Initdb<'a> {
    home: &'a Home,
    binary: &'a PostgresBinary,
    making: &'a Path,
    durability: Durability,
    run_as: Option<&'a RunAs>,
}

impl Initdb<'_> {
    /// One run into a fresh directory. The inner error is the end of what initdb said.
    fn attempt(&self, locale: &str, borrow_name: bool) -> Result<Result<(), String>, EmbeddedError> {
        let _ = fs::remove_dir_all(self.making);
        home::private_directory(self.making, self.run_as)?;
        let initdb = self.binary.bin.join("initdb");
        let libraries = self.binary.libraries.as_deref();
        let mut command = if borrow_name {
            // Inside a user namespace of its own, this user goes by the name of nobody.
            let mut command = process::server_command(Path::new("unshare"), self.run_as, libraries);
            command
                .args(["--user", "--map-user=65534", "--map-group=65534"])
                .arg(&initdb);
            command
        } else {
            process::server_command(&initdb, self.run_as, libraries)
        };
        command
            .arg("-D")
            .arg(self.making)
            .args(["-U", "postgres", "-E", "UTF8", "-A", "trust", locale]);
        command.arg(match self.durability {
            Durability::Durable => "--data-checksums",
            Durability::Test => "--no-sync",
        });
        let log = self.home.path().join("initdb.log");
        let (status, output) = process::run(command, &log, LIMIT)
            .map_err(EmbeddedError::io(format!("run {}", initdb.display())))?;
        let _ = fs::remove_file(&log);
        if status.success() {
            return Ok(Ok(()));
        }
        let lines: Vec<&str> = output.lines().collect();
        Ok(Err(format!(
            "{status}\n{}",
            lines[lines.len().saturating_sub(12)..].join("\n")
        )))
    }
}
