//! A private PostgreSQL: made by `initdb` once, started as a direct child, stopped with its owner.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Child;
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::binary::{self, PostgresBinary};
use crate::error::EmbeddedError;
use crate::home::{self, Home, HomeLock};
use crate::identity::{self, RunAs};
use crate::search::Search;
use crate::{initdb, orphan, process, running};

/// How long the children of a killed server may outlive it.
const LINGERING: Duration = Duration::from_secs(10);

/// Whether a server's acknowledged writes must survive a power cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// Every acknowledged commit survives any crash: for real data.
    Durable,
    /// Nothing survives a crash of the operating system: for tests, several times faster.
    Test,
}

/// A running private PostgreSQL. Dropping it stops it.
#[derive(Debug)]
pub struct Postgres {
    child: Child,
    binary: PostgresBinary,
    sockets: PathBuf,
    data: PathBuf,
    durability: Durability,
    // Released after the server has gone: fields are dropped after `Drop::drop` ran.
    _lock: HomeLock,
}

impl Postgres {
    /// Starts the server of `home`, making its data directory the first time. Blocks until it takes connections:
    /// about a second the first time, well under 0.1 s later. Superuser `postgres`, no password: only the
    /// server's user and root can enter the socket's directory.
    pub fn start(home: &Home, search: &Search, durability: Durability) -> Result<Self, EmbeddedError> {
        Self::start_with(home, search, durability, &[])
    }

    /// Starts the server with further `name=value` settings, which overrule the crate's own.
    pub fn start_with(
        home: &Home,
        search: &Search,
        durability: Durability,
        further: &[&str],
    ) -> Result<Self, EmbeddedError> {
        let existing = home.majors().first().map(|major| home.data(*major));
        let run_as = identity::choose(existing.as_deref())?;
        let run_as = run_as.as_ref();
        home.prepare(run_as)?;
        let lock = HomeLock::take(home, "postgres")?;
        let binary = binary::postgres(home, search, run_as)?;
        let data = home.data(binary.major);
        let sockets = home.socket_dir();
        home::private_directory(&sockets, run_as)?;
        if !data.join("PG_VERSION").exists() {
            initdb::make_cluster(home, &binary, durability, run_as)?;
        }
        clear_orphan(&data, &sockets)?;
        let given_up = Instant::now() + LINGERING;
        let mut settings = settings(durability);
        settings.extend(further);
        let child = loop {
            match bring_up(home, &binary, &data, &sockets, &settings, durability, run_as) {
                // The children of a killed server notice its death within milliseconds, and end.
                Err(EmbeddedError::Ended { log, .. })
                    if log.contains("pre-existing shared memory block") && Instant::now() < given_up =>
                {
                    thread::sleep(Duration::from_millis(20));
                }
                outcome => break outcome?,
            }
        };
        let server = Self {
            child,
            binary,
            sockets,
            data,
            durability,
            _lock: lock,
        };
        tracing::info!(
            version = server.version(), source = server.source(), data = %server.data.display(),
            pid = server.pid(), "PostgreSQL is up"
        );
        Ok(server)
    }

    /// `postgres://user@%2Fsocket%2Fdir/database`. Neither the user nor the database is checked to exist.
    #[must_use]
    pub fn url(&self, user: &str, database: &str) -> String {
        running::postgres_url(&self.sockets, user, database)
    }

    /// Where the binaries came from, for example `installed: /usr/lib/postgresql/15/bin`.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.binary.source
    }

    /// The server's version, for example `15.18`.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.binary.version
    }

    /// The server's process.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// The directory of the socket, as `psql -h` wants it.
    #[must_use]
    pub fn socket_dir(&self) -> &Path {
        &self.sockets
    }

    /// The directory of the data.
    #[must_use]
    pub fn data_dir(&self) -> &Path {
        &self.data
    }

    /// The directory of `postgres`, `initdb` and, except with some fetched packages, `psql`.
    #[must_use]
    pub fn bin_dir(&self) -> &Path {
        &self.binary.bin
    }

    /// Whether acknowledged commits survive a power cut.
    #[must_use]
    pub fn durability(&self) -> Durability {
        self.durability
    }

    /// Whether the server still runs.
    pub fn is_alive(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Ends the server: open transactions are rolled back, a durable one writes a checkpoint. Close pools first.
    /// Does nothing the second time.
    pub fn stop(&mut self) {
        let seconds = Duration::from_secs;
        match self.durability {
            Durability::Durable => {
                process::end(
                    &mut self.child,
                    &[(Signal::INT, seconds(15)), (Signal::QUIT, seconds(5))],
                );
            }
            Durability::Test => process::end(&mut self.child, &[(Signal::QUIT, seconds(5))]),
        }
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.stop();
    }
}

