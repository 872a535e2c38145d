//! The home: one directory with everything a private installation keeps.
//!
//! ```text
//! <home>/postgres.lock, redis.lock   held by the owning process, with its process id inside
//! <home>/pg15/                       a data directory, named after the major that made it
//! <home>/redis/                      Redis's append-only file
//! <home>/s/                          the sockets (elsewhere when the path would be too long)
//! <home>/postgres.log, redis.log
//! ```

use std::env;
use std::ffi::OsStr;
use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _, chown};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use sha2::{Digest as _, Sha256};

use crate::error::EmbeddedError;
use crate::identity::{self, RunAs};

/// The longest file name a server puts into the socket directory.
const LONGEST_SOCKET: &str = ".s.PGSQL.5432";
/// `sockaddr_un.sun_path` has 108 bytes on Linux (104 on macOS), one of them for the closing NUL.
const SOCKET_PATH_MAX: usize = if cfg!(target_os = "linux") { 107 } else { 103 };
/// An onlooker ([`HomeLock::holder`]) holds the lock for a moment, and must not be taken for an owner.
const ONLOOKER: Duration = Duration::from_millis(100);
/// A log is put aside at the next start once it is longer than this.
const LOG_CAP: u64 = 8 * 1024 * 1024;

/// The data directory of a private installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home {
    path: PathBuf,
}

impl Home {
    /// The home to use: `explicit` (the launcher passes `WELLFLOW_HOME`), else for root `/var/lib/wellflow`, else
    /// `$XDG_DATA_HOME/wellflow`, else `$HOME/.local/share/wellflow`. Creates nothing.
    pub fn resolve(explicit: Option<PathBuf>) -> Result<Self, EmbeddedError> {
        let variable = |name| {
            env::var_os(name)
                .filter(|value| !value.is_empty())
                .map(PathBuf::from)
        };
        let chosen = match explicit {
            Some(path) => path,
            None if identity::is_root() => PathBuf::from("/var/lib/wellflow"),
            None => variable("XDG_DATA_HOME")
                .filter(|path| path.is_absolute())
                .or_else(|| variable("HOME").map(|home| home.join(".local/share")))
                .ok_or(EmbeddedError::NoHome)?
                .join("wellflow"),
        };
        let path = std::path::absolute(&chosen)
            .map_err(EmbeddedError::io(format!("make {} absolute", chosen.display())))?;
        Ok(Self { path })
    }

    /// The directory.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where PostgreSQL writes its log.
    #[must_use]
    pub fn postgres_log(&self) -> PathBuf {
        self.path.join("postgres.log")
    }

    /// Where Redis writes its log.
    #[must_use]
    pub fn redis_log(&self) -> PathBuf {
        self.path.join("redis.log")
    }

    pub(crate) fn data(&self, major: u32) -> PathBuf {
        self.path.join(format!("pg{major}"))
    }

    /// The majors that have a data directory here, newest first.
    pub(crate) fn majors(&self) -> Vec<u32> {
        let Ok(entries) = fs::read_dir(&self.path) else {
            return Vec::new();
        };
        let mut majors: Vec<u32> = entries
            .flatten()
            .filter_map(|entry| entry.file_name().to_str()?.strip_prefix("pg")?.parse().ok())
            .filter(|major| self.data(*major).join("PG_VERSION").exists())
            .collect();
        majors.sort_unstable_by(|a, b| b.cmp(a));
        majors
    }

    /// Creates the directory and, run by root, lets the server's user pass through it.
    pub(crate) fn prepare(&self, run_as: Option<&RunAs>) -> Result<(), EmbeddedError> {
        let mode = if run_as.is_some() { 0o711 } else { 0o700 };
        if !self.path.exists() {
            for directory in missing_ancestors(&self.path) {
                // The umask may have taken bits away that the server's user needs.
                make_directory(&directory, mode)?;
            }
        }
        if run_as.is_some()
            && identity::blocked_at(&self.path, run_as) == Some(self.path.clone())
            && self.is_ours()
        {
            fs::set_permissions(&self.path, fs::Permissions::from_mode(0o711)).map_err(EmbeddedError::io(
                format!("open {} for the server's user", self.path.display()),
            ))?;
        }
        match (identity::blocked_at(&self.path, run_as), run_as) {
            (Some(blocked_at), Some(run_as)) => Err(EmbeddedError::Unreachable {
                path: self.path.clone(),
                blocked_at,
                user: run_as.name.clone(),
            }),
            _ => Ok(()),
        }
    }

    /// Empty, or already used as a home: only then may its permissions be changed.
    fn is_ours(&self) -> bool {
        let ours = ["postgres.lock", "redis.lock"];
        fs::read_dir(&self.path).is_ok_and(|mut entries| entries.next().is_none())
            || ours.iter().any(|name| self.path.join(name).exists())
    }

