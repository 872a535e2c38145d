//! A private PostgreSQL that loses nothing, on a disk, and can be cut off.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rustix::fs::statfs;
use rustix::process::{Pid, Signal, kill_process};
use tokio_postgres::{Client, NoTls};
use uuid::Uuid;
use wellflow_embedded::{Durability, Home, Postgres, Search, assert_durable};

/// The file system that lives in memory (`linux/magic.h`).
const TMPFS: u64 = 0x0102_1994;

/// How long backends without their first process may keep the server from starting again.
const ORPHANS: Duration = Duration::from_secs(30);

/// A folder of a run, removed with its value unless it is to be kept.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    keep: bool,
}

impl Folder {
    pub(crate) fn new(parent: Option<&Path>, keep: bool) -> Self {
        let parent = parent.map_or_else(std::env::temp_dir, Path::to_path_buf);
        let path = parent.join(format!("wellflow-faults-{}", Uuid::now_v7().simple()));
        std::fs::create_dir_all(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let kind = statfs(&path).unwrap().f_type;
        assert!(
            u64::try_from(kind) != Ok(TMPFS),
            "{} lies in memory: name a folder on a disk",
            path.display()
        );
        Self { path, keep }
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.keep {
            let _ = std::fs::remove_dir_all(&self.path);
        }
    }
}

/// The server of a run.
#[derive(Debug)]
pub(crate) struct Cluster {
    home: Home,
    /// Absent while it is down.
    server: Option<Postgres>,
}

impl Cluster {
    /// Makes and starts a server in a folder of its own, and asserts that it is durable.
    pub(crate) async fn start(path: PathBuf) -> Self {
        let home = Home::resolve(Some(path)).unwrap();
        let mut cluster = Self { home, server: None };
        cluster.bring_up().await;
        cluster
    }

    /// Starts the server after it was cut off, and asserts again that it is durable.
    pub(crate) async fn bring_up(&mut self) -> Duration {
        // The old value frees the home's lock.
        drop(self.server.take());
        let started = Instant::now();
        let start = async || {
            let home = self.home.clone();
            let starting = move || Postgres::start(&home, &Search::from_env(), Durability::Durable);
            tokio::task::spawn_blocking(starting).await.unwrap()
        };
        let mut server = start().await;
        // Backends whose first process was killed take a moment to find out.
        while server.is_err() && started.elapsed() < ORPHANS {
            tokio::time::sleep(Duration::from_millis(200)).await;
            server = start().await;
        }
        self.server = Some(server.unwrap_or_else(|error| panic!("PostgreSQL does not start: {error}")));
        assert_durable(&self.superuser().await).await.unwrap();
        started.elapsed()
    }

    pub(crate) fn url(&self, role: &str) -> String {
        self.up().url(role, "postgres")
    }

    pub(crate) fn url_of(&self, role: &str, database: &str) -> String {
        self.up().url(role, database)
    }

    pub(crate) async fn superuser(&self) -> Client {
        connect(&self.url("postgres")).await.unwrap()
    }

    /// An immediate stop: no process of the server finishes anything.
    pub(crate) fn cut_off(&mut self) {
        kill(self.up().pid(), Signal::QUIT);
    }

    /// SIGKILL to the server's first process: its backends find out by themselves and end.
    pub(crate) fn kill_postmaster(&mut self) {
        kill(self.up().pid(), Signal::KILL);
    }

    /// SIGKILL to one of a role's backends; the server then takes all of them down and recovers by itself. False
    /// where there is none.
    pub(crate) async fn kill_backend(&self, role: &str, choice: usize) -> bool {
        let Ok(client) = connect(&self.url("postgres")).await else {
            return false;
        };
        let backends = client.query(include_str!("sql/backends.sql"), &[&role]).await;
        let Ok(backends) = backends else { return false };
        let Some(backend) = backends.get(choice % backends.len().max(1)) else {
            return false;
        };
        if let Ok(pid) = u32::try_from(backend.get::<_, i32>("pid")) {
            kill(pid, Signal::KILL);
        }
        true
    }

    /// Whether the server still runs and takes connections.
    pub(crate) async fn answers(&mut self) -> bool {
        self.server.as_mut().is_some_and(Postgres::is_alive) && connect(&self.url("postgres")).await.is_ok()
    }

    fn up(&self) -> &Postgres {
        self.server
            .as_ref()
            .unwrap_or_else(|| panic!("the server is down"))
    }
}

/// A connection whose driver runs in a task of its own.
pub(crate) async fn connect(url: &str) -> Result<Client, tokio_postgres::Error> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

pub(crate) fn kill(pid: u32, signal: Signal) {
    let pid = i32::try_from(pid).ok().and_then(Pid::from_raw).unwrap();
    // One that has ended meanwhile needs no signal.
    let _ = kill_process(pid, signal);
}
