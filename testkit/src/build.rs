//! Finding this workspace's own programs beside the running test, and building them when they are missing or old.
//!
//! cargo builds the programs of a test's own package only, so `cargo test -p <another>` may meet none, or one
//! from before the last edit.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::SystemTime;

use crate::directory;

/// Folders whose files are no part of the product's program.
const NOT_THE_PRODUCT: [&str; 4] = ["testkit", "e2e", "tidy", "bench"];

/// The product's program `wellflow`, built from the sources as they are.
///
/// `WELLFLOW_BIN` names another one.
///
/// # Panics
/// When it cannot be built.
pub fn wellflow_binary() -> PathBuf {
    let workspace = directory::workspace();
    let mut sources: Vec<PathBuf> = fs::read_dir(workspace)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|folder| folder.join("Cargo.toml").exists())
        .filter(|folder| !NOT_THE_PRODUCT.iter().any(|name| folder.ends_with(name)))
        .collect();
    sources.extend(["demo", "docs/problems", "Cargo.toml", "Cargo.lock"].map(|name| workspace.join(name)));
    let program = Program {
        variable: "WELLFLOW_BIN",
        package: "wellflow-launcher",
        name: "wellflow",
    };
    program
        .up_to_date(&sources)
        .unwrap_or_else(|reason| panic!("no wellflow program: {reason}"))
}

/// The guardian.
pub(crate) fn test_cluster_binary() -> Result<PathBuf, String> {
    let workspace = directory::workspace();
    let sources = [
        "embedded/src",
        "embedded/Cargo.toml",
        "testkit/src",
        "testkit/Cargo.toml",
    ];
    let program = Program {
        variable: "WELLFLOW_TEST_CLUSTER_BIN",
        package: "wellflow-testkit",
        name: "wellflow-test-cluster",
    };
    program.up_to_date(&sources.map(|source| workspace.join(source)))
}

struct Program {
    variable: &'static str,
    package: &'static str,
    name: &'static str,
}

impl Program {
    fn up_to_date(&self, sources: &[PathBuf]) -> Result<PathBuf, String> {
        if let Some(given) = std::env::var_os(self.variable).filter(|value| !value.is_empty()) {
            return Ok(PathBuf::from(given));
        }
        let place = Place::of_this_test()?;
        let program = place.folder.join(self.name);
        // cargo leaves a program alone whose sources were touched but not changed; the stamp remembers that it
        // was asked.
        let stamp = place.folder.join(format!(".{}.checked", self.name));
        let checked = program
            .exists()
            .then(|| modified(&program).max(modified(&stamp)))
            .flatten();
        if checked.is_none_or(|checked| sources.iter().any(|source| is_newer(source, checked))) {
            let asked = SystemTime::now();
            self.build(&place)?;
            let stamped = fs::File::create(&stamp).and_then(|file| file.set_modified(asked));
            stamped.map_err(|error| format!("{}: {error}", stamp.display()))?;
        }
        Ok(program)
    }

    fn build(&self, place: &Place) -> Result<(), String> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(&cargo);
        command.args([
            "build",
            "--quiet",
            "-p",
            self.package,
            "--bin",
            self.name,
            "--target-dir",
        ]);
        command.arg(&place.target_dir);
        if let Some(triple) = &place.triple {
            command.args(["--target", triple]);
        }
        match place.profile.as_str() {
            "debug" => {}
            "release" => {
                command.arg("--release");
            }
            other => {
                command.args(["--profile", other]);
            }
        }
        command
            .current_dir(directory::workspace())
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        let status = command
            .status()
            .map_err(|error| format!("{}: {error}", cargo.display()))?;
        if status.success() {
            Ok(())
        } else {
            Err(format!("cargo build -p {} ended with {status}", self.package))
        }
    }
}

/// Where cargo put the running test, taken apart: `<target>[/<triple>]/<profile>/deps/<test>`.
struct Place {
    target_dir: PathBuf,
    triple: Option<String>,
    profile: String,
    folder: PathBuf,
}

impl Place {
    fn of_this_test() -> Result<Self, String> {
        let test = std::env::current_exe().map_err(|error| error.to_string())?;
        Self::of(&test).ok_or_else(|| format!("{} does not lie in a target directory", test.display()))
    }

    fn of(test: &Path) -> Option<Self> {
        let folder = test.parent()?;
        let folder = if folder.ends_with("deps") || folder.ends_with("examples") {
            folder.parent()?
        } else {
            folder
        };
        let profile = folder.file_name()?.to_str()?.to_owned();
        let above = folder.parent()?;
        // The first file marks the root of a target directory that cargo made, the second that of one it was given.
        let is_root = ["CACHEDIR.TAG", ".rustc_info.json"]
            .iter()
            .any(|mark| above.join(mark).exists());
        let (target_dir, triple) = if is_root {
            (above, None)
        } else {
            (above.parent()?, Some(above.file_name()?.to_str()?.to_owned()))
        };
        Some(Self {
            target_dir: target_dir.to_path_buf(),
            triple,
            profile,
            folder: folder.to_path_buf(),
        })
    }
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|found| found.modified()).ok()
}

/// Whether a file, or any file in a folder but for its tests, was written after `checked`.
fn is_newer(path: &Path, checked: SystemTime) -> bool {
    if path.is_dir() {
        let skipped = ["tests", "benches", "target"]
            .iter()
            .any(|name| path.ends_with(name));
        return !skipped
            && fs::read_dir(path)
                .into_iter()
                .flatten()
                .flatten()
                .any(|entry| is_newer(&entry.path(), checked));
    }
    modified(path).is_some_and(|written| written > checked)
}
