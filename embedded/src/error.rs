//! What can go wrong with a private server, each with what the user can do about it.

use std::io;
use std::path::PathBuf;

use crate::remedies;

/// Why a private server could not be found, fetched, started or kept.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EmbeddedError {
    /// No usable PostgreSQL anywhere; the text ends with three remedies to copy and paste.
    #[error("{}", remedies::no_postgres(*.wanted, .tried))]
    NoPostgres {
        /// The major the home's data directory is bound to, if there is one.
        wanted: Option<u32>,
        /// One line per place or package client that was tried.
        tried: Vec<String>,
    },
    /// No usable Redis anywhere; the text ends with three remedies to copy and paste.
    #[error("{}", remedies::no_redis(.tried))]
    NoRedis {
        /// One line per place or package client that was tried.
        tried: Vec<String>,
    },
    /// A variable names binaries that cannot be used.
    #[error("{variable}={}: {reason}", .path.display())]
    Unusable {
        /// The variable's name.
        variable: &'static str,
        /// Its value.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The chosen binaries are of another major than the data.
    #[error(
        "{} was made by PostgreSQL {bound}, but WELLFLOW_PG_BIN has PostgreSQL {found}. Point WELLFLOW_PG_BIN at \
         PostgreSQL {bound} or unset it; to move to another major, dump with {bound} and restore into a new WELLFLOW_HOME.",
        .data.display()
    )]
    WrongMajor {
        /// The existing data directory.
        data: PathBuf,
        /// The major that made it.
        bound: u32,
        /// The major of the binaries.
        found: u32,
    },
    /// Another process of ours owns this home.
    #[error(
        "another wellflow runs here: {}{}. Stop it, or give this one its own WELLFLOW_HOME.",
        .home.display(),
        .pid.map(|pid| format!(" (process {pid})")).unwrap_or_default()
    )]
    AnotherRuns {
        /// The home both want.
        home: PathBuf,
        /// The other process, if it wrote its number down.
        pid: Option<u32>,
    },
    /// The server's user cannot get to a directory.
    #[error(
        "{} cannot be used: PostgreSQL refuses to run as root, so it runs as user {user}, who may not enter {}. \
         Choose a WELLFLOW_HOME outside it, for example /var/lib/wellflow.",
        .path.display(),
        .blocked_at.display()
    )]
    Unreachable {
        /// What the server needs.
        path: PathBuf,
        /// The directory that bars the way.
        blocked_at: PathBuf,
        /// The server's user.
        user: String,
    },
    /// A directory that must be ours belongs to somebody else, or is a link.
    #[error("{} is not a directory of uid {uid}: remove it, or choose another WELLFLOW_HOME", .path.display())]
    NotOurs {
        /// The directory.
        path: PathBuf,
        /// Whose it should be.
        uid: u32,
    },
    /// No place to keep the data: neither `XDG_DATA_HOME` nor `HOME` is set.
    #[error(
        "neither XDG_DATA_HOME nor HOME is set: set WELLFLOW_HOME to the directory that shall hold the data"
    )]
    NoHome,
    /// Running as root on a system with neither `postgres` nor `nobody`.
    #[error(
        "PostgreSQL refuses to run as root and /etc/passwd has neither a user postgres nor nobody: run wellflow as \
         an ordinary user, or set DATABASE_URL"
    )]
    NoServerUser,
    /// Root without the right to become another user.
    #[error(
        "{program} must not run as root, and this process may not become another user (CAP_SETUID or CAP_SETGID is \
         missing): run wellflow as an ordinary user, or set DATABASE_URL and REDIS_URL"
    )]
    MayNotDropRoot {
        /// The program to be started.
        program: String,
    },
    /// `initdb` failed.
    #[error("initdb failed: {output}")]
    Initdb {
        /// The end of what it printed.
        output: String,
    },
    /// The server ended while it was being started.
    #[error("{server} ended while starting ({status}); the end of its log:\n{log}")]
    Ended {
        /// `PostgreSQL` or `Redis`.
        server: &'static str,
        /// How it ended.
        status: String,
        /// The end of its log.
        log: String,
    },
    /// The server did not answer in time.
    #[error("{server} did not answer within {seconds} s; the end of its log:\n{log}")]
    NotReady {
        /// `PostgreSQL` or `Redis`.
        server: &'static str,
        /// How long it was waited for.
        seconds: u64,
        /// The end of its log.
        log: String,
    },
    /// A server left behind by a killed owner does not go away.
    #[error("process {pid} still holds {} and does not end: stop it by hand", .data.display())]
    OrphanStays {
        /// The left-over server.
        pid: u32,
        /// Its data directory.
        data: PathBuf,
    },
    /// The server runs with a setting under which an acknowledged commit can be lost.
    #[error(
        "PostgreSQL runs with {setting}={value}: acknowledged commits could be lost, so WellFlow does not use it"
    )]
    NotDurable {
        /// The setting's name.
        setting: String,
        /// Its value.
        value: String,
    },
    /// The server could not be asked for its settings.
    #[error("cannot read the server's settings")]
    Settings(#[source] tokio_postgres::Error),
    /// The operating system refused something.
    #[error("{what}")]
    Io {
        /// What was being done, with the path.
        what: String,
        /// Why it failed.
        #[source]
        source: io::Error,
    },
}

impl EmbeddedError {
    /// Whether something has to be installed or configured first; the launcher ends with exit code 78 then.
    #[must_use]
    pub fn is_missing_server(&self) -> bool {
        matches!(self, Self::NoPostgres { .. } | Self::NoRedis { .. })
    }

    pub(crate) fn io(what: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let what = what.into();
        move |source| Self::Io { what, source }
    }
}