    /// The directory for sockets: `s/` inside the home if the path is short enough, else one derived from it.
    pub(crate) fn socket_dir(&self) -> PathBuf {
        let inside = self.path.join("s");
        if fits(&inside) {
            return inside;
        }
        let name = format!(
            "wf-{}",
            &sha256_hex(self.path.as_os_str().as_encoded_bytes())[..16]
        );
        let uid = rustix::process::geteuid().as_raw();
        let runtime = PathBuf::from(format!("/run/user/{uid}"));
        let own = fs::metadata(&runtime).is_ok_and(|found| found.uid() == uid);
        if uid != 0 && own {
            runtime.join(name)
        } else {
            Path::new("/tmp").join(name)
        }
    }
}

fn fits(directory: &Path) -> bool {
    directory.as_os_str().len() + 1 + LONGEST_SOCKET.len() <= SOCKET_PATH_MAX
}

fn missing_ancestors(path: &Path) -> Vec<PathBuf> {
    let mut missing: Vec<PathBuf> = path
        .ancestors()
        .take_while(|directory| !directory.exists())
        .map(Path::to_path_buf)
        .collect();
    missing.reverse();
    missing
}

fn make_directory(path: &Path, mode: u32) -> Result<(), EmbeddedError> {
    let failed = || EmbeddedError::io(format!("create {}", path.display()));
    match DirBuilder::new().mode(mode).create(path) {
        Ok(()) => {}
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(failed()(error)),
    }
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).map_err(failed())
}

/// A directory with mode 0700 that belongs to the server's user. Refuses a link and somebody else's directory,
/// because the fallback for sockets lies where everybody can write.
pub(crate) fn private_directory(path: &Path, run_as: Option<&RunAs>) -> Result<(), EmbeddedError> {
    let failed = || EmbeddedError::io(format!("create {}", path.display()));
    match DirBuilder::new().mode(0o700).create(path) {
        Ok(()) => {}
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(failed()(error)),
    }
    let me = rustix::process::geteuid().as_raw();
    let uid = run_as.map_or(me, |user| user.uid);
    let found = fs::symlink_metadata(path).map_err(failed())?;
    if !found.is_dir() || (found.uid() != uid && found.uid() != me) {
        return Err(EmbeddedError::NotOurs {
            path: path.to_path_buf(),
            uid,
        });
    }
    if let Some(user) = run_as.filter(|user| user.uid != found.uid() || user.gid != found.gid()) {
        chown(path, Some(user.uid), Some(user.gid)).map_err(failed())?;
    }
    fs::set_permissions(path, fs::Permissions::from_mode(0o700)).map_err(failed())
}

/// The right to run one server of a home. Held by an open file, so any death of the process frees it.
#[derive(Debug)]
pub(crate) struct HomeLock {
    _file: File,
}

impl HomeLock {
    pub(crate) fn take(home: &Home, server: &str) -> Result<Self, EmbeddedError> {
        let path = home.path.join(format!("{server}.lock"));
        let failed = || EmbeddedError::io(format!("lock {}", path.display()));
        let mut file = open_lock(&path).map_err(failed())?;
        let given_up = Instant::now() + ONLOOKER;
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if Instant::now() < given_up => {
                    thread::sleep(Duration::from_millis(5));
                }
                Err(TryLockError::WouldBlock) => {
                    let pid = written_pid(&mut file);
                    return Err(EmbeddedError::AnotherRuns {
                        home: home.path.clone(),
                        pid,
                    });
                }
                Err(TryLockError::Error(error)) => return Err(failed()(error)),
            }
        }
        file.set_len(0).map_err(failed())?;
        file.rewind().map_err(failed())?;
        writeln!(file, "{}", std::process::id()).map_err(failed())?;
        Ok(Self { _file: file })
    }

    /// The process that holds the lock, if one does: `Some(None)` when it has not written its number yet.
    pub(crate) fn holder(home: &Home, server: &str) -> Option<Option<u32>> {
        let mut file = File::open(home.path.join(format!("{server}.lock"))).ok()?;
        // A shared attempt, so that two onlookers do not take each other for the owner.
        match file.try_lock_shared() {
            Err(TryLockError::WouldBlock) => Some(written_pid(&mut file)),
            Ok(()) | Err(TryLockError::Error(_)) => None,
        }
    }
}

fn open_lock(path: &Path) -> std::io::Result<File> {
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
}

fn written_pid(file: &mut File) -> Option<u32> {
    let mut text = String::new();
    file.read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}

/// Opens a log for appending; one that grew past the cap is put aside as `<name>.old` first.
pub(crate) fn open_log(path: &Path) -> Result<File, EmbeddedError> {
    let failed = || EmbeddedError::io(format!("open {}", path.display()));
    if fs::metadata(path).is_ok_and(|found| found.len() > LOG_CAP) {
        let mut aside = path.as_os_str().to_owned();
        aside.push(OsStr::new(".old"));
        fs::rename(path, &aside).map_err(failed())?;
    }
    OpenOptions::new()
        .create(true)
        .append(true)
        .open(path)
        .map_err(failed())
}

/// The last lines of a log, for an error message.
pub(crate) fn log_tail(path: &Path) -> String {
    let text = fs::read(path).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(12)..].join("\n")
}

pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
