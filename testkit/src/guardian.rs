//! The guardian: owns the tests' shared PostgreSQL, and ends with the last test process.
//!
//! ```text
//! <directory>/use.lock       shared by every test process for as long as it lives
//! <directory>/start.lock     taken by the test process that looks for a server or starts a guardian
//! <directory>/guardian.lock  held by the guardian
//! <directory>/ready          the server's home, written when it takes connections
//! <directory>/home-<pid>/    the server's home, a new one for each guardian
//! ```

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use wellflow_embedded::{Durability, Home, Postgres, Search};

use crate::directory;

/// How often the guardian looks whether anybody is left.
const GLANCE: Duration = Duration::from_millis(250);
/// Long enough for `cargo test` to go from one test program to the next.
const GRACE: Duration = Duration::from_secs(2);

/// Runs PostgreSQL in `directory` until no test process has used it for two seconds, then removes the directory.
///
/// # Errors
/// In words: another guardian is there, or the server could not be started.
pub fn guard(directory: &Path) -> Result<(), String> {
    let failed = |what: &str| {
        let what = format!("{what} in {}", directory.display());
        move |error: io::Error| format!("{what}: {error}")
    };
    directory::make(directory).map_err(failed("create"))?;
    let own = open_lock(&directory.join("guardian.lock")).map_err(failed("open guardian.lock"))?;
    own.try_lock()
        .map_err(|error| format!("another guardian is in {}: {error}", directory.display()))?;
    remove_leftovers(directory);
    let using = open_lock(&directory.join("use.lock")).map_err(failed("open use.lock"))?;
    let home_path = directory.join(format!("home-{}", std::process::id()));
    let home = Home::resolve(Some(home_path.clone())).map_err(|error| error.to_string())?;
    let mut server =
        Postgres::start(&home, &Search::from_env(), Durability::Test).map_err(|error| chain(&error))?;
    announce(directory, &home_path).map_err(failed("write ready"))?;

    let outcome = until_unused(&using, &mut server).map_err(failed("lock use.lock"))?;
    server.stop();
    if outcome == Outcome::ServerDied {
        // Others still use the directory: only what died goes.
        let _ = fs::remove_file(directory.join("ready"));
        let _ = fs::remove_dir_all(&home_path);
        return Err("the server ended by itself".to_owned());
    }
    // Renamed first, so that a newcomer can make the directory anew at once. It waits for use.lock, sees that
    // the file it locked is gone, and starts over.
    let gone = gone_name(directory);
    fs::rename(directory, &gone).map_err(failed("rename"))?;
    fs::remove_dir_all(&gone).map_err(failed("remove"))?;
    drop((using, own));
    Ok(())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Unused,
    ServerDied,
}

/// Returns with the lock held exclusively when it was free for the whole grace period.
fn until_unused(using: &File, server: &mut Postgres) -> io::Result<Outcome> {
    let mut free_since: Option<Instant> = None;
    loop {
        match using.try_lock() {
            Ok(()) if free_since.is_some_and(|since| since.elapsed() >= GRACE) => return Ok(Outcome::Unused),
            Ok(()) => {
                free_since.get_or_insert_with(Instant::now);
                using.unlock()?;
            }
            Err(TryLockError::WouldBlock) => free_since = None,
            Err(TryLockError::Error(error)) => return Err(error),
        }
        if !server.is_alive() {
            return Ok(Outcome::ServerDied);
        }
        thread::sleep(GLANCE);
    }
}

/// The file appears whole or not at all.
fn announce(directory: &Path, home: &Path) -> io::Result<()> {
    let draft = directory.join("ready.draft");
    fs::write(&draft, home.as_os_str().as_encoded_bytes())?;
    fs::rename(draft, directory.join("ready"))
}

fn gone_name(directory: &Path) -> PathBuf {
    let mut name = directory.as_os_str().to_owned();
    name.push(format!(".gone-{}", std::process::id()));
    PathBuf::from(name)
}

/// Removes what guardians that were killed could not.
fn remove_leftovers(directory: &Path) {
    let _ = fs::remove_file(directory.join("ready"));
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with("home-") {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
    let (Some(parent), Some(name)) = (directory.parent(), directory.file_name()) else {
        return;
    };
    let prefix = format!("{}.gone-", name.to_string_lossy());
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(&prefix) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

pub(crate) fn open_lock(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
}

/// An error with everything that caused it.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
