//! A private Redis: caches and streams, on a socket of its own.

use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::Duration;

use rustix::process::Signal;

use crate::binary::{self, REDIS_NAMES, RedisBinary};
use crate::error::EmbeddedError;
use crate::home::{self, Home, HomeLock};
use crate::identity::{self, RunAs};
use crate::postgres::Durability;
use crate::running::{self, REDIS_SOCKET};
use crate::search::Search;
use crate::{orphan, process};

/// A running private Redis. Dropping it stops it.
#[derive(Debug)]
pub struct Redis {
    child: Child,
    binary: RedisBinary,
    sockets: PathBuf,
    // Released after the server has gone: fields are dropped after `Drop::drop` ran.
    _lock: HomeLock,
}

impl Redis {
    /// Starts the Redis of `home`; takes about 10 ms. Durable keeps an append-only file, written to disk every
    /// second; a test's keeps nothing.
    pub fn start(home: &Home, search: &Search, durability: Durability) -> Result<Self, EmbeddedError> {
        Self::start_with(home, search, durability, &[])
    }

    /// The same, with settings of one's own as the server's command line takes them; they come last, so they win.
    pub fn start_with(
        home: &Home,
        search: &Search,
        durability: Durability,
        settings: &[String],
    ) -> Result<Self, EmbeddedError> {
        let data = home.path().join("redis");
        // The socket directory is shared, so both servers of a home run as one user.
        let existing = home
            .majors()
            .first()
            .map(|major| home.data(*major))
            .unwrap_or_else(|| data.clone());
        let run_as = identity::choose(Some(&existing))?;
        let run_as = run_as.as_ref();
        home.prepare(run_as)?;
        let lock = HomeLock::take(home, "redis")?;
        let binary = binary::redis(search, run_as)?;
        let sockets = home.socket_dir();
        home::private_directory(&sockets, run_as)?;
        home::private_directory(&data, run_as)?;
        let pid_file = data.join("redis.pid");
        let steps = [
            (Signal::TERM, Duration::from_secs(10)),
            (Signal::KILL, Duration::from_secs(5)),
        ];
        orphan::clear(&pid_file, &data, &REDIS_NAMES, &steps)?;
        let mut command = command(&binary, &data, &sockets, durability, run_as);
        command.args(settings);
        let child = launch(home, command, run_as)?;
        let mut server = Self {
            child,
            binary,
            sockets,
            _lock: lock,
        };
        let sockets = server.sockets.clone();
        running::await_answer(&mut server.child, "Redis", &home.redis_log(), || {
            running::ask_redis(&sockets)
        })?;
        tracing::info!(
            version = server.version(),
            source = server.source(),
            pid = server.pid(),
            "Redis is up"
        );
        Ok(server)
    }

    /// `redis+unix:///path/redis.sock`.
    #[must_use]
    pub fn url(&self) -> String {
        running::redis_url(&self.sockets)
    }

    /// Where the binary came from, for example `installed: /usr/bin/redis-server`.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.binary.source
    }

    /// The server's version, for example `7.0.15`.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.binary.version
    }

    /// The server's process.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// The directory of the socket.
    #[must_use]
    pub fn socket_dir(&self) -> &Path {
        &self.sockets
    }

    /// Ends the server, flushing what it keeps. Does nothing the second time.
    pub fn stop(&mut self) {
        process::end(&mut self.child, &[(Signal::TERM, Duration::from_secs(10))]);
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.stop();
    }
}

fn command(
    binary: &RedisBinary,
    data: &Path,
    sockets: &Path,
    durability: Durability,
    run_as: Option<&RunAs>,
) -> Command {
    let mut command = process::server_command(&binary.program, run_as, binary.libraries.as_deref());
    command.args([
        "--port",
        "0",
        "--unixsocketperm",
        "700",
        "--daemonize",
        "no",
        "--save",
        "",
    ]);
    command.arg("--unixsocket").arg(sockets.join(REDIS_SOCKET));
    command
        .arg("--dir")
        .arg(data)
        .arg("--pidfile")
        .arg(data.join("redis.pid"));
    match durability {
        Durability::Durable => {
            command.args(["--appendonly", "yes", "--appendfsync", "everysec"]);
            // Only what has a time to live may be evicted: streams must not lose entries.
            command.args(["--maxmemory", "512mb", "--maxmemory-policy", "volatile-lru"]);
        }
        Durability::Test => {
            command.args(["--appendonly", "no"]);
        }
    }
    command
}

fn launch(home: &Home, mut command: Command, run_as: Option<&RunAs>) -> Result<Child, EmbeddedError> {
    let log_path = home.redis_log();
    let log = home::open_log(&log_path)?;
    let copy = log
        .try_clone()
        .map_err(EmbeddedError::io(format!("open {}", log_path.display())))?;
    command.stdout(log).stderr(copy);
    process::spawn_server(command, Signal::TERM, run_as)
}
