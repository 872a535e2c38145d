//! Where test servers keep their files: in memory if there is room, under a name of this user and workspace.

use std::fs::{self, DirBuilder};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

/// A cluster and some hundred test databases fit into this.
const ROOM: u64 = 1024 * 1024 * 1024;

/// The directory of the shared PostgreSQL. Its choice stays while the directory exists.
pub(crate) fn cluster() -> PathBuf {
    let name = name("");
    let in_memory = Path::new("/dev/shm").join(&name);
    if in_memory.exists() {
        in_memory
    } else {
        base().join(name)
    }
}

/// The directory with one directory per [`crate::TestRedis`] inside.
pub(crate) fn redis() -> PathBuf {
    base().join(name("redis-"))
}

/// The root of the workspace's sources.
pub(crate) fn workspace() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package)
}

fn base() -> PathBuf {
    let in_memory = Path::new("/dev/shm");
    let has_room = rustix::fs::statvfs(in_memory)
        .is_ok_and(|found| found.f_bavail.saturating_mul(found.f_frsize) >= ROOM);
    if has_room {
        in_memory.to_path_buf()
    } else {
        std::env::temp_dir()
    }
}

fn name(kind: &str) -> String {
    let mut hasher = DefaultHasher::new();
    workspace().hash(&mut hasher);
    let uid = rustix::process::geteuid().as_raw();
    format!("wellflow-test-{kind}{uid}-{:012x}", hasher.finish() >> 16)
}

/// Creates a directory of ours, through which the server's user can pass when we are root.
pub(crate) fn make(path: &Path) -> io::Result<()> {
    match DirBuilder::new().mode(0o700).create(path) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(error),
    }
    let found = fs::symlink_metadata(path)?;
    let uid = rustix::process::geteuid();
    if !found.is_dir() || found.uid() != uid.as_raw() {
        return Err(io::Error::other(format!(
            "{} belongs to somebody else",
            path.display()
        )));
    }
    let mode = if uid.is_root() { 0o711 } else { 0o700 };
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}
