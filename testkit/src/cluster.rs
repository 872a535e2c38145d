//! A test process's way to the shared PostgreSQL.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::os::unix::ffi::OsStringExt as _;
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

use wellflow_embedded::{Home, Running};

use crate::guardian::open_lock;
use crate::{build, directory};

/// Covers the first start on a slow machine, with PostgreSQL fetched.
const LIMIT: Duration = Duration::from_secs(600);

/// The server this process's tests use.
pub(crate) struct Cluster {
    server: Server,
    // Never unlocked on purpose: the kernel does it when the process ends, however it ends.
    _using: Option<File>,
}

enum Server {
    Shared(Running),
    /// `WELLFLOW_TEST_DATABASE_URL`.
    Given(String),
}

impl Cluster {
    /// Connects this process to the server, starting it if it is the first.
    ///
    /// # Panics
    /// When there is no server to be had, with the reason.
    pub(crate) fn of_this_process() -> &'static Self {
        static CLUSTER: OnceLock<Cluster> = OnceLock::new();
        CLUSTER.get_or_init(|| match std::env::var("WELLFLOW_TEST_DATABASE_URL") {
            Ok(url) if !url.is_empty() => Self {
                server: Server::Given(url),
                _using: None,
            },
            _ => attach().unwrap_or_else(|reason| panic!("no PostgreSQL for the tests: {reason}")),
        })
    }

    /// The address of a database, as the given role; `postgres` stands for the superuser.
    pub(crate) fn url(&self, role: &str, database: &str) -> String {
        let url = match &self.server {
            Server::Shared(running) => running.postgres_url(role, database),
            Server::Given(url) => readdress(url, role, database),
        };
        url.unwrap_or_else(|| {
            panic!("WELLFLOW_TEST_DATABASE_URL is not postgres://user@host[:port]/database")
        })
    }
}

/// The same server, another role and database. The superuser keeps the password it was given with.
fn readdress(url: &str, role: &str, database: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let (user, host) = authority.rsplit_once('@')?;
    let user = if role == "postgres" { user } else { role };
    let query = path
        .split_once('?')
        .map_or(String::new(), |(_, query)| format!("?{query}"));
    Some(format!("{scheme}://{user}@{host}/{database}{query}"))
}

fn attach() -> Result<Cluster, String> {
    let directory = directory::cluster();
    let failed = |error: io::Error| format!("{}: {error}", directory.display());
    let started = Instant::now();
    while started.elapsed() < LIMIT {
        directory::make(&directory).map_err(failed)?;
        let Some(using) = lock_shared(&directory.join("use.lock")).map_err(failed)? else {
            continue;
        };
        let starting = open_lock(&directory.join("start.lock")).map_err(failed)?;
        starting.lock().map_err(failed)?;
        let running = match live(&directory) {
            Some(running) => running,
            None => start_guardian(&directory)?,
        };
        return Ok(Cluster {
            server: Server::Shared(running),
            _using: Some(using),
        });
    }
    Err(format!("{} was never free", directory.display()))
}

/// `None` when the guardian removed the file while we waited for it.
fn lock_shared(path: &Path) -> io::Result<Option<File>> {
    let file = match open_lock(path) {
        // The guardian took the directory away after we made sure of it.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        opened => opened?,
    };
    file.lock_shared()?;
    let locked = file.metadata()?.ino();
    let same = fs::metadata(path).is_ok_and(|found| found.ino() == locked);
    Ok(same.then_some(file))
}

fn live(directory: &Path) -> Option<Running> {
    let home = PathBuf::from(OsString::from_vec(fs::read(directory.join("ready")).ok()?));
    let running = wellflow_embedded::running(&Home::resolve(Some(home)).ok()?)?;
    running
        .postgres_url("postgres", "postgres")
        .is_some()
        .then_some(running)
}

fn start_guardian(directory: &Path) -> Result<Running, String> {
    let program = build::test_cluster_binary()?;
    let log_path = directory.join("guardian.log");
    let log = File::create(&log_path).map_err(|error| format!("{}: {error}", log_path.display()))?;
    // No inherited output: `cargo test | tee` would wait for the guardian.
    let mut guardian = Command::new(&program)
        .arg(directory)
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log)
        .process_group(0)
        .spawn()
        .map_err(|error| format!("start {}: {error}", program.display()))?;
    let started = Instant::now();
    loop {
        let ended = guardian.try_wait().map_err(|error| error.to_string())?;
        if let Some(status) = ended {
            let reason = fs::read_to_string(&log_path).unwrap_or_default();
            return Err(format!("the guardian ended ({status}): {}", reason.trim()));
        }
        if let Some(running) = live(directory) {
            return Ok(running);
        }
        if started.elapsed() > LIMIT {
            return Err(format!("the guardian did not get ready within {LIMIT:?}"));
        }
        thread::sleep(Duration::from_millis(5));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_server_is_addressed_by_role_and_database() {
        let given = "postgres://root:s%40cret@db.example:5433/postgres?sslmode=disable";
        assert_eq!(
            readdress(given, "wellflow_query", "t_1").unwrap(),
            "postgres://wellflow_query@db.example:5433/t_1?sslmode=disable"
        );
        assert_eq!(
            readdress(given, "postgres", "t_1").unwrap(),
            "postgres://root:s%40cret@db.example:5433/t_1?sslmode=disable"
        );
        assert_eq!(readdress("host=localhost", "postgres", "t_1"), None);
    }
}