fn clear_orphan(data: &Path, sockets: &Path) -> Result<(), EmbeddedError> {
    let seconds = Duration::from_secs;
    let steps = [(Signal::INT, seconds(10)), (Signal::QUIT, seconds(10))];
    orphan::clear(&data.join("postmaster.pid"), data, &["postgres"], &steps)?;
    // PostgreSQL looks at the number in here too, and believes in zombies.
    orphan::clear(&sockets.join(".s.PGSQL.5432.lock"), data, &["postgres"], &steps)
}

/// Starts the server and waits for its first connection; recovery after a crash may take its time as long as the
/// server says so.
fn bring_up(
    home: &Home,
    binary: &PostgresBinary,
    data: &Path,
    sockets: &Path,
    settings: &[&str],
    durability: Durability,
    run_as: Option<&RunAs>,
) -> Result<Child, EmbeddedError> {
    let mut child = launch(home, binary, data, sockets, settings, durability, run_as)?;
    let ask = || running::ask_postgres(sockets);
    match running::await_answer(&mut child, "PostgreSQL", &home.postgres_log(), ask) {
        Ok(()) => Ok(child),
        Err(error) => {
            process::end(&mut child, &[(Signal::QUIT, Duration::from_secs(5))]);
            Err(error)
        }
    }
}

fn launch(
    home: &Home,
    binary: &PostgresBinary,
    data: &Path,
    sockets: &Path,
    settings: &[&str],
    durability: Durability,
    run_as: Option<&RunAs>,
) -> Result<Child, EmbeddedError> {
    let log_path = home.postgres_log();
    let log = home::open_log(&log_path)?;
    let copy = log
        .try_clone()
        .map_err(EmbeddedError::io(format!("open {}", log_path.display())))?;
    let mut command =
        process::server_command(&binary.bin.join("postgres"), run_as, binary.libraries.as_deref());
    command.arg("-D").arg(data).arg("-k").arg(sockets);
    for setting in settings {
        command.arg("-c").arg(setting);
    }
    command.stdout(log).stderr(copy);
    let on_owner_death = match durability {
        Durability::Durable => Signal::INT,
        Durability::Test => Signal::QUIT,
    };
    process::spawn_server(command, on_owner_death, run_as)
}

/// The settings given on the command line, where `postgresql.conf` cannot overrule them.
fn settings(durability: Durability) -> Vec<&'static str> {
    let mut settings = vec![
        "listen_addresses=",
        "port=5432",
        "unix_socket_permissions=0700",
        "cluster_name=wellflow",
        "logging_collector=off",
        "log_destination=stderr",
        "log_line_prefix=%m [%p] %q%u@%d ",
        "log_timezone=UTC",
        "timezone=UTC",
        "jit=off",
        "shared_buffers=256MB",
        "synchronous_commit=on",
    ];
    match durability {
        Durability::Durable => {
            settings.extend([
                "fsync=on",
                "full_page_writes=on",
                "max_connections=200",
                "max_wal_size=2GB",
            ]);
        }
        Durability::Test => {
            settings.extend([
                "fsync=off",
                "full_page_writes=off",
                "max_connections=300",
                "max_wal_size=512MB",
            ]);
        }
    }
    if cfg!(target_os = "linux") {
        // After a crash the default opens and syncs every file of the data directory by itself.
        settings.push("recovery_init_sync_method=syncfs");
    }
    if small_shared_memory() {
        // A container's 64 MiB are soon eaten by parallel queries.
        settings.push("dynamic_shared_memory_type=mmap");
    }
    settings
}

fn small_shared_memory() -> bool {
    const ENOUGH: u64 = 256 * 1024 * 1024;
    rustix::fs::statvfs("/dev/shm").is_ok_and(|shm| shm.f_blocks.saturating_mul(shm.f_frsize) < ENOUGH)
        && fs::metadata("/dev/shm").is_ok()
}

/// Refuses a server under which an acknowledged commit could be lost, private or given.
pub async fn assert_durable(client: &tokio_postgres::Client) -> Result<(), EmbeddedError> {
    let row = client
        .query_one(include_str!("sql/durability_settings.sql"), &[])
        .await
        .map_err(EmbeddedError::Settings)?;
    for (column, setting) in ["fsync", "full_page_writes", "synchronous_commit"]
        .into_iter()
        .enumerate()
    {
        let value: String = row.try_get(column).map_err(EmbeddedError::Settings)?;
        // Every level of synchronous_commit but `off` waits for the local disk.
        if value == "off" {
            return Err(EmbeddedError::NotDurable {
                setting: setting.to_owned(),
                value,
            });
        }
    }
    Ok(())
}
