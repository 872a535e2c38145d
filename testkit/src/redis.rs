//! A Redis server per test.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use rustix::process::{Pid, test_kill_process};
use wellflow_embedded::{Durability, Home, Redis, Search};

use crate::directory;
use crate::guardian::chain;

/// A Redis server of this test's own, on a Unix socket. Killed with the value, or with the process.
#[derive(Debug)]
pub struct TestRedis {
    path: PathBuf,
    url: String,
    settings: Vec<String>,
    server: Option<Redis>,
}

impl TestRedis {
    /// Starts a server, which takes about 10 ms.
    ///
    /// # Panics
    /// When there is no Redis to be had, with what to do about it.
    pub fn start() -> Self {
        Self::start_with(Vec::new())
    }

    /// A cluster of one node that has no slots yet: it refuses every key until they are given to it (`CLUSTER ADDSLOTSRANGE`),
    /// and commands whose keys lie in different slots for ever.
    ///
    /// # Panics
    /// As [`Self::start`].
    pub fn cluster() -> Self {
        let port = || -> String {
            let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
            free.unwrap_or_else(|error| panic!("no free port: {error}"))
                .port()
                .to_string()
        };
        let (port, bus) = (port(), port());
        let settings = [
            "--cluster-enabled",
            "yes",
            "--bind",
            "127.0.0.1",
            "--port",
            &port,
            "--cluster-port",
            &bus,
        ];
        Self::start_with(settings.map(str::to_owned).to_vec())
    }

    fn start_with(settings: Vec<String>) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let parent = directory::redis();
        directory::make(&parent).unwrap_or_else(|error| panic!("{}: {error}", parent.display()));
        remove_leftovers(&parent);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = parent.join(format!("{}-{count}", std::process::id()));
        let server = launch(&path, &settings);
        Self {
            path,
            url: server.url(),
            settings,
            server: Some(server),
        }
    }

    /// `redis+unix:///path/redis.sock`; stays the same over [`Self::stop`] and [`Self::restart`].
    pub fn url(&self) -> String {
        self.url.clone()
    }

    /// Stops the server, as an outage would. Does nothing when it is stopped.
    pub fn stop(&mut self) {
        self.server = None;
    }

    /// Starts the server again at the same address, empty.
    ///
    /// # Panics
    /// When it does not start.
    pub fn restart(&mut self) {
        self.server = None;
        self.server = Some(launch(&self.path, &self.settings));
    }
}

impl Drop for TestRedis {
    fn drop(&mut self) {
        self.server = None;
        let _ = fs::remove_dir_all(&self.path);
        // Succeeds for the last one only.
        if let Some(parent) = self.path.parent() {
            let _ = fs::remove_dir(parent);
        }
    }
}

fn launch(path: &Path, settings: &[String]) -> Redis {
    let started = Home::resolve(Some(path.to_path_buf()))
        .and_then(|home| Redis::start_with(&home, &Search::from_env(), Durability::Test, settings));
    started.unwrap_or_else(|error| panic!("no Redis for the tests: {}", chain(&error)))
}

/// Removes the directories of test processes that were killed; their servers died with them.
fn remove_leftovers(parent: &Path) {
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let owner = name
            .to_str()
            .and_then(|name| name.split('-').next()?.parse().ok())
            .and_then(Pid::from_raw);
        let gone = |owner| test_kill_process(owner) == Err(rustix::io::Errno::SRCH);
        if owner.is_some_and(gone) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
