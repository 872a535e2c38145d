//! Finding server binaries that are already on this machine.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::error::EmbeddedError;
use crate::home::Home;
use crate::identity::{self, RunAs};
use crate::process::{is_executable, on_path, server_command};
use crate::search::Search;
use crate::{fetch, package};

/// The oldest major the schema runs on.
const OLDEST_MAJOR: u32 = 15;
/// Names a Redis server goes by, in order of preference.
pub(crate) const REDIS_NAMES: [&str; 2] = ["valkey-server", "redis-server"];

/// A usable PostgreSQL.
#[derive(Clone, Debug)]
pub(crate) struct PostgresBinary {
    pub(crate) bin: PathBuf,
    pub(crate) major: u32,
    /// As it calls itself, for example `15.18`.
    pub(crate) version: String,
    /// Where it came from, in words.
    pub(crate) source: String,
    /// Shared libraries that came along and lie where the loader does not look by itself.
    pub(crate) libraries: Option<PathBuf>,
}

/// A usable Redis server.
#[derive(Clone, Debug)]
pub(crate) struct RedisBinary {
    pub(crate) program: PathBuf,
    pub(crate) version: String,
    pub(crate) source: String,
    pub(crate) libraries: Option<PathBuf>,
}

/// Finds a PostgreSQL for this home, fetching one if that is allowed and needed.
pub(crate) fn postgres(
    home: &Home,
    search: &Search,
    run_as: Option<&RunAs>,
) -> Result<PostgresBinary, EmbeddedError> {
    let majors = home.majors();
    if let Some(bin) = &search.pg_bin {
        let unusable = |reason| EmbeddedError::Unusable {
            variable: "WELLFLOW_PG_BIN",
            path: bin.clone(),
            reason,
        };
        let found = inspect(bin, "WELLFLOW_PG_BIN", run_as).map_err(unusable)?;
        return match majors.first() {
            Some(bound) if !majors.contains(&found.major) => Err(EmbeddedError::WrongMajor {
                data: home.data(*bound),
                bound: *bound,
                found: found.major,
            }),
            _ => Ok(found),
        };
    }
    // Another major would open an empty cluster beside the user's data.
    let wanted = majors.first().copied();
    let mut tried = Vec::new();
    let mut best: Option<PostgresBinary> = None;
    for (directory, source) in postgres_directories(search) {
        match inspect(&directory, source, run_as) {
            Ok(found) if wanted.is_some_and(|wanted| wanted != found.major) => {
                tried.push(format!("{}: PostgreSQL {}", directory.display(), found.major));
            }
            Ok(found) if best.as_ref().is_none_or(|best| found.major > best.major) => best = Some(found),
            Ok(_) => {}
            Err(reason) => tried.push(format!("{}: {reason}", directory.display())),
        }
    }
    if let Some(best) = best {
        return Ok(best);
    }
    if tried.is_empty() {
        tried.push("PATH and the usual folders: no postgres with initdb beside it".to_owned());
    }
    fetch::postgres(search, wanted, run_as, &mut tried).ok_or(EmbeddedError::NoPostgres { wanted, tried })
}

/// Finds a Redis server, fetching one if that is allowed and needed.
pub(crate) fn redis(search: &Search, run_as: Option<&RunAs>) -> Result<RedisBinary, EmbeddedError> {
    if let Some(given) = &search.redis_bin {
        let unusable = |reason| EmbeddedError::Unusable {
            variable: "WELLFLOW_REDIS_BIN",
            path: given.clone(),
            reason,
        };
        let program = if given.is_dir() {
            let names = REDIS_NAMES.iter().map(|name| given.join(name));
            names
                .into_iter()
                .find(|program| is_executable(program))
                .unwrap_or_else(|| given.join("redis-server"))
        } else {
            given.clone()
        };
        return inspect_redis(&program, "WELLFLOW_REDIS_BIN", None, run_as).map_err(unusable);
    }
    let mut tried = Vec::new();
    for name in REDIS_NAMES {
        let Some(program) = on_path(search.path.as_deref(), &[name]) else {
            continue;
        };
        match inspect_redis(&program, "installed", None, run_as) {
            Ok(found) => return Ok(found),
            Err(reason) => tried.push(format!("{}: {reason}", program.display())),
        }
    }
    if tried.is_empty() {
        tried.push("PATH: neither valkey-server nor redis-server".to_owned());
    }
    fetch::redis(search, run_as, &mut tried).ok_or(EmbeddedError::NoRedis { tried })
}

