//! A Redis server per test.

use std::fs;
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
    server: Option<Redis>,
}

impl TestRedis {
    /// Starts a server, which takes about 10 ms.
    ///
    /// # Panics
    /// When there is no Redis to be had, with what to do about it.
    pub fn start() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let parent = directory::redis();
        directory::make(&parent).unwrap_or_else(|error| panic!("{}: {error}", parent.display()));
        remove_leftovers(&parent);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = parent.join(format!("{}-{count}", std::process::id()));
        let server = launch(&path);
        Self {
            path,
            url: server.url(),
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
        self.server = Some(launch(&self.path));
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

fn launch(path: &Path) -> Redis {
    let started = Home::resolve(Some(path.to_path_buf()))
        .and_then(|home| Redis::start(&home, &Search::from_env(), Durability::Test));
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