/// Directories that may hold a PostgreSQL, without repeats, in the order they are preferred at equal majors.
fn postgres_directories(search: &Search) -> Vec<(PathBuf, &'static str)> {
    let mut found: Vec<(PathBuf, &'static str)> = Vec::new();
    let mut add = |directory: PathBuf, source| {
        // A server's own files are found relative to its real place.
        let directory = fs::canonicalize(&directory).unwrap_or(directory);
        // libpq's development files bring pg_config without a server; that is not worth a word.
        let is_server = directory.join("postgres").exists();
        if is_server && !found.iter().any(|(seen, _)| *seen == directory) {
            found.push((directory, source));
        }
    };
    let path = search.path.as_deref();
    if let Some(directory) = on_path(path, &["pg_config"]).and_then(|program| bindir(&program)) {
        add(directory, "installed");
    }
    for directory in path.map(std::env::split_paths).into_iter().flatten() {
        if let Ok(program) = fs::canonicalize(directory.join("postgres")) {
            add(
                program.parent().map(Path::to_path_buf).unwrap_or_default(),
                "installed",
            );
        }
    }
    if search.usual_folders {
        for directory in usual_folders() {
            add(directory, "installed");
        }
    }
    for directory in package::cached_postgres(&search.cache_dir) {
        add(directory, "fetched");
    }
    found
}

fn bindir(pg_config: &Path) -> Option<PathBuf> {
    let output = Command::new(pg_config)
        .arg("--bindir")
        .stdin(Stdio::null())
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    Some(PathBuf::from(text.trim())).filter(|directory| directory.is_absolute())
}

fn usual_folders() -> Vec<PathBuf> {
    let mut folders = Vec::new();
    for (parent, prefix, suffix) in [
        ("/usr/lib/postgresql", "", "bin"),
        ("/usr", "pgsql-", "bin"),
        ("/opt/homebrew/opt", "postgresql@", "bin"),
        ("/usr/local/opt", "postgresql@", "bin"),
        ("/Applications/Postgres.app/Contents/Versions", "", "bin"),
    ] {
        folders.extend(children(Path::new(parent), prefix).map(|child| child.join(suffix)));
    }
    if let Some(home) = std::env::var_os("HOME") {
        folders.extend(
            children(&Path::new(&home).join(".theseus/postgresql"), "").map(|child| child.join("bin")),
        );
    }
    folders
}

pub(crate) fn children(parent: &Path, prefix: &'static str) -> impl Iterator<Item = PathBuf> {
    fs::read_dir(parent)
        .into_iter()
        .flatten()
        .flatten()
        .filter(move |entry| {
            entry
                .file_name()
                .as_encoded_bytes()
                .starts_with(prefix.as_bytes())
        })
        .map(|entry| entry.path())
}

/// Checks that a directory holds a complete PostgreSQL new enough, which the server's user can run.
pub(crate) fn inspect(
    directory: &Path,
    source: &str,
    run_as: Option<&RunAs>,
) -> Result<PostgresBinary, String> {
    let bin = fs::canonicalize(directory).map_err(|error| error.to_string())?;
    for program in ["postgres", "initdb"] {
        if !is_executable(&bin.join(program)) {
            return Err(format!("has no {program}"));
        }
    }
    reachable(&bin, run_as)?;
    let libraries = package::libraries(&bin);
    let version = version_of(&bin.join("postgres"), libraries.as_deref(), run_as)?;
    // initdb links other libraries than postgres does.
    version_of(&bin.join("initdb"), libraries.as_deref(), run_as)?;
    // "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", or 19devel, 18beta1.
    let version = version
        .split_whitespace()
        .nth(2)
        .ok_or_else(|| format!("calls itself {version:?}"))?
        .to_owned();
    let digits: String = version.chars().take_while(char::is_ascii_digit).collect();
    let major = digits
        .parse()
        .map_err(|_| format!("has the version {version:?}"))?;
    if major < OLDEST_MAJOR {
        return Err(format!("PostgreSQL {version} is older than {OLDEST_MAJOR}"));
    }
    let source = format!("{source}: {}", bin.display());
    Ok(PostgresBinary {
        bin,
        major,
        version,
        source,
        libraries,
    })
}

/// Checks that a program is a Redis server which the server's user can run. The path is not resolved: Debian's
/// `redis-server` is a link to a program that looks at the name it was called by.
pub(crate) fn inspect_redis(
    program: &Path,
    source: &str,
    libraries: Option<PathBuf>,
    run_as: Option<&RunAs>,
) -> Result<RedisBinary, String> {
    if !is_executable(program) {
        return Err("is not an executable file".to_owned());
    }
    if let Some(directory) = program.parent() {
        reachable(directory, run_as)?;
    }
    let text = version_of(program, libraries.as_deref(), run_as)?;
    // "Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64"
    let version = text
        .split_whitespace()
        .find_map(|word| word.strip_prefix("v="))
        .ok_or_else(|| format!("calls itself {text:?}"))?
        .to_owned();
    let source = format!("{source}: {}", program.display());
    Ok(RedisBinary {
        program: program.to_path_buf(),
        version,
        source,
        libraries,
    })
}

fn reachable(directory: &Path, run_as: Option<&RunAs>) -> Result<(), String> {
    match (identity::blocked_at(directory, run_as), run_as) {
        (Some(barred), Some(user)) => Err(format!("user {} may not enter {}", user.name, barred.display())),
        _ => Ok(()),
    }
}

fn version_of(program: &Path, libraries: Option<&Path>, run_as: Option<&RunAs>) -> Result<String, String> {
    let mut command = server_command(program, run_as, libraries);
    let output = command
        .arg("--version")
        .output()
        .map_err(|error| format!("cannot be run: {error}"))?;
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        return Err(format!(
            "--version ended with {}: {}",
            output.status,
            complaint.trim()
        ));
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
